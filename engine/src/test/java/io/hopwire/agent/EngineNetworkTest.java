package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.DataTransitConfigurationException;
import io.hopwire.Engine;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.PrivateKey;
import io.hopwire.PublicKey;
import io.hopwire.RouteHop;
import io.hopwire.RoutePolicy;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionHandler;
import io.hopwire.SessionRoute;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.link.LinkSettings;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
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
 * Engines on loopback: a relay, a server and a client that know the relay and a public key.
 */
@Timeout(120)
class EngineNetworkTest
{
    private static final PrivateKey SERVER_PRIVATE =
        new PrivateKey("dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed");
    private static final PublicKey SERVER =
        new PublicKey("a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a");
    private static final PublicKey NOBODY =
        new PublicKey("f4837573e349fb626a51bae2b8562f3128193719c26e807a9432b1638516437a");
    private static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(4, 1, 1);
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long SHORT_NS = TimeUnit.MILLISECONDS.toNanos(1500);

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
    @CsvSource({
        "SHARED,127.0.0.1", "DEDICATED,127.0.0.1", "INVOKER,127.0.0.1",
        "SHARED,[::1]", "DEDICATED,[::1]", "INVOKER,[::1]" })
    void clientAndServerOfTheSpecification(final ThreadingMode mode, final String host) throws InterruptedException
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, host).role(NodeRole.RELAY));
        final Engine server = launch(
            context(ThreadingMode.SHARED, host).privateKey(SERVER_PRIVATE).bootstrap(relay.localAddress()));
        final Engine client = launch(context(mode, host).bootstrap(relay.localAddress()));
        assertEquals(SERVER, server.publicKey());
        assertTrue(client.awaitConnected(LATE_NS));
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final ListenSession listening = server.endpoint(SERVER_PRIVATE).listen();
        final Thread serving = new Thread(() -> serve(listening), "server");
        serving.setUncaughtExceptionHandler((thread, ex) -> failure.set(ex));
        serving.start();

        final Session session = client.endpoint(SERVER).connect(CONFIGURATION, LATE_NS);
        assertEquals(2, session.hops());
        assertEquals(1, session.routes());
        for (int i = 0; i < 500; i++)
        {
            session.write(("message " + i).getBytes(US_ASCII));
            assertEquals("re: message " + i, new String(session.read(true).binaryDataPayload(), US_ASCII));
        }
        assertTrue(session.flush(LATE_NS));
        assertEquals(500, session.ackedPosition());
        assertEquals(
            List.of(relay.publicKey(), SERVER), session.trace(LATE_NS).stream().map(RouteHop::key).toList());
        final SessionRoute route = session.liveRoutes().get(0);
        assertEquals(1, session.liveRoutes().size());
        assertEquals(2, route.hops());
        assertEquals(SessionRoute.State.LIVE, route.state());
        assertTrue(route.rttNs() > 0);
        assertEquals(0, route.loss());
        session.write("stop".getBytes(US_ASCII));
        assertEquals("re: stop", new String(session.read(true).binaryDataPayload(), US_ASCII));
        session.close();
        serving.join(TimeUnit.NANOSECONDS.toMillis(LATE_NS));
        assertNull(failure.get());
        assertTrue(relay.counters().get("cells forwarded") > 1000);
        assertThrows(SessionException.class, session::liveRoutes);
    }

    @Test
    void eitherEndTunesASessionThatIsOpen()
    {
        final List<Engine> relays = new ArrayList<>();
        for (int i = 0; i < 2; i++)
        {
            relays.add(launch(alone(ThreadingMode.SHARED).role(NodeRole.RELAY)));
        }
        final List<Engine> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++)
        {
            final EngineContext context = eager(alone(ThreadingMode.SHARED));
            relays.forEach((relay) -> context.bootstrap(relay.localAddress()));
            ends.add(launch(context));
        }
        final ListenSession listening = ends.get(1).localEndpoint().listen();
        await(() -> 2 == ends.get(0).links().size() && 2 == ends.get(1).links().size());
        final AtomicReference<String> told = new AtomicReference<>("");
        final SessionHandler handler = new SessionHandler()
        {
            @Override
            public void onMessage(
                final Session session, final DirectBuffer buffer, final int offset, final int length)
            {
            }

            @Override
            public void onTuned(final Session session)
            {
                told.set(session.configuration().toString());
            }
        };
        final Session session = ends.get(0).endpoint(ends.get(1).publicKey()).connect(
            new DataTransitConfiguration(4, 1, 1, RoutePolicy.STRIPE), LATE_NS, handler);
        final Session accepted = listening.accept(LATE_NS);
        assertEquals("maxHops=4, minRedundantRoutes=1, maxRedundantRoutes=1, policy=STRIPE",
            accepted.configuration().toString());
        session.tune(new DataTransitConfiguration(4, 1, 2, RoutePolicy.FASTEST));
        await(() -> 2 == session.liveRoutes().size() && 2 == accepted.configuration().maxRedundantRoutes());
        assertEquals(RoutePolicy.FASTEST, accepted.configuration().policy());
        assertEquals("", told.get());
        accepted.tune(new DataTransitConfiguration(3, 1, 1));
        await(() -> 1 == session.liveRoutes().size());
        await(() -> "maxHops=3, minRedundantRoutes=1, maxRedundantRoutes=1, policy=DUPLICATE".equals(told.get()));
        session.close();
        assertThrows(SessionException.class, () -> session.tune(DataTransitConfiguration.DEFAULT));
    }

    @Test
    void aHandlerIsToldOfRoutesThatAreLostAndFound()
    {
        final List<Engine> relays = new ArrayList<>();
        final List<Engine> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++)
        {
            relays.add(launch(alone(ThreadingMode.SHARED).role(NodeRole.RELAY)));
        }
        for (int i = 0; i < 2; i++)
        {
            final EngineContext context = eager(alone(ThreadingMode.SHARED));
            relays.forEach((relay) -> context.bootstrap(relay.localAddress()));
            ends.add(launch(context));
        }
        final Engine client = ends.get(0);
        final Engine server = ends.get(1);
        final AtomicReference<List<Integer>> told = new AtomicReference<>(List.of());
        final SessionHandler handler = new SessionHandler()
        {
            @Override
            public void onMessage(
                final Session session, final DirectBuffer buffer, final int offset, final int length)
            {
            }

            @Override
            public void onRoutes(final Session session, final int routes, final int minRoutes)
            {
                final List<Integer> longer = new ArrayList<>(told.get());
                longer.add(routes);
                told.set(2 == minRoutes ? longer : null);
            }
        };
        server.localEndpoint().listen();
        await(() -> 2 == client.links().size() && 2 == server.links().size());
        final Session session = client.endpoint(server.publicKey()).connect(
            new DataTransitConfiguration(4, 2, 2), LATE_NS, handler);
        assertEquals(2, session.liveRoutes().size());
        relays.get(0).close();
        await(() -> List.of(1).equals(told.get()));
        assertEquals(1, session.liveRoutes().size());
        relays.get(1).close();
        await(() -> List.of(1, 0).equals(told.get()));
    }

    @Test
    void serverInInvokerModeServesManyClients()
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, "127.0.0.1").role(NodeRole.RELAY));
        final Engine server = launch(context(ThreadingMode.INVOKER, "127.0.0.1")
            .privateKey(SERVER_PRIVATE).bootstrap(relay.localAddress()));
        final ListenSession listening = server.endpoint(SERVER_PRIVATE).listen();
        assertTrue(server.awaitConnected(LATE_NS));
        final List<Thread> threads = new ArrayList<>();
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < 3; i++)
        {
            final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1").bootstrap(relay.localAddress()));
            final Thread thread = new Thread(() -> ask(client, 100));
            thread.setUncaughtExceptionHandler((t, ex) -> failure.set(ex));
            thread.start();
            threads.add(thread);
        }
        while (threads.stream().anyMatch(Thread::isAlive))
        {
            final DataPackage received = listening.read(TimeUnit.MILLISECONDS.toNanos(5));
            if (null != received)
            {
                listening.write(new DataPackage(received.binaryDataPayload(), received.dataTransitConfiguration()));
            }
        }
        assertNull(failure.get());
    }

    @Test
    void longestMessageFitsTheSmallerDatagramsOfThePeer()
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, "127.0.0.1").role(NodeRole.RELAY));
        final EngineContext small = context(ThreadingMode.SHARED, "127.0.0.1").bootstrap(relay.localAddress());
        small.set(NodeSettings.MTU, 1200);
        final Engine server = launch(small);
        final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1").bootstrap(relay.localAddress()));
        final ListenSession listening = server.localEndpoint().listen();
        final Session session = client.endpoint(server.publicKey()).connect(CONFIGURATION, LATE_NS);
        assertEquals(listening.maxMessageLength(), session.maxMessageLength());
        assertThrows(SessionException.class, () -> session.write(new byte[session.maxMessageLength() + 1]));
        session.write(new byte[session.maxMessageLength()]);
        assertEquals(session.maxMessageLength(), listening.read(true).binaryDataPayload().length);
    }

    @Test
    void endpointOfflineFailsWithinTheTimeout()
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, "127.0.0.1").role(NodeRole.RELAY));
        final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1").bootstrap(relay.localAddress()));
        assertTrue(client.awaitConnected(LATE_NS));
        final SessionException ex = assertThrows(
            SessionException.class, () -> client.endpoint(NOBODY).connect(CONFIGURATION, SHORT_NS));
        assertEquals("endpoint " + NOBODY + " is offline: no route within 1500 ms", ex.getMessage());
        assertEquals(SessionCodes.NO_ROUTE, ex.code());
    }

    @Test
    void bootstrapThatDoesNotAnswerIsNamed() throws IOException
    {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getByName("127.0.0.1")))
        {
            final String address = "127.0.0.1:" + silent.getLocalPort();
            final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1").bootstrap(address));
            assertFalse(client.awaitConnected(TimeUnit.MILLISECONDS.toNanos(300)));
            final SessionException ex = assertThrows(
                SessionException.class, () -> client.endpoint(NOBODY).connect(CONFIGURATION, SHORT_NS));
            assertEquals(SessionCodes.NOT_CONNECTED, ex.code());
            assertTrue(
                ex.getMessage().contains("no answer from bootstrap " + address + " within 1500 ms"), ex.getMessage());
        }
    }

    @Test
    void listeningNowhereIsRefused()
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, "127.0.0.1").role(NodeRole.RELAY));
        final Engine server = launch(
            context(ThreadingMode.SHARED, "127.0.0.1").privateKey(SERVER_PRIVATE).bootstrap(relay.localAddress()));
        final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1").bootstrap(relay.localAddress()));
        assertTrue(client.awaitConnected(LATE_NS));
        assertTrue(server.awaitConnected(LATE_NS));
        final SessionException ex = assertThrows(
            SessionException.class, () -> client.endpoint(SERVER).connect(CONFIGURATION, SHORT_NS));
        assertEquals(SessionCodes.REFUSED, ex.code());
    }

    @Test
    void limitsOfTheConfigurationSayWhatWasFound()
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, "127.0.0.1").role(NodeRole.RELAY));
        final Engine server = launch(context(ThreadingMode.SHARED, "127.0.0.1")
            .privateKey(SERVER_PRIVATE).bootstrap(relay.localAddress()));
        final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1").bootstrap(relay.localAddress()));
        server.localEndpoint().listen();
        assertTrue(client.awaitConnected(LATE_NS));
        assertTrue(server.awaitConnected(LATE_NS));
        final DataTransitConfigurationException hops = assertThrows(DataTransitConfigurationException.class, () ->
            client.endpoint(SERVER).connect(new DataTransitConfiguration(1, 1, 1), LATE_NS));
        assertEquals("shortest route found to endpoint " + SERVER + " has 2 hops, maxHops is 1", hops.getMessage());
        final DataTransitConfigurationException routes = assertThrows(DataTransitConfigurationException.class, () ->
            client.endpoint(SERVER).connect(new DataTransitConfiguration(4, 2, 3), LATE_NS));
        assertEquals(1, routes.routesFound());
        assertEquals(
            "found 1 of 2 routes of at most 4 hops to endpoint " + SERVER + ": it has 2 hops", routes.getMessage());
    }

    @Test
    void writerIsToldWhenTheRelayVanishes()
    {
        final Engine relay = launch(context(ThreadingMode.INVOKER, "127.0.0.1").role(NodeRole.RELAY));
        final Engine server = launch(eager(context(ThreadingMode.SHARED, "127.0.0.1")
            .privateKey(SERVER_PRIVATE).bootstrap(relay.localAddress())));
        final Engine client = launch(
            eager(context(ThreadingMode.SHARED, "127.0.0.1").bootstrap(relay.localAddress())));
        final ListenSession listening = server.localEndpoint().listen();
        final AtomicReference<Session> connected = new AtomicReference<>();
        final Thread connecting = new Thread(
            () -> connected.set(client.endpoint(SERVER).connect(CONFIGURATION, LATE_NS)));
        connecting.start();
        while (connecting.isAlive())
        {
            relay.doWork();
        }
        final Session session = connected.get();
        session.write(new byte[1]);
        while (null == listening.read(false))
        {
            relay.doWork();
        }
        // From here on nobody drives the relay: it is as dead as after kill -9.
        final SessionException ex = assertThrows(SessionException.class, () ->
        {
            while (true)
            {
                session.write(new byte[64]);
            }
        });
        assertTrue(SessionCodes.ROUTE_LOST == ex.code() || SessionCodes.TIMEOUT == ex.code(), ex.getMessage());
        assertFalse(session.isOpen());
        assertTrue(session.unacknowledged() > 0);
        assertThrows(SessionException.class, () -> session.read(true));
    }

    @Test
    void garbageIsCountedAndHurtsNobody() throws IOException
    {
        final Engine relay = launch(context(ThreadingMode.SHARED, "127.0.0.1").role(NodeRole.RELAY));
        final Engine server = launch(context(ThreadingMode.SHARED, "127.0.0.1")
            .privateKey(SERVER_PRIVATE).bootstrap(relay.localAddress()));
        final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1").bootstrap(relay.localAddress()));
        final ListenSession listening = server.localEndpoint().listen();
        final Session session = client.endpoint(SERVER).connect(CONFIGURATION, LATE_NS);
        final long seed = 42;
        final Random random = new Random(seed);
        final int port = Integer.parseInt(relay.localAddress().substring(relay.localAddress().lastIndexOf(':') + 1));
        final long rejected = relay.counters().rejected();
        try (DatagramSocket stranger = new DatagramSocket())
        {
            for (int i = 0; i < 200; i++)
            {
                final byte[] garbage = new byte[random.nextInt(1400)];
                random.nextBytes(garbage);
                stranger.send(new DatagramPacket(
                    garbage, garbage.length, new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port)));
                session.write(garbage.length < 1000 ? garbage : new byte[0]);
                listening.read(true);
            }
        }
        await(() -> relay.counters().rejected() - rejected >= 200);
        assertTrue(session.isOpen());
        assertTrue(relay.isRunning());
    }

    @Test
    void takenPortIsNamedAndNothingIsLeft()
    {
        final Engine first = launch(context(ThreadingMode.SHARED, "127.0.0.1"));
        final int threads = Thread.activeCount();
        final HopwireException ex = assertThrows(HopwireException.class, () ->
            HopwireEngine.launch(plain(ThreadingMode.DEDICATED).bindAddress(first.localAddress())));
        assertEquals(ErrorCategory.TRANSPORT, ex.category());
        assertTrue(ex.getMessage().contains(first.localAddress()), ex.getMessage());
        assertEquals(threads, Thread.activeCount());
    }

    @Test
    void portIsFreeAfterClose()
    {
        for (final ThreadingMode mode : ThreadingMode.values())
        {
            final Engine first = launch(context(mode, "127.0.0.1"));
            final String address = first.localAddress();
            first.close();
            launch(plain(mode).bindAddress(address)).close();
        }
    }

    @Test
    void wrongKeysAreToldApart()
    {
        final Engine server = launch(context(ThreadingMode.SHARED, "127.0.0.1")
            .privateKey(SERVER_PRIVATE).role(NodeRole.RELAY));
        final Engine client = launch(context(ThreadingMode.SHARED, "127.0.0.1")
            .bootstrap(SERVER + "@" + server.localAddress()));
        assertKeyError("this is the private key of this engine",
            () -> server.endpoint(new PublicKey(SERVER_PRIVATE.toBytes())));
        assertKeyError("this is the private key of ",
            () -> client.endpoint(new PublicKey(SERVER_PRIVATE.toBytes())));
        assertKeyError("this is the public key of this engine",
            () -> server.endpoint(new PrivateKey(SERVER.toBytes())));
        assertKeyError("this private key is that of " + SERVER, () -> client.endpoint(SERVER_PRIVATE));
        assertKeyError("only our own endpoint can listen", () -> client.endpoint(SERVER).listen());
        assertThrows(SessionException.class, () -> server.endpoint(SERVER).connect(CONFIGURATION));
        assertEquals(server.localEndpoint(), server.endpoint(SERVER_PRIVATE));
    }

    private static void serve(final ListenSession session)
    {
        String text = "";
        while (!"stop".equals(text))
        {
            final DataPackage received = session.read(true);
            text = new String(received.binaryDataPayload(), US_ASCII);
            session.write(new DataPackage(("re: " + text).getBytes(US_ASCII), received.dataTransitConfiguration()));
        }
        session.flush(LATE_NS);
    }

    private static void ask(final Engine client, final int questions)
    {
        final Session session = client.endpoint(SERVER).connect(CONFIGURATION, LATE_NS);
        for (int i = 0; i < questions; i++)
        {
            final String question = client.publicKey().shortText() + i;
            session.write(question.getBytes(US_ASCII));
            assertEquals(question, new String(session.read(true).binaryDataPayload(), US_ASCII));
        }
    }

    private static void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            Thread.yield();
        }
    }

    private static void assertKeyError(final String message, final Runnable code)
    {
        final HopwireException ex = assertThrows(HopwireException.class, code::run);
        assertEquals(ErrorCategory.KEY, ex.category());
        assertTrue(ex.getMessage().contains(message), ex.getMessage());
    }

    private Engine launch(final EngineContext context)
    {
        final Engine engine = HopwireEngine.launch(context);
        engines.add(engine);
        return engine;
    }

    private static EngineContext eager(final EngineContext context)
    {
        return context
            .set(LinkSettings.KEEPALIVE, TimeUnit.MILLISECONDS.toNanos(100))
            .set(LinkSettings.IDLE_PING, TimeUnit.MILLISECONDS.toNanos(500))
            .set(LinkSettings.LIVENESS_TIMEOUT, TimeUnit.MILLISECONDS.toNanos(600))
            .set(SessionSettings.TIMEOUT, TimeUnit.SECONDS.toNanos(2))
            .set(SessionSettings.REROUTE_TIMEOUT, TimeUnit.SECONDS.toNanos(1));
    }

    private static EngineContext alone(final ThreadingMode mode)
    {
        return context(mode, "127.0.0.1").set(NodeSettings.DISCOVERY, false);
    }

    private static EngineContext context(final ThreadingMode mode, final String host)
    {
        return plain(mode).bindAddress(host + ":0");
    }

    private static EngineContext plain(final ThreadingMode mode)
    {
        return new EngineContext(new Properties())
            .set(EngineSettings.COUNTERS_FILE, false)
            .threadingMode(mode)
            .notePrinter((line) ->
            {
            });
    }
}
