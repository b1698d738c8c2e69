package io.hopwire.component.session;

import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Transit;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Which routes packets and acknowledgements take, what happens where one of them fails, and that nothing is lost,
 * doubled or disordered by it: {@link TestApplication} looks at each message.
 */
class RoutePolicyTest
{
    private static final int CLIENT = 0;
    private static final int SERVER = 1;
    private static final long FAST_NS = 5 * SessionNet.MILLI;
    private static final long SLOW_NS = 9 * SessionNet.MILLI;
    /** Pings and answers to them, of some seconds. */
    private static final long FEW = 12;

    private SessionNet net;
    private SessionNode client;
    private SessionNode server;
    private SessionNet.Wire fast;
    private SessionNet.Wire slow;

    @Test
    void duplicatesGoByAllRoutes()
    {
        open(Transit.DUPLICATE, 1);
        send(client, 500, SessionNet.MILLI);
        assertTrue(fast.cells[CLIENT] >= 500 && slow.cells[CLIENT] >= 500, cells());
    }

    @Test
    void onlyTheFastestRouteIsUsed()
    {
        open(Transit.FASTEST, 2);
        send(client, 500, SessionNet.MILLI);
        assertTrue(fast.cells[CLIENT] >= 500 && slow.cells[CLIENT] <= FEW, cells());
    }

    @Test
    void thePeerFollowsThePolicyOfWhoConnected()
    {
        open(Transit.FASTEST, 3);
        send(server, 500, SessionNet.MILLI);
        assertTrue(fast.cells[SERVER] >= 500 && slow.cells[SERVER] <= FEW, cells());
    }

    @Test
    void stripesAreSpread()
    {
        open(Transit.STRIPE, 4);
        saturate(2000);
        final long all = fast.cells[CLIENT] + slow.cells[CLIENT];
        assertTrue(all < 2000, "sent by both routes: " + cells());
        assertTrue(slow.cells[CLIENT] > all / 4 && fast.cells[CLIENT] > all / 2, cells());
        assertEquals(0, client.counters.get(SystemCounter.MESSAGES_RETRANSMITTED));
    }

    @Test
    void aRouteThatTakesTwiceAsLongStandsBy()
    {
        open(Transit.STRIPE, 5);
        slow.delayNs = 5 * FAST_NS;
        net.run(60 * SessionNet.SECOND);
        final long before = slow.cells[CLIENT];
        saturate(2000);
        assertTrue(slow.cells[CLIENT] - before <= FEW, cells());
    }

    /** Of a stream without losses the acknowledgements take one route, the faster one. */
    @Test
    void acknowledgementsTakeTheFastestRoute()
    {
        open(Transit.DUPLICATE, 6);
        send(client, 500, 2 * SessionNet.MILLI);
        assertTrue(fast.cells[SERVER] >= 250 && slow.cells[SERVER] <= FEW, cells());
    }

    @Test
    void acknowledgementsAreCopiedWhereLossIsSeen()
    {
        open(Transit.DUPLICATE, 7);
        fast.loss = 0.4;
        slow.loss = 0.4;
        send(client, 500, 2 * SessionNet.MILLI);
        assertTrue(fast.cells[SERVER] >= 200 && slow.cells[SERVER] >= 200, cells());
    }

    /** Even a stream that fills its window waits no longer than what the other route takes, there and back. */
    @Test
    void duplicatesPauseForOneRoundTripAtMostWhenARouteFallsSilent()
    {
        for (int i = 0; i < 2; i++)
        {
            open(Transit.DUPLICATE, 20 + i);
            final long pauseNs = longestPause(i == 0 ? fast : slow);
            assertTrue(pauseNs <= 2 * (i == 0 ? SLOW_NS : FAST_NS), "pause of " + pauseNs);
        }
    }

    @Test
    void anotherRouteTakesThePlaceOfTheFastest()
    {
        open(Transit.FASTEST, 30);
        final long pauseNs = longestPause(fast);
        assertTrue(pauseNs <= 5 * SLOW_NS, "pause of " + pauseNs);
        final long before = fast.cells[CLIENT];
        send(client, client.app.peer().out.offered + 500, SessionNet.MILLI);
        assertTrue(fast.cells[CLIENT] - before <= FEW, cells());
    }

