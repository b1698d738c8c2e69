package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.PrivateKey;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SessionCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Many connects at once to one endpoint: more than it begins at a time.
 */
@Timeout(120)
class EngineCrowdTest
{
    private static final PrivateKey SERVER =
        new PrivateKey("dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed");
    private static final int CONNECTS = 300;
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long SHORT_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(4, 1, 1);

    private final List<Engine> engines = new ArrayList<>();
    private final List<Session> sessions = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void after()
    {
        for (int i = engines.size() - 1; i >= 0; i--)
        {
            engines.get(i).close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    @Tag("long")
    void everybodyOfACrowdConnects(final int clientCount) throws InterruptedException
    {
        final Engine relay = launch(context().role(NodeRole.RELAY));
        final Engine server = launch(context().privateKey(SERVER).bootstrap(relay.localAddress()));
        final List<Engine> clients = new ArrayList<>();
        for (int i = 0; i < clientCount; i++)
        {
            clients.add(launch(context().bootstrap(relay.localAddress())));
        }
        for (final Engine client : clients)
        {
            assertTrue(client.awaitConnected(LATE_NS));
        }
        server.endpoint(SERVER).listen();
        final CountDownLatch start = new CountDownLatch(1);
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTS; i++)
        {
            final Engine client = clients.get(i % clientCount);
            final Thread thread = new Thread(() -> connect(start, client, server), "client " + i);
            threads.add(thread);
            thread.start();
        }
        start.countDown();
        for (final Thread thread : threads)
        {
            thread.join();
        }
        assertEquals(List.of(), failures);
        for (final Session session : sessions)
        {
            session.write(new byte[]{1});
            assertTrue(session.flush(LATE_NS), () -> "who has connected stays connected: " + session);
        }
    }

    @Test
    void busyIsNotOffline()
    {
        final Engine relay = launch(context().role(NodeRole.RELAY));
        final Engine server = launch(
            context().privateKey(SERVER).set(SessionSettings.MAX_SESSIONS, 1).bootstrap(relay.localAddress()));
        final Engine client = launch(context().bootstrap(relay.localAddress()));
        assertTrue(server.awaitConnected(LATE_NS));
        assertTrue(client.awaitConnected(LATE_NS));
        server.endpoint(SERVER).listen();
        final Session first = client.endpoint(server.publicKey()).connect(CONFIGURATION, LATE_NS);
        final SessionException ex = assertThrows(
            SessionException.class, () -> client.endpoint(server.publicKey()).connect(CONFIGURATION, SHORT_NS));
        assertEquals(SessionCodes.BUSY, ex.code(), ex::getMessage);
        assertTrue(ex.getMessage().contains(" is busy: "), ex::getMessage);
        first.close();
        client.endpoint(server.publicKey()).connect(CONFIGURATION, LATE_NS).close();
    }

    @Test
    void sessionsBeyondTheirMemoryAreRefusedAndNothingElseHappens()
    {
        final Engine relay = launch(context().role(NodeRole.RELAY));
        final Engine server = launch(context().privateKey(SERVER)
            .set(EngineSettings.INBOX_MEMORY, 64 * 1024L)
            .set(NodeSettings.SESSION_INITIAL_WINDOW, 128 * 1024)
            .bootstrap(relay.localAddress()));
        final Engine client = launch(context().bootstrap(relay.localAddress()));
        assertTrue(server.awaitConnected(LATE_NS));
        assertTrue(client.awaitConnected(LATE_NS));
        server.endpoint(SERVER).listen();
        final Session first = client.endpoint(server.publicKey()).connect(CONFIGURATION, LATE_NS);
        // It has taken nothing yet, and may at any moment: what it was promised counts.
        assertEquals(SessionCodes.BUSY, assertThrows(SessionException.class,
            () -> client.endpoint(server.publicKey()).connect(CONFIGURATION, SHORT_NS)).code());
        first.write(new byte[]{1});
        assertTrue(first.flush(LATE_NS));
        assertEquals(SessionCodes.BUSY, assertThrows(SessionException.class,
            () -> client.endpoint(server.publicKey()).connect(CONFIGURATION, SHORT_NS)).code());
        assertEquals(SessionCodes.LIMIT, assertThrows(SessionException.class,
            () -> server.endpoint(client.publicKey()).connect(CONFIGURATION, SHORT_NS)).code());
        assertTrue(server.counters().get("session: limit") > 1);
        first.close();
        client.endpoint(server.publicKey()).connect(CONFIGURATION, LATE_NS).close();
    }

    private void connect(final CountDownLatch start, final Engine client, final Engine server)
    {
        try
        {
            start.await();
            sessions.add(client.endpoint(server.publicKey()).connect(CONFIGURATION, LATE_NS));
        }
        catch (final HopwireException | InterruptedException ex)
        {
            failures.add(ex.toString());
        }
    }

    private Engine launch(final EngineContext context)
    {
        final Engine engine = HopwireEngine.launch(context);
        engines.add(engine);
        return engine;
    }

    private static EngineContext context()
    {
        return new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0")
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter((line) ->
            {
            });
    }
}
