package io.hopwire.component.session;

import io.hopwire.circuit.RouteReason;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every way in which a connect can fail, each with its reason and once, and nothing left behind.
 */
class SessionConnectTest
{
    private final SessionNet net = new SessionNet(7);
    private final SessionNode client = net.node(Settings.DEFAULTS);
    private final SessionNode server = net.node(
        Settings.DEFAULTS.with(SessionSettings.MAX_SESSIONS, 2).with(SessionSettings.MAX_HANDSHAKES, 2)
            .with(SessionSettings.UNUSED_GRACE, 3600 * SessionNet.SECOND));

    SessionConnectTest()
    {
        server.component.listen(true);
    }

    private void fails(final int reason, final int routes, final int hops, final long withinNs)
    {
        final long from = net.nowNs;
        net.await(7 * SessionNet.SECOND, () -> client.app.outcomes.containsKey(1L));
        assertEquals(new TestApplication.Failure(reason, routes, hops), client.app.failure(1));
        assertTrue(net.nowNs - from <= withinNs, "took " + (net.nowNs - from) / SessionNet.MILLI + " ms");
        net.run(20 * SessionNet.SECOND);
        assertTrue(client.app.peers.isEmpty());
        assertTrue(server.app.peers.isEmpty());
        assertEquals(Long.MAX_VALUE, client.timers.nextNs());
        assertEquals(Long.MAX_VALUE, server.timers.nextNs());
        assertTrue(net.wires.stream().noneMatch(wire -> wire.open[0] || wire.open[1]));
        assertEquals(0, client.worker.states());
    }

    @Test
    void anEndpointThatDoesNotListenRefusesAtOnce()
    {
        server.component.listen(false);
        client.connect(1, server, 1, 1);
        fails(SessionCodes.REFUSED, 0, 0, 10 * SessionNet.MILLI);
    }

    @Test
    void ourOwnKeyFailsAtOnceAndNobodyIsAsked()
    {
        client.component.listen(true);
        client.connect(1, client, 1, 1);
        assertEquals(new TestApplication.Failure(SessionCodes.SELF, 0, 0), client.app.failure(1));
        fails(SessionCodes.SELF, 0, 0, 0);
        assertTrue(client.attempts.isEmpty());
    }

    @Test
    void anEndpointThatIsOfflineIsNoRouteAfterTheTimeout()
    {
        server.kill();
        client.connect(1, server, 1, 1);
        fails(SessionCodes.NO_ROUTE, 0, 0, 5 * SessionNet.SECOND);
        assertTrue(client.attempts.size() >= 9, "tried " + client.attempts.size());
    }

    @Test
    void anAnswerWithinTheCallIsAnAnswerToo()
    {
        net.search = SessionNet.Search.NO_ROUTE_WITHIN_CALL;
        client.connect(1, server, 1, 1);
        fails(SessionCodes.NO_ROUTE, 0, 0, 5 * SessionNet.SECOND);
    }

    @Test
    void noLinkIsNotConnected()
    {
        net.search = SessionNet.Search.NO_LINK;
        client.connect(1, server, 1, 1);
        fails(SessionCodes.NOT_CONNECTED, 0, 0, 5 * SessionNet.SECOND);
    }

    @Test
    void silenceIsTimeout()
    {
        net.search = SessionNet.Search.SILENT;
        client.connect(1, server, 1, 1);
        fails(SessionCodes.TIMEOUT, 0, 0, 5 * SessionNet.SECOND);
    }

    @Test
    void aRouteBeyondTheLimitTellsItsHops()
    {
        net.search = SessionNet.Search.HOP_LIMIT;
        net.probedHops = 9;
        client.connect(1, server, 1, 1);
        fails(SessionCodes.MAX_HOPS_EXCEEDED, 0, 9, 10 * SessionNet.MILLI);
    }

    @Test
    void aHopLimitWithoutAnyRouteIsNoRoute()
    {
        net.search = SessionNet.Search.HOP_LIMIT;
        client.connect(1, server, 1, 1);
        fails(SessionCodes.NO_ROUTE, 0, 0, 5 * SessionNet.SECOND);
    }

    @Test
    void tooFewRoutesTellsHowManyThereWere()
    {
        net.maxRoutes = 2;
        client.connect(1, server, 3, 4);
        fails(SessionCodes.TOO_FEW_ROUTES, 2, 3, 2 * SessionNet.SECOND);
    }

