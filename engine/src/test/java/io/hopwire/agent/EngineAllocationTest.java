package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Delivery;
import io.hopwire.Engine;
import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.SessionMessageHandler;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.test.Allocations;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Client, relay and server on one thread over loopback: sockets, links, circuits, sessions and hand-over of all three,
 * both directions, cryptography included, allocate nothing for a message.
 */
@Timeout(120)
@Tag("long")
class EngineAllocationTest
{
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final int MESSAGES = 500;
    private static final int FEW_MESSAGES = 20;
    private static final int LONG = 10_000;
    /** More than the window. */
    private static final int LONGEST = 300_000;

    private int received;
    private Delivery delivery = Delivery.ORDERED;
    private Engine relay;
    private Engine server;
    private Engine client;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LONGEST]);
    private final SessionMessageHandler count = (session, buffer, offset, length) -> received++;
    private final Echo echo = new Echo();

    static List<IdentityScheme> otherSchemes()
    {
        return List.of(IdentitySchemes.ED25519, IdentitySchemes.string(IdentitySchemes.MAX_ADDRESS_LENGTH));
    }

    @AfterEach
    void after()
    {
        client.close();
        server.close();
        relay.close();
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 64, 1024, 5000, 100_000, LONGEST })
    void echoAllocatesNothing(final int length) throws InterruptedException
    {
        assertEchoAllocatesNothing(IdentitySchemes.X25519, length);
    }

    @ParameterizedTest
    @EnumSource(value = Delivery.class, names = "ORDERED", mode = EnumSource.Mode.EXCLUDE)
    void echoBesideTheStreamAllocatesNothing(final Delivery besides) throws InterruptedException
    {
        delivery = besides;
        assertEchoAllocatesNothing(IdentitySchemes.X25519, 64);
    }

    @ParameterizedTest
    @MethodSource("otherSchemes")
    @Tag("long")
    void echoOfOtherSchemesAllocatesNothing(final IdentityScheme scheme) throws InterruptedException
    {
        assertEchoAllocatesNothing(scheme, 64);
    }

    private void assertEchoAllocatesNothing(final IdentityScheme scheme, final int length) throws InterruptedException
    {
        relay = launch(scheme, NodeRole.RELAY, "");
        server = launch(scheme, NodeRole.ENDPOINT, relay.localAddress());
        client = launch(scheme, NodeRole.ENDPOINT, relay.localAddress());
        final Session session = connect();
        assertEquals(2, session.hops());
        final int messages = length > LONG ? FEW_MESSAGES : MESSAGES;
        assertEquals(0, Allocations.minimumPerRound(messages, () -> roundTrip(session, length)));
        assertTrue(session.isOpen());
        assertEquals(20 * messages, received);
        assertEquals(20 * messages, echo.echoed);
    }

    private void roundTrip(final Session session, final int length)
    {
        while (session.offer(message, 0, length, delivery) < 0)
        {
            drive();
        }
        while (0 == session.read(count, 1))
        {
            drive();
        }
    }

    private void drive()
    {
        client.doWork();
        relay.doWork();
        server.doWork();
    }

    private Session connect() throws InterruptedException
    {
        server.localEndpoint().listen(echo);
        final AtomicReference<Session> session = new AtomicReference<>();
        final Thread connecting = new Thread(() -> session.set(
            client.endpoint(server.publicKey()).connect(DataTransitConfiguration.DEFAULT, TIMEOUT_NS)));
        connecting.start();
        while (connecting.isAlive())
        {
            relay.doWork();
            server.doWork();
        }
        connecting.join();
        return session.get();
    }

    private static Engine launch(final IdentityScheme scheme, final NodeRole role, final String bootstrap)
    {
        return HopwireEngine.launch(new EngineContext(new Properties())
            .identityScheme(scheme)
            .unauthenticatedIdentities(true)
            .bindAddress("127.0.0.1:0")
            .bootstrap(bootstrap)
            .role(role)
            .set(EngineSettings.COUNTERS_FILE, false)
            .threadingMode(ThreadingMode.INVOKER)
            .notePrinter((line) ->
            {
            }));
    }

    private final class Echo implements SessionHandler
    {
        private int echoed;

        @Override
        public void onMessage(
            final Session session, final DirectBuffer buffer, final int offset, final int length)
        {
            if (session.offer(buffer, offset, length, delivery) >= 0)
            {
                echoed++;
            }
        }
    }
}
