package io.hopwire.component.session;

import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import io.hopwire.spi.Transit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a session's window is of, when it begins anew, and what keeps to it.
 */
class SessionCongestionTest
{
    private static final int CELL = SessionNet.MAX_CELL;
    private static final long INITIAL = 10 * CELL;
    private static final long RTT_NS = 20 * SessionNet.MILLI;

    private SessionNet net;
    private SessionNode client;
    private SessionNode server;

    @Test
    void aRouteThatTakesThePlaceOfTheOnlyOneBeginsAnew()
    {
        open(1, Congestion.NEWRENO, 1, Transit.DUPLICATE);
        transfer(2_000);
        assertTrue(session().sent.window() > 4 * INITIAL, "window " + session().sent.window());
        client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + 500);
        net.breakWire(net.wires.get(0));
        net.await(SessionNet.SECOND, () -> net.wires.size() == 2 && session().routes.count == 1);
        assertEquals(INITIAL, session().sent.window());
        final long acked = client.app.peer().out.acked;
        net.await(SessionNet.SECOND, () ->
        {
            assertTrue(session().sent.window() >= INITIAL, "losses of the old route count");
            return client.app.peer().out.acked > acked + 400;
        });
        transfer(2_000);
        assertTrue(session().sent.window() > 4 * INITIAL, "window " + session().sent.window());
    }

    @Test
    void theRouteThatTakesThePlaceOfTheFastestBeginsAnew()
    {
        open(2, Congestion.NEWRENO, 2, Transit.FASTEST);
        net.wires.get(0).delayNs = RTT_NS / 2;
        net.wires.get(1).delayNs = RTT_NS;
        net.run(20 * SessionNet.SECOND);
        transfer(2_000);
        final int circuitId = session().pathCircuitId;
        assertTrue(session().sent.window() > 4 * INITIAL, "window " + session().sent.window());
        net.wires.get(0).silent = true;
        net.await(2 * SessionNet.SECOND, () ->
        {
            client.app.offerUpTo(client.app.peer(), Long.MAX_VALUE);
            return session().pathCircuitId != circuitId;
        });
        assertTrue(session().sent.window() <= 2 * INITIAL, "window " + session().sent.window());
        net.run(SessionNet.SECOND);
        assertTrue(session().sent.window() >= INITIAL, "window " + session().sent.window());
    }

    @Test
    void ofTwoCopiesOneThatIsLostIsNoLoss()
    {
        open(3, Congestion.NEWRENO, 2, Transit.DUPLICATE);
        net.wires.get(0).loss = 0.3;
        final long before = smallestWindowWhileSending(2_000);
        assertEquals(INITIAL, before);
        assertTrue(session().sent.window() > 4 * INITIAL, "window " + session().sent.window());
        net.wires.get(1).loss = 0.3;
        assertTrue(smallestWindowWhileSending(500) < INITIAL, "and one of which both are lost is");
    }

    /** Ten packets, or what five quarters of a window in a round trip are in a millisecond. */
    @Test
    void aFewPacketsLeaveAtOnceAndTheOthersInTurn()
    {
        open(4, Congestion.NEWRENO, 1, Transit.DUPLICATE);
        transfer(500);
        net.run(SessionNet.SECOND / 2);
        final long burst = Math.max(INITIAL, session().sent.window() / 16);
        final int before = client.claims;
        client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + 200);
        assertTrue(session().sent.bytesInFlight() >= burst - CELL, "in flight " + session().sent.bytesInFlight());
        final int atOnce = client.claims - before;
        assertTrue(session().sent.bytesInFlight() <= burst + CELL, "in flight " + session().sent.bytesInFlight());
        net.run(RTT_NS / 4);
        assertTrue(client.claims - before >= atOnce + 10, "more leave before anything is acknowledged");
    }

    @Test
    void aFixedWindowLeavesAtOnce()
    {
        open(5, Congestion.FIXED, 1, Transit.DUPLICATE);
        transfer(2_000);
        client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + 200);
        assertTrue(session().sent.bytesInFlight() > 5 * INITIAL, "in flight " + session().sent.bytesInFlight());
    }

    @Test
    void whoHasNothingToSendWaitsForNothing()
    {
        open(6, Congestion.NEWRENO, 1, Transit.DUPLICATE);
        transfer(500);
        net.run(SessionNet.SECOND / 2);
        client.app.offerUpTo(client.app.peer(), 700);
        assertTrue(session().sendAtNs < SessionEntry.NEVER, "the pacer holds some back");
        net.await(SessionNet.SECOND, () -> client.app.peer().out.acked == 700);
        assertEquals(SessionEntry.NEVER, session().sendAtNs);
        assertEquals(SessionEntry.NEVER, SessionTimers.nextPacketDeadline(session()));
    }

    @Test
    void datagramsKeepToTheWindowAndThenTheyAreRefused()
    {
        open(7, Congestion.NEWRENO, 1, Transit.DUPLICATE);
        net.filter = (from, cell) -> false;
        final UnsafeBuffer message = new UnsafeBuffer(new byte[200]);
        final int id = client.app.peer().sessionId;
        long code = 1;
        for (int i = 0; i < 1_000 && code > 0; i++)
        {
            code = client.component.offerAside(id, false, message, 0, message.capacity());
            client.flush();
            assertTrue(session().sent.bytesInFlight() <= session().sent.window());
        }
        assertEquals(SessionCodes.BACK_PRESSURED, code);
        assertTrue(session().sent.bytesInFlight() > INITIAL - 2 * CELL);
    }

    private SessionEntry session()
    {
        return client.component.table().bySlot(client.app.peer().sessionId);
    }

    private void open(final long seed, final Congestion congestion, final int routes, final int policy)
    {
        final Settings settings = Settings.DEFAULTS.with(SessionSettings.CONGESTION, congestion);
        net = new SessionNet(seed);
        client = net.node(settings);
        server = net.node(settings);
        server.component.listen(true);
        net.minDelayNs = RTT_NS / 2;
        net.maxDelayNs = RTT_NS / 2;
        client.connect(1, server, routes, routes, policy);
        net.await(SessionNet.SECOND, () -> client.app.peers.size() == 1 && server.app.peers.size() == 1);
        net.run(SessionNet.SECOND);
        assertTrue(congestion == Congestion.FIXED || INITIAL == session().sent.window());
    }

    /** So many more, until all are acknowledged. */
    private void transfer(final long messages)
    {
        final TestApplication.Peer peer = client.app.peer();
        final long total = peer.out.offered + messages;
        net.await(60 * SessionNet.SECOND, () ->
        {
            client.app.offerUpTo(peer, total);
            return peer.out.acked == total;
        });
    }

    private long smallestWindowWhileSending(final long messages)
    {
        final TestApplication.Peer peer = client.app.peer();
        final long total = peer.out.offered + messages;
        final long[] smallest = {Long.MAX_VALUE};
        net.await(60 * SessionNet.SECOND, () ->
        {
            client.app.offerUpTo(peer, total);
            smallest[0] = Math.min(smallest[0], session().sent.window());
            return peer.out.acked == total;
        });
        return smallest[0];
    }
}