    @Test
    void fewerRoutesThanTheMostAreEnough()
    {
        net.maxRoutes = 2;
        client.connect(1, server, 2, 4);
        net.run(SessionNet.SECOND);
        assertEquals(2, client.app.peer().routes);
    }

    @Test
    void aNetworkThatFormsWithinTheTimeoutIsFound()
    {
        for (final SessionNet.Search first : SessionNet.Search.values())
        {
            client.app.outcomes.clear();
            net.search = first;
            client.connect(1, server, 1, 1);
            net.run(1_700 * SessionNet.MILLI);
            net.search = SessionNet.Search.FOUND;
            net.run(10 * SessionNet.SECOND);
            final Object outcome = client.app.outcomes.get(1L);
            if (first == SessionNet.Search.SILENT)
            {
                assertEquals(new TestApplication.Failure(SessionCodes.TIMEOUT, 0, 0), outcome);
            }
            else
            {
                assertTrue(outcome instanceof TestApplication.Peer, first + " " + outcome);
                client.component.close(client.app.peer().sessionId, net.nowNs);
                net.run(SessionNet.SECOND);
            }
        }
    }

    @Test
    void aFullWorkerOnlyDelays()
    {
        client.workerFull = true;
        client.connect(1, server, 1, 1);
        net.run(100 * SessionNet.MILLI);
        client.workerFull = false;
        net.run(100 * SessionNet.MILLI);
        assertEquals(1, client.app.peers.size());
    }

    @Test
    void aWorkerThatNeverAnswersIsTimeout()
    {
        client.worker = new TestWorker(new byte[32], 1)
        {
            @Override
            int execute(final UnsafeBuffer in, final MutableDirectBuffer out)
            {
                return 0;
            }
        };
        client.connect(1, server, 1, 1);
        fails(SessionCodes.TIMEOUT, 0, 0, 5 * SessionNet.SECOND);
    }

    @Test
    void tablesThatAreFullSaySo()
    {
        final SessionNode small = net.node(Settings.DEFAULTS.with(SessionSettings.MAX_SESSIONS, 1));
        small.connect(1, server, 1, 1);
        small.connect(2, server, 1, 1);
        assertEquals(SessionCodes.LIMIT, small.app.failure(2).reason());
        assertEquals(1, small.counters.get(RejectCode.SESSION_LIMIT));
        client.connect(1, server, 1, 1);
        net.run(SessionNet.SECOND);
        assertEquals(2, server.app.peers.size());
        client.connect(2, server, 1, 1);
        net.run(SessionNet.SECOND);
        assertEquals(RouteReason.BUSY, server.lastReason);
        client.component.close(client.app.peer().sessionId, net.nowNs);
        net.run(7 * SessionNet.SECOND);
        assertTrue(client.app.outcomes.get(2L) instanceof TestApplication.Peer, client.toString());
    }

    @Test
    void aRelayThatAnswersInThePlaceOfTheEndpointIsFoundOut()
    {
        final SessionNode impostor = net.node(Settings.DEFAULTS);
        impostor.component.listen(true);
        final UnsafeBuffer wanted = new UnsafeBuffer(new byte[32]);
        wanted.putBytes(0, server.key, 0, 32);
        impostor.key.putBytes(0, wanted, 0, 32);
        server.kill();
        client.connect(1, server, 1, 1);
        fails(SessionCodes.REFUSED, 0, 0, 5 * SessionNet.SECOND);
        assertTrue(impostor.counters.get(RejectCode.SESSION_HANDSHAKE) > 0);
        assertTrue(impostor.app.peers.isEmpty());
    }

