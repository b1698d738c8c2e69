package io.hopwire.agent;

import io.hopwire.AcceptFilter;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.Limits;
import io.hopwire.spi.SessionCodes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The filter of a listening endpoint.
 */
@Timeout(60)
class EngineAcceptTest
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(4, 1, 1);

    private final List<Engine> engines = new ArrayList<>();
    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    private Engine server;
    private Engine friend;
    private Engine stranger;

    @BeforeEach
    void before()
    {
        server = launch(context().errorHandler(errors::add));
        friend = launch(context().bootstrap(server.localAddress()));
        stranger = launch(context().bootstrap(server.localAddress()));
        assertTrue(friend.awaitConnected(LATE_NS));
        assertTrue(stranger.awaitConnected(LATE_NS));
    }

    @AfterEach
    void after()
    {
        for (int i = engines.size() - 1; i >= 0; i--)
        {
            engines.get(i).close();
        }
    }

    @Test
    void whoIsNoFriendIsRefused()
    {
        final PublicKey key = friend.publicKey();
        final ListenSession listener = server.localEndpoint().listen(null, key::equals);
        assertRefused(stranger);
        final Session session = connect(friend);
        assertEquals(key, listener.accept(LATE_NS).peer());
        assertTrue(session.isOpen());
        assertNull(listener.accept(0));
        assertEquals(1, server.counters().get("session: not accepted"));
        assertEquals(List.of(), errors);
    }

    @Test
    void aFilterThatThrowsRefusesAndIsReported()
    {
        final IllegalStateException ex = new IllegalStateException("no opinion");
        server.localEndpoint().listen(null, (peer) ->
        {
            throw ex;
        });
        assertRefused(stranger);
        assertEquals(List.of(ex), errors);
        assertTrue(server.isRunning());
    }

    /** The filter is asked within the core: what it sends must not go there at once. */
    @Test
    void aFilterMaySendAndMustNotBlock()
    {
        final AtomicReference<Session> first = new AtomicReference<>();
        final AcceptFilter filter = (peer) ->
        {
            final Session session = first.get();
            if (null != session)
            {
                assertTrue(session.offer(new UnsafeBuffer(new byte[]{7}), 0, 1) >= 0);
                session.flush(LATE_NS);
            }
            return true;
        };
        final ListenSession listener = server.localEndpoint().listen(null, filter);
        final Session session = connect(friend);
        first.set(listener.accept(LATE_NS));
        assertRefused(stranger);
        assertEquals(7, session.read(LATE_NS).binaryDataPayload()[0]);
        assertTrue(errors.get(0).getMessage().contains("would block"), errors::toString);
    }

    @Test
    void theFilterSeesWhatIsSentAlongAndSoDoesWhoAccepts()
    {
        assertEquals(Endpoint.MAX_EARLY_DATA_LENGTH, Limits.MAX_EARLY_DATA);
        seesWhatIsSentAlong(server, friend, stranger);
    }

    /** There is a certificate in the handshake too. */
    @Test
    void theFilterSeesWhatIsSentAlongInANetworkOfCertifiedKeys()
    {
        final Engine relay = launch(certified().role(NodeRole.RELAY));
        final Engine[] ends = new Engine[3];
        for (int i = 0; i < ends.length; i++)
        {
            ends[i] = launch(certified().bootstrap(relay.localAddress()));
            assertTrue(ends[i].awaitConnected(LATE_NS));
        }
        seesWhatIsSentAlong(ends[0], ends[1], ends[2]);
    }

    private void seesWhatIsSentAlong(final Engine listening, final Engine guest, final Engine other)
    {
        final byte[] ticket = new byte[Endpoint.MAX_EARLY_DATA_LENGTH];
        Arrays.fill(ticket, (byte)7);
        final ListenSession listener = listening.localEndpoint().listen(null, new AcceptFilter()
        {
            @Override
            public boolean accepts(final PublicKey peer)
            {
                throw new AssertionError("there is something to look at");
            }

            @Override
            public boolean accepts(final PublicKey peer, final byte[] earlyData)
            {
                return Arrays.equals(ticket, earlyData);
            }
        });
        final Endpoint asGuest = guest.endpoint(listening.publicKey());
        final Endpoint asOther = other.endpoint(listening.publicKey());
        assertEquals(0, asGuest.connect(CONFIGURATION, LATE_NS, null, ticket).earlyData().length);
        final Session accepted = listener.accept(LATE_NS);
        assertEquals(guest.publicKey(), accepted.peer());
        assertArrayEquals(ticket, accepted.earlyData());
        assertEquals(SessionCodes.REFUSED, assertThrows(SessionException.class,
            () -> asOther.connect(CONFIGURATION, LATE_NS, null, new byte[]{7})).code());
        assertEquals(SessionCodes.REFUSED, assertThrows(SessionException.class,
            () -> asOther.connect(CONFIGURATION, LATE_NS)).code());
        assertEquals(SessionCodes.MAX_MESSAGE_LENGTH_EXCEEDED, assertThrows(SessionException.class,
            () -> asGuest.connect(CONFIGURATION, LATE_NS, null, new byte[ticket.length + 1])).code());
        assertNull(listener.accept(0));
    }

    @Test
    void thereMustBeAFilter()
    {
        assertThrows(HopwireException.class, () -> server.localEndpoint().listen(null, null));
        server.localEndpoint().listen(null, (peer) -> true).close();
    }

    private Session connect(final Engine client)
    {
        return client.endpoint(server.publicKey()).connect(CONFIGURATION, LATE_NS);
    }

    private void assertRefused(final Engine client)
    {
        assertEquals(
            SessionCodes.REFUSED, assertThrows(SessionException.class, () -> connect(client)).code());
    }

    private Engine launch(final EngineContext context)
    {
        final Engine engine = HopwireEngine.launch(context);
        engines.add(engine);
        return engine;
    }

    private static EngineContext certified()
    {
        return context().identityScheme(IdentitySchemes.ED25519);
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
