package io.hopwire.agent;

import io.hopwire.Engine;
import io.hopwire.link.LinkSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Engines whose bootstrap peers are configured by name, over a resolver of our own.
 */
@Timeout(120)
class EngineNamesTest
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(60);

    private final Map<String, InetAddress[]> zone = new ConcurrentHashMap<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final CountDownLatch silence = new CountDownLatch(1);
    private final List<Engine> engines = new ArrayList<>();

    @AfterEach
    void after()
    {
        silence.countDown();
        for (int i = engines.size() - 1; i >= 0; i--)
        {
            engines.get(i).close();
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void oneOfTwoNamesThatIsUnknownIsANoteAndTheOtherIsLinked(final ThreadingMode mode) throws Exception
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, "127.0.0.1:0").role(NodeRole.RELAY));
        zone.put("relay.example", InetAddress.getAllByName("127.0.0.1"));
        final Engine client = launch(context(mode, "127.0.0.1:0").bootstrap(
            "unknown.example:4000,relay.example:" + port(relay)));
        assertTrue(client.awaitConnected(LATE_NS));
        await(client, () -> notes.stream().anyMatch((note) -> note.contains("unknown.example:4000 can not be")));
    }

    @Test
    void nameWhoseServersAreSilentHoldsUpNeitherTheLaunchNorTheOthersNorTheEnd() throws Exception
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, "127.0.0.1:0").role(NodeRole.RELAY));
        zone.put("relay.example", InetAddress.getAllByName("127.0.0.1"));
        final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1:0").bootstrap(
            "silent.example:4000,relay.example:" + port(relay)));
        assertTrue(client.awaitConnected(LATE_NS));
        client.close();
    }

    @Test
    void addressThatSwallowsEverythingDoesNotKeepFromTheOther() throws Exception
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, "127.0.0.1:0").role(NodeRole.RELAY));
        // Nobody is at 127.0.0.9, and the name of both families is that of a host whose IPv6 does not work.
        zone.put("relay.example", new InetAddress[]{
            InetAddress.getByName("127.0.0.9"), InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1") });
        final Engine client = launch(context(ThreadingMode.SHARED, "0.0.0.0:0").bootstrap(
            "relay.example:" + port(relay)));
        assertTrue(client.awaitConnected(LATE_NS));
        assertEquals(relay.publicKey(), client.links().get(0).key());
    }

    @Test
    void overTcpTheSecondAddressIsTriedWhenTheFirstRefuses() throws Exception
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, "tcp://127.0.0.1:0").role(NodeRole.RELAY));
        zone.put("relay.example", new InetAddress[]{
            InetAddress.getByName("127.0.0.9"), InetAddress.getByName("127.0.0.1") });
        final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1:0").udp(false).bootstrap(
            "tcp://relay.example:" + relay.tcpAddress().replaceAll(".*:", "")));
        assertTrue(client.awaitConnected(LATE_NS));
        assertEquals(relay.publicKey(), client.links().get(0).key());
    }

    @Tag("long")
    @Test
    void nodeFollowsItsBootstrapPeerWhenTheNameMoves() throws Exception
    {
        final Engine first = launch(context(ThreadingMode.SHARED, "127.0.0.1:0").role(NodeRole.RELAY));
        final int port = port(first);
        final Engine second = launch(context(ThreadingMode.SHARED, "127.0.0.2:" + port).role(NodeRole.RELAY));
        zone.put("relay.example", InetAddress.getAllByName("127.0.0.1"));
        final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1:0").bootstrap("relay.example:" + port));
        assertTrue(client.awaitConnected(LATE_NS));
        assertEquals(first.publicKey(), client.links().get(0).key());
        zone.put("relay.example", InetAddress.getAllByName("127.0.0.2"));
        first.close();
        await(client, () -> client.links().stream().anyMatch((link) -> link.key().equals(second.publicKey())));
    }

    private interface Condition
    {
        boolean isMet();
    }

    private static void await(final Engine engine, final Condition condition)
    {
        final long startNs = System.nanoTime();
        while (!condition.isMet())
        {
            assertTrue(System.nanoTime() - startNs < LATE_NS, "never came true");
            if (((HopwireEngine)engine).isInvoker())
            {
                engine.doWork();
            }
            Thread.yield();
        }
    }

    private InetAddress[] resolve(final String host) throws UnknownHostException
    {
        if ("silent.example".equals(host))
        {
            try
            {
                silence.await();
            }
            catch (final InterruptedException ex)
            {
                Thread.currentThread().interrupt();
            }
        }
        final InetAddress[] addresses = zone.get(host);
        if (null == addresses)
        {
            throw new UnknownHostException(host);
        }
        return addresses;
    }

    private Engine launch(final EngineContext context)
    {
        final Engine engine = HopwireEngine.launch(context);
        engines.add(engine);
        return engine;
    }

    private EngineContext context(final ThreadingMode mode, final String bind)
    {
        final EngineContext context = new EngineContext(new Properties())
            .set(EngineSettings.COUNTERS_FILE, false)
            .set(LinkSettings.KEEPALIVE, TimeUnit.MILLISECONDS.toNanos(50))
            .set(LinkSettings.LIVENESS_TIMEOUT, TimeUnit.MILLISECONDS.toNanos(500))
            .bindAddress(bind)
            .threadingMode(mode)
            .notePrinter(notes::add);
        context.nameResolver = this::resolve;
        return context;
    }

    private static int port(final Engine engine)
    {
        return Integer.parseInt(engine.localAddress().substring(engine.localAddress().lastIndexOf(':') + 1));
    }
}