    @Test
    void aReplayedFirstMessageMakesNoSecondSessionAndIsNeverShown()
    {
        client.connect(1, server, 1, 1);
        net.run(SessionNet.SECOND);
        final SessionEntry session = client.component.table().bySlot(client.app.peer().sessionId);
        final byte[] recorded = client.firstMessages.get(0);
        final SessionNode thief = net.node(Settings.DEFAULTS);

        // The same request again, by another way: the same answer, a route nobody trusts, no copies to it.
        server.ask(new SessionNode.Pending(thief, 0, 2), session.groupId, recorded);
        assertEquals(1, server.component.table().bySlot(0).routes.provedCount);
        assertEquals(2, server.component.table().bySlot(0).routes.count);
        server.app.offerUpTo(server.app.peer(), 10);
        net.run(SessionNet.SECOND);
        assertEquals(10, server.app.peer().out.acked);

        // Under the same group, something else.
        server.ask(new SessionNode.Pending(thief, 0, 2), session.groupId, new byte[recorded.length]);
        assertEquals(RouteReason.REFUSED, server.lastReason);

        // Under another group: the handshake is bound to its own.
        server.ask(new SessionNode.Pending(thief, 0, 2), 4711, recorded);
        net.run(SessionNet.SECOND);
        assertEquals(1, server.counters.get(RejectCode.SESSION_HANDSHAKE));

        // After the session has ended: refused without any key agreement.
        client.component.close(client.app.peer().sessionId, net.nowNs);
        net.run(SessionNet.SECOND);
        server.ask(new SessionNode.Pending(thief, 0, 2), session.groupId, recorded);
        assertEquals(2, server.counters.get(RejectCode.SESSION_HANDSHAKE_REPLAY));
        assertEquals(1, server.app.peers.size());
        assertEquals(Long.MAX_VALUE, server.timers.nextNs());
    }

    @Test
    void aBusyEndpointIsAskedAgainWithTheSameHandshakeForAsLongAsATurn()
    {
        final SessionNode late = net.node(Settings.DEFAULTS);
        client.connect(1, server, 1, 1);
        client.connect(2, server, 1, 1);
        net.run(SessionNet.SECOND);
        late.connect(3, server, 1, 1);
        net.run(400 * SessionNet.MILLI);
        assertTrue(late.firstMessages.size() > 2, "asked " + late.firstMessages.size());
        assertEquals(1, handshakes(late));
        net.run(3 * SessionNet.SECOND);
        assertTrue(handshakes(late) > 1, "its turn was others' meanwhile");
        client.component.close(client.app.peer().sessionId, net.nowNs);
        net.run(SessionNet.SECOND);
        assertTrue(late.app.peer().isOpen());
        assertEquals(0, late.worker.states());
    }

    private static long handshakes(final SessionNode node)
    {
        return node.firstMessages.stream().map(UnsafeBuffer::new).distinct().count();
    }

    @Test
    void anUnconfirmedSessionExpiresUnseenAndItsNumberIsBounded()
    {
        net.filter = (from, cell) -> false;
        for (int i = 0; i < 4; i++)
        {
            client.connect(i, server, 1, 1);
        }
        net.run(SessionNet.SECOND);
        assertEquals(2, client.app.peers.size());
        assertEquals(RouteReason.BUSY, server.lastReason);
        assertTrue(server.counters.get(RejectCode.SESSION_HANDSHAKE_LIMIT) > 0);
        net.run(30 * SessionNet.SECOND);
        assertTrue(server.app.peers.isEmpty());
        assertEquals(Long.MAX_VALUE, server.timers.nextNs());
        net.filter = (from, cell) -> true;
        client.connect(10, server, 1, 1);
        net.run(SessionNet.SECOND);
        assertEquals(1, server.app.peers.size());
    }

    @Test
    void anUnconfirmedSessionGoesWithItsLastCircuit()
    {
        net.filter = (from, cell) -> false;
        client.connect(1, server, 1, 1);
        net.await(SessionNet.SECOND, () -> net.wires.size() == 1 && net.wires.get(0).open[1]);
        assertEquals(SessionState.UNCONFIRMED, server.component.table().bySlot(0).state);
        net.breakWire(net.wires.get(0));
        net.run(SessionNet.SECOND / 100);
        assertNull(server.component.table().bySlot(0), "its initiator has given up");
    }

    @Test
    void aCircuitThatBreaksDuringTheHandshakeIsTriedAgain()
    {
        client.connect(1, server, 1, 1);
        net.await(SessionNet.SECOND, () -> net.wires.size() == 1 && net.wires.get(0).open[0]);
        net.breakWire(net.wires.get(0));
        net.run(5 * SessionNet.SECOND);
        assertEquals(1, client.app.peers.size());
        assertTrue(client.app.peer().isOpen());
        assertNull(client.app.failure(2));
        assertFalse(client.attempts.isEmpty());
    }
}