    @Test
    void theFastestRouteIsUsedAgainWhenItAnswers()
    {
        open(Transit.FASTEST, 31);
        longestPause(fast);
        fast.silent = false;
        net.run(2 * SessionNet.SECOND);
        final long before = slow.cells[CLIENT];
        send(client, client.app.peer().out.offered + 500, SessionNet.MILLI);
        assertTrue(slow.cells[CLIENT] - before <= FEW, cells());
    }

    @Test
    void stripesGoOnWithoutARouteThatFallsSilent()
    {
        open(Transit.STRIPE, 40);
        final long pauseNs = longestPause(fast);
        assertTrue(pauseNs <= 5 * SLOW_NS, "pause of " + pauseNs);
    }

    @Test
    void everyPolicyDeliversEachMessageOnceAndInOrder()
    {
        for (int policy = Transit.DUPLICATE; policy <= Transit.STRIPE; policy++)
        {
            for (int seed = 0; seed < 20; seed++)
            {
                open(policy, 1000 + seed);
                net.inOrder = false;
                net.reordering = 0.2;
                net.reorderNs = 10 * SessionNet.MILLI;
                net.duplicate = 0.05;
                fast.loss = 0.1;
                slow.loss = 0.2;
                server.app.echo = true;
                final SessionNet.Wire silent = seed % 3 == 0 ? fast : seed % 3 == 1 ? slow : null;
                net.at(300 * SessionNet.MILLI, () -> fallSilent(silent));
                send(client, 300, 3 * SessionNet.MILLI);
                final SessionNet.Flow echoes = server.app.peer().out;
                net.await(30 * SessionNet.SECOND, () -> echoes.delivered == 300 && echoes.acked == 300);
            }
        }
    }

    private static void fallSilent(final SessionNet.Wire wireOrNull)
    {
        if (null != wireOrNull)
        {
            wireOrNull.silent = true;
        }
    }

    private void open(final int policy, final long seed)
    {
        net = new SessionNet(seed);
        client = net.node(Settings.DEFAULTS);
        server = net.node(Settings.DEFAULTS);
        server.component.listen(true);
        client.connect(1, server, 2, 2, policy);
        net.await(SessionNet.SECOND, () -> client.app.outcomes.containsKey(1L));
        assertEquals(2, net.wires.size());
        // Which one was found first must not matter.
        fast = net.wires.get((int)(seed & 1));
        slow = net.wires.get(1 - (int)(seed & 1));
        fast.delayNs = FAST_NS;
        slow.delayNs = SLOW_NS;
        net.run(30 * SessionNet.SECOND);
        for (int end = CLIENT; end <= SERVER; end++)
        {
            fast.cells[end] = 0;
            slow.cells[end] = 0;
        }
    }

    private void send(final SessionNode from, final long total, final long pauseNs)
    {
        final TestApplication.Peer peer = from.app.peer();
        while (peer.out.offered < total)
        {
            from.app.offerUpTo(peer, peer.out.offered + 1);
            net.run(pauseNs);
        }
        net.await(10 * SessionNet.SECOND, () -> peer.out.acked == total);
    }

    /** As many as the window takes, all the time. */
    private void saturate(final long total)
    {
        final TestApplication.Peer peer = client.app.peer();
        while (peer.out.offered < total)
        {
            client.app.offerUpTo(peer, total);
            net.run(SessionNet.MILLI);
        }
        net.await(10 * SessionNet.SECOND, () -> peer.out.acked == total);
    }

    /** How long the server hears nothing of a stream that goes on while a route falls silent. */
    private long longestPause(final SessionNet.Wire victim)
    {
        final TestApplication.Peer peer = client.app.peer();
        long longestNs = 0;
        long lastNs = net.nowNs;
        long delivered = peer.out.delivered;
        for (int i = 0; i < 1000; i++)
        {
            victim.silent |= i == 300;
            client.app.offerUpTo(peer, Long.MAX_VALUE);
            net.run(SessionNet.MILLI);
            if (peer.out.delivered > delivered)
            {
                longestNs = i > 100 ? Math.max(longestNs, net.nowNs - lastNs) : 0;
                lastNs = net.nowNs;
                delivered = peer.out.delivered;
            }
        }
        assertTrue(net.nowNs - lastNs < 20 * SessionNet.MILLI, "goes on to the end");
        net.await(10 * SessionNet.SECOND, () -> peer.out.acked == peer.out.offered);
        return longestNs;
    }

    private String cells()
    {
        return "client " + fast.cells[CLIENT] + " and " + slow.cells[CLIENT] +
            ", server " + fast.cells[SERVER] + " and " + slow.cells[SERVER];
    }
}
