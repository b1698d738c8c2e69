package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.PeerInfo;
import io.hopwire.Session;
import io.hopwire.spi.AddressKind;
import io.hopwire.transport.DelayTransport;
import io.hopwire.transport.LossyTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Engines on loopback whose links run over TCP, all of them or some.
 */
@Timeout(120)
class EngineTcpTest
{
    private static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(4, 1, 1);
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final String BOTH = "127.0.0.1:0,tcp://127.0.0.1:0";
    private static final String TCP = "tcp://127.0.0.1:0";

    private final List<Engine> engines = new ArrayList<>();

    @AfterEach
    void after()
    {
        for (int i = engines.size() - 1; i >= 0; i--)
        {
            engines.get(i).close();
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void wholeNetworkLivesOnTcpAlone(final ThreadingMode mode)
    {
        final Engine relay = launch(context(ThreadingMode.SHARED).role(NodeRole.RELAY).udp(false).bindAddress(TCP));
        assertTrue(relay.tcpAddress().startsWith("tcp://127.0.0.1:"), relay.tcpAddress());
        assertEquals(relay.tcpAddress(), relay.localAddress());
        final Engine server =
            launch(context(ThreadingMode.SHARED).udp(false).bootstrap(relay.tcpAddress()));
        assertNull(server.localAddress(), "it only opens connections");
        final Engine client = launch(context(mode).udp(false).bootstrap(relay.tcpAddress()));
        exchange(client, server, 300);
        for (final PeerInfo link : client.links())
        {
            assertTrue(link.address().startsWith("tcp://"), link.address());
        }
        for (final PeerInfo link : relay.links())
        {
            assertTrue(link.address().startsWith("tcp-accepted://"), link.address());
        }
    }

    @Test
    void nodesOfUdpAndOfTcpMeet()
    {
        final Engine relay = launch(context(ThreadingMode.SHARED).role(NodeRole.RELAY).bindAddress(BOTH));
        assertTrue(relay.localAddress().startsWith("127.0.0.1:"));
        final Engine overUdp =
            launch(context(ThreadingMode.SHARED).bindAddress("127.0.0.1:0").bootstrap(relay.localAddress()));
        final Engine overTcp = launch(context(ThreadingMode.SHARED).udp(false).bootstrap(relay.tcpAddress()));
        exchange(overUdp, overTcp, 200);
        exchange(overTcp, overUdp, 200);
        assertTrue(relay.counters().get("cells forwarded") > 400);
    }

    @Test
    void nodeWhoseUdpIsBlockedIsReachedOverTheTcpThatItOpens()
    {
        final Engine relay = launch(context(ThreadingMode.SHARED).role(NodeRole.RELAY).bindAddress(BOTH));
        final AtomicReference<LossyTransport> wall = new AtomicReference<>();
        final Engine walled = launch(context(ThreadingMode.SHARED)
            .bindAddress("127.0.0.1:0")
            .transportDecorator((transport) ->
            {
                wall.set(new LossyTransport(transport, 1, 1, 1 << AddressKind.UDP));
                return wall.get();
            })
            .bootstrap(relay.localAddress())
            .bootstrap(relay.tcpAddress()));
        final Engine client =
            launch(context(ThreadingMode.SHARED).bindAddress("127.0.0.1:0").bootstrap(relay.localAddress()));
        exchange(client, walled, 100);
        assertEquals(1, walled.links().size());
        assertEquals(relay.tcpAddress(), walled.links().get(0).address());
        assertTrue(wall.get().lost() > 0);
    }

    @Test
    void relayBehindAWallIsToldToNobody()
    {
        final Engine relay = launch(context(ThreadingMode.SHARED).role(NodeRole.RELAY).bindAddress(BOTH));
        final Engine walled =
            launch(context(ThreadingMode.SHARED).role(NodeRole.RELAY).udp(false).bootstrap(relay.tcpAddress()));
        assertTrue(walled.awaitConnected(LATE_NS));
        final Engine client =
            launch(context(ThreadingMode.SHARED).bindAddress("127.0.0.1:0").bootstrap(relay.localAddress()));
        exchange(client, walled, 10);
        await(() -> relay.counters().get("find_node answered") > 0);
        assertEquals(List.of(relay.publicKey()), client.links().stream().map(PeerInfo::key).toList());
        assertEquals(0, relay.counters().get("contacts"), "where it came from is no place to reach it");
        assertEquals(1, walled.counters().get("contacts"));
    }

    @Test
    void linkGoesDownWithItsConnection()
    {
        final EngineContext context = context(ThreadingMode.SHARED).role(NodeRole.RELAY).bindAddress(TCP).udp(false);
        final Engine relay = launch(context);
        final Engine client = launch(context(ThreadingMode.SHARED).udp(false).bootstrap(relay.tcpAddress()));
        assertTrue(client.awaitConnected(LATE_NS));
        final String address = relay.tcpAddress();
        relay.close();
        await(() -> client.links().isEmpty());
        final Engine again =
            launch(context(ThreadingMode.SHARED).role(NodeRole.RELAY).bindAddress(address).udp(false));
        assertTrue(client.awaitConnected(LATE_NS));
        assertEquals(again.publicKey(), client.links().get(0).key());
    }

    @Test
    void badNetworkCostsTimeAndNothingElse()
    {
        final Engine relay = launch(bad(context(ThreadingMode.SHARED).role(NodeRole.RELAY).bindAddress(BOTH), 1));
        final Engine server = launch(
            bad(context(ThreadingMode.SHARED).bindAddress("127.0.0.1:0").bootstrap(relay.localAddress()), 2));
        final Engine client = launch(
            bad(context(ThreadingMode.SHARED).udp(false).bootstrap(relay.tcpAddress()), 3));
        exchange(client, server, 50);
    }

    @Test
    void configurationSaysWhatCanNotBe()
    {
        for (final String bind : new String[]{ "127.0.0.1:0,127.0.0.1:1", TCP + "," + TCP, "quic://127.0.0.1:0", "," })
        {
            assertThrows(HopwireException.class,
                () -> HopwireEngine.launch(context(ThreadingMode.SHARED).bindAddress(bind)), bind);
        }
        final HopwireException ex = assertThrows(HopwireException.class,
            () -> HopwireEngine.launch(context(ThreadingMode.SHARED).udp(false).bootstrap("127.0.0.1:4000")));
        assertTrue(ex.getMessage().contains("no socket"), ex.getMessage());
    }

    @Test
    void nobodyPaysForTcpWhoDoesNotWantIt()
    {
        final Engine engine = launch(context(ThreadingMode.SHARED).bindAddress("127.0.0.1:0"));
        assertNull(engine.tcpAddress());
        assertFalse(new EngineContext(new Properties()).conclude().needsTcp());
    }

    private static EngineContext bad(final EngineContext context, final long seed)
    {
        return context.transportDecorator((transport) -> new DelayTransport(
            new LossyTransport(transport, 0.05, seed),
            new DelayTransport.Delay(1_000_000, 1_000_000, 256),
            65_536,
            System::nanoTime,
            seed));
    }

    private static void exchange(final Engine client, final Engine server, final int messages)
    {
        assertTrue(server.awaitConnected(LATE_NS));
        assertTrue(client.awaitConnected(LATE_NS));
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final ListenSession listening = server.localEndpoint().listen();
        final Thread serving = new Thread(() ->
        {
            for (int i = 0; i < messages; i++)
            {
                final DataPackage received = listening.read(true);
                listening.write(new DataPackage(received.binaryDataPayload(), received.dataTransitConfiguration()));
            }
        });
        serving.setUncaughtExceptionHandler((thread, ex) -> failure.set(ex));
        serving.start();
        final Session session = client.endpoint(server.publicKey()).connect(CONFIGURATION, LATE_NS);
        for (int i = 0; i < messages; i++)
        {
            session.write(("message " + i).getBytes(US_ASCII));
            assertEquals("message " + i, new String(session.read(true).binaryDataPayload(), US_ASCII));
        }
        assertTrue(session.flush(LATE_NS));
        session.close();
        await(() -> !serving.isAlive());
        listening.close();
        assertNull(failure.get());
    }

    private static void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            Thread.yield();
        }
    }

    private Engine launch(final EngineContext context)
    {
        final Engine engine = HopwireEngine.launch(context);
        engines.add(engine);
        return engine;
    }

    private static EngineContext context(final ThreadingMode mode)
    {
        return new EngineContext(new Properties())
            .set(EngineSettings.COUNTERS_FILE, false)
            .threadingMode(mode)
            .notePrinter((line) ->
            {
            });
    }
}
