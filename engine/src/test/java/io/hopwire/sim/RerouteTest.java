package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sessions that lose their last route and find another: nothing that was handed over is lost, or comes twice.
 */
class RerouteTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;

    private final SimNetwork network = new SimNetwork(SimConfig.of(3).withNullCrypto(true));
    private final RecordingEvents clientEvents = new RecordingEvents();
    private final RecordingEvents serverEvents = new RecordingEvents();
    private SimNode client;
    private SimNode server;
    private SimNode[] relays;
    private int forth;
    private int back;

    /** Each relay is down for three seconds, one after the other, twice. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aSessionOutlivesTheRollingRestartOfItsRelays(final int routes)
    {
        build(4);
        connect(routes, routes);
        for (int i = 0; i < 2 * relays.length; i++)
        {
            final SimNode relay = relays[i % relays.length];
            relay.crash();
            talk(3 * SECOND);
            relay.restart(true);
            talk(20 * SECOND);
        }
        assertEachArrives();
        assertEquals(routes, client.counters().get(SystemCounter.CIRCUITS_OPEN), "routes were not replaced");
    }

    @Test
    void aSessionWaitsForItsOnlyRelay()
    {
        build(1);
        connect(1, 1);
        for (final long seconds : new long[]{1, 5, 9})
        {
            relays[0].crash();
            talk(seconds * SECOND);
            relays[0].restart(true);
            talk(15 * SECOND);
            assertEachArrives();
        }
    }

    @Test
    void aSessionEndsAtBothEndsWhereNoRouteIsFoundInTime()
    {
        build(1);
        connect(1, 1);
        relays[0].crash();
        network.run(15 * SECOND);
        assertTrue(clientEvents.closed().isEmpty());
        assertTrue(serverEvents.closed().isEmpty());
        assertTrue(client.offer(clientEvents.outcome(1).sessionId(), new byte[8]) > 0, "takes messages meanwhile");
        network.run(25 * SECOND);
        assertEquals(1, clientEvents.closed().size());
        assertEquals(1, serverEvents.closed().size());
        assertEquals(1, clientEvents.closed().get(0).unknown());
    }

    /** A peer that was started again knows nothing of the session: its word ends the search. */
    @Test
    void aSessionEndsSoonWhereThePeerDoesNotKnowItAnyMore()
    {
        build(2);
        connect(1, 1);
        server.crash();
        network.run(SECOND);
        server.restart(true);
        server.listen(true);
        assertTrue(network.runUntil(() -> !clientEvents.closed().isEmpty(), 15 * SECOND));
        assertEquals(SessionCodes.ROUTE_LOST, clientEvents.closed().get(0).reason());
        network.run(15 * SECOND);
        assertEquals(1, serverEvents.accepted().size(), "the application is told of no new session");
    }

    /** The responder sends nothing over a route until something authentic has come by it. */
    @Test
    void aSessionThatIsClosedWhileItLooksForARouteEnds()
    {
        build(1);
        connect(1, 1);
        relays[0].crash();
        network.run(12 * SECOND);
        client.offer(clientEvents.outcome(1).sessionId(), new byte[8]);
        client.close(clientEvents.outcome(1).sessionId());
        network.run(5 * SECOND);
        assertEquals(1, clientEvents.closed().size());
        assertEquals(1, clientEvents.closed().get(0).unknown());
    }

    private void build(final int count)
    {
        client = network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), clientEvents);
        server = network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), serverEvents);
        relays = new SimNode[count];
        for (int i = 0; i < count; i++)
        {
            relays[i] = network.addNode(c -> c.discovery(false), new RecordingEvents());
            client.bootstrapFrom(relays[i], true);
            server.bootstrapFrom(relays[i], true);
            for (int other = 0; other < i; other++)
            {
                relays[i].bootstrapFrom(relays[other], true);
            }
        }
        server.listen(true);
        network.run(2 * SECOND);
    }

    private void connect(final int minRoutes, final int maxRoutes)
    {
        client.connect(1, server, 4, minRoutes, maxRoutes, 10 * SECOND);
        assertTrue(network.runUntil(() -> !serverEvents.accepted().isEmpty(), 11 * SECOND));
        assertEquals(0, clientEvents.outcome(1).code());
    }

    /** Both ends write, unless they are held back. */
    private void talk(final long durationNs)
    {
        final long untilNs = network.nowNs() + durationNs;
        while (network.nowNs() < untilNs)
        {
            assertOpen();
            forth += offer(client, clientEvents.outcome(1).sessionId(), forth);
            back += offer(server, serverEvents.accepted().get(0), back);
            network.run(20 * MS);
        }
    }

    private static int offer(final SimNode node, final int session, final int number)
    {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[40]);
        message.putInt(0, number);
        return node.offer(session, message.byteArray()) > 0 ? 1 : 0;
    }

    private void assertEachArrives()
    {
        network.runUntil(
            () -> serverEvents.messages().size() >= forth && clientEvents.messages().size() >= back, 20 * SECOND);
        assertOpen();
        assertEachOnce(forth, serverEvents.messages());
        assertEachOnce(back, clientEvents.messages());
    }

    private void assertOpen()
    {
        assertTrue(clientEvents.closed().isEmpty(), () -> "client: " + clientEvents.closed());
        assertTrue(serverEvents.closed().isEmpty(), () -> "server: " + serverEvents.closed());
    }

    private static void assertEachOnce(final int offered, final List<byte[]> messages)
    {
        assertEquals(offered, messages.size());
        for (int i = 0; i < offered; i++)
        {
            assertEquals(i, new UnsafeBuffer(messages.get(i)).getInt(0));
        }
    }
}
