package io.hopwire.component.session;

import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Seeded bad networks. Order, wholeness, once-only delivery and the rule that nothing undelivered is acknowledged are
 * checked by {@link TestApplication} and {@link SessionNet} after every event; here it is checked that everything ends.
 */
class SessionChaosTest
{
    private static final double[] LOSS = {0, 0.01, 0.05, 0.1, 0.2, 0.3};
    private static final int SEEDS = Integer.getInteger("hopwire.session.seeds", 40);

    private static final int MANY = 100_000;
    private static final Settings IMPATIENT = Settings.DEFAULTS
        .with(SessionSettings.TIMEOUT, 2 * SessionNet.SECOND)
        .with(SessionSettings.REROUTE_TIMEOUT, 5 * SessionNet.SECOND);

    private SessionNet net;
    private SessionNode client;
    private SessionNode server;

    private void open(final long seed, final Settings config, final int minRoutes, final int maxRoutes)
    {
        net = new SessionNet(seed);
        client = net.node(config);
        server = net.node(config);
        server.component.listen(true);
        client.connect(1, server, minRoutes, maxRoutes);
        net.await(5 * SessionNet.SECOND, () -> client.app.peers.size() == 1 && server.app.peers.size() == 1);
    }

    private void spoil(final Random random, final double loss)
    {
        net.loss = loss;
        net.duplicate = random.nextDouble() / 2;
        net.inOrder = random.nextBoolean();
        net.minDelayNs = SessionNet.MILLI / 2 + random.nextInt(150) * SessionNet.MILLI;
        net.maxDelayNs = net.minDelayNs + random.nextInt(50) * SessionNet.MILLI;
    }

    private void exchange(final int forth, final int back, final long limitNs)
    {
        final TestApplication.Peer a = client.app.peer();
        final TestApplication.Peer b = server.app.peer();
        net.await(limitNs, () ->
        {
            client.app.offerUpTo(a, forth);
            server.app.offerUpTo(b, back);
            return (a.out.acked == forth && b.out.acked == back) || !a.isOpen() || !b.isOpen();
        });
        assertTrue(a.isOpen() && b.isOpen(), client + " " + server);
    }

    @Test
    void everyMessageArrivesOnceAndInOrderWhateverIsLostRepeatedOrReordered()
    {
        for (final double loss : LOSS)
        {
            for (long seed = 0; seed < SEEDS; seed++)
            {
                final Random random = new Random(seed * 1_000_003 + (long)(loss * 1000));
                try
                {
                    final int window = 4 << 10 << random.nextInt(5);
                    open(seed, Settings.DEFAULTS.with(NodeSettings.SESSION_WINDOW, window), 1, 1);
                    spoil(random, loss);
                    exchange(200 + random.nextInt(600), random.nextInt(400), 600 * SessionNet.SECOND);
                }
                catch (final AssertionError error)
                {
                    throw new AssertionError("seed " + seed + " loss " + loss, error);
                }
            }
        }
    }

    @Test
    void goodputFallsNoFurtherThanTheLossExplains()
    {
        open(5, Settings.DEFAULTS.with(SessionSettings.CONGESTION, Congestion.FIXED), 1, 1);
        net.minDelayNs = 10 * SessionNet.MILLI;
        net.maxDelayNs = 10 * SessionNet.MILLI;
        long from = net.nowNs;
        exchange(20_000, 0, 600 * SessionNet.SECOND);
        final long clean = net.nowNs - from;
        net.loss = 0.05;
        from = net.nowNs;
        exchange(40_000, 0, 600 * SessionNet.SECOND);
        final long lossy = net.nowNs - from;
        assertTrue(clean < 5 * SessionNet.SECOND, "clean " + clean / SessionNet.MILLI);
        assertTrue(lossy < 6 * clean, "lossy " + lossy / SessionNet.MILLI + " clean " + clean / SessionNet.MILLI);
        assertTrue(client.counters.get(SystemCounter.MESSAGES_RETRANSMITTED) < 3_000,
            "retransmitted " + client.counters.get(SystemCounter.MESSAGES_RETRANSMITTED));
    }

    @Test
    void aBlackoutEndsWithTheSessionAlive()
    {
        for (long seed = 0; seed < SEEDS; seed++)
        {
            final Random random = new Random(seed);
            open(seed, Settings.DEFAULTS, 1, 1);
            spoil(random, 0.02);
            net.maxDelayNs = net.minDelayNs;
            for (int i = 0; i < 5; i++)
            {
                exchange((int)client.app.peer().out.offered + 100, 50 * i, 60 * SessionNet.SECOND);
                client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + 30);
                net.run(random.nextInt(20) * SessionNet.MILLI);
                net.loss = 1;
                final int before = client.claims;
                net.run((long)(random.nextDouble() * 8.5 * SessionNet.SECOND) + SessionNet.SECOND / 10);
                // Another route is looked for, and found; what is sent then goes by both.
                assertTrue(client.claims - before < 150, "a dead path was flooded: " + (client.claims - before));
                net.loss = 0.02;
                final long from = net.nowNs;
                exchange(
                    (int)client.app.peer().out.offered, (int)server.app.peer().out.offered, 60 * SessionNet.SECOND);
                assertTrue(net.nowNs - from < 6 * SessionNet.SECOND, "seed " + seed);
            }
        }
    }

    @Test
    void aRouteThatBreaksForGoodLeavesEachMessageAckedOrUnknown()
    {
        for (long seed = 0; seed < 10 * SEEDS; seed++)
        {
            final Random random = new Random(seed);
            final int routes = 1 + random.nextInt(3);
            open(seed, IMPATIENT, routes, routes);
            spoil(random, LOSS[random.nextInt(LOSS.length)]);
            final int until = random.nextInt(400);
            while (client.app.peer().out.acked < until && client.app.peer().isOpen())
            {
                client.app.offerUpTo(client.app.peer(), 1_000);
                server.app.offerUpTo(server.app.peer(), 500);
                net.run(random.nextInt(10) * SessionNet.MILLI + 1);
            }
            breakForGood(random);
            if (random.nextBoolean())
            {
                client.component.close(client.app.peer().sessionId, net.nowNs);
            }
            net.run(10 * SessionNet.SECOND);
            // TestApplication has checked: offered = acked + unknown, and acked <= delivered.
            assertTrue(client.app.peer().out.ended && server.app.peer().out.ended, "seed " + seed);
            assertEquals(0, client.component.table().pool.borrowed());
            assertEquals(0, server.component.table().pool.borrowed());
        }
    }

    /** Many small ones, of which most have not even left. */
    @Test
    void aHundredThousandMessagesThatAreHandedOverEndOnceEach()
    {
        long unknown = 0;
        for (long seed = 0; seed < Math.max(2, SEEDS / 10); seed++)
        {
            final Random random = new Random(seed);
            open(seed, IMPATIENT.with(NodeSettings.SESSION_WINDOW, 4 << 20), 1, 1);
            client.app.maxLength = 12;
            server.app.maxLength = 12;
            net.loss = LOSS[random.nextInt(LOSS.length)];
            net.minDelayNs = 10 * SessionNet.MILLI;
            net.maxDelayNs = 10 * SessionNet.MILLI;
            final TestApplication.Peer peer = client.app.peer();
            final int until = random.nextInt(20_000);
            while (peer.out.acked < until || peer.out.offered == 0)
            {
                client.app.offerUpTo(peer, peer.out.acked + MANY);
                net.run(random.nextInt(10) * SessionNet.MILLI + 1);
            }
            client.app.offerUpTo(peer, peer.out.acked + MANY);
            assertEquals(MANY, peer.out.offered - peer.out.acked, "handed over and not acknowledged");
            net.run(random.nextInt(100) * SessionNet.MILLI);
            breakForGood(random);
            net.run(10 * SessionNet.SECOND);
            // As above; and what was acknowledged when the route broke does not become unknown.
            assertTrue(peer.out.ended, "seed " + seed);
            assertTrue(peer.unknown > 0 && peer.unknown <= MANY, "unknown " + peer.unknown);
            assertEquals(peer.unknown, client.counters.get(SystemCounter.MESSAGES_FAILED));
            unknown += peer.unknown;
        }
        Figures.say("routes broken under %d messages in flight: all of them acknowledged or unknown (%d)",
            MANY, unknown);
    }

    private void breakForGood(final Random random)
    {
        net.search = SessionNet.Search.NO_ROUTE;
        for (final SessionNet.Wire wire : List.copyOf(net.wires))
        {
            if (random.nextBoolean())
            {
                net.breakWire(wire);
            }
            else
            {
                wire.broken = true;
            }
        }
    }

    /** Sometimes both ends are told, sometimes only silence tells, and for a while nothing is found. */
    @Test
    void everyMessageArrivesOnceAndInOrderThoughRoutesBreak()
    {
        for (long seed = 0; seed < 2 * SEEDS; seed++)
        {
            final Random random = new Random(seed);
            final int routes = 1 + random.nextInt(2);
            open(seed, Settings.DEFAULTS.with(SessionSettings.TIMEOUT, 2 * SessionNet.SECOND), routes, routes);
            spoil(random, LOSS[random.nextInt(4)]);
            net.maxDelayNs = net.minDelayNs;
            for (int i = 0; i < 6; i++)
            {
                client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + 30);
                server.app.offerUpTo(server.app.peer(), server.app.peer().out.offered + 20);
                net.run(random.nextInt(300) * SessionNet.MILLI);
                for (final SessionNet.Wire wire : net.wires)
                {
                    if (wire.open[0] && random.nextBoolean())
                    {
                        net.breakWire(wire);
                    }
                    else
                    {
                        wire.broken = true;
                    }
                }
                net.search = random.nextBoolean() ? SessionNet.Search.FOUND : SessionNet.Search.NO_LINK;
                net.run(random.nextInt(8) * SessionNet.SECOND);
                net.search = SessionNet.Search.FOUND;
                net.run(5 * SessionNet.SECOND);
            }
            exchange(
                (int)client.app.peer().out.offered + 10,
                (int)server.app.peer().out.offered + 10,
                60 * SessionNet.SECOND);
        }
    }

    @Test
    void closeWithDataInFlightOnABadNetworkEndsOnBothSides()
    {
        for (long seed = 0; seed < 5 * SEEDS; seed++)
        {
            final Random random = new Random(seed);
            open(seed, Settings.DEFAULTS, 1, 1);
            spoil(random, LOSS[random.nextInt(LOSS.length)]);
            net.closeNotices = random.nextBoolean();
            client.app.offerUpTo(client.app.peer(), random.nextInt(300));
            server.app.offerUpTo(server.app.peer(), random.nextInt(300));
            net.run(random.nextInt(100) * SessionNet.MILLI);
            client.component.close(client.app.peer().sessionId, net.nowNs);
            final boolean both = random.nextInt(3) == 0;
            if (both)
            {
                server.component.close(server.app.peer().sessionId, net.nowNs);
            }
            // The end that never hears of it looks for another route first.
            net.run(40 * SessionNet.SECOND);
            // Where both close, the word of the other may be lost and only the end of its circuit be heard.
            final int reason = client.app.peer().reason;
            assertTrue(
                reason == SessionCodes.CLOSED_BY_US || (both && reason == SessionCodes.ROUTE_LOST),
                "seed " + seed + " " + SessionCodes.name(reason));
            assertTrue(server.app.peer().out.ended, "seed " + seed);
            assertEquals(0, server.component.table().pool.borrowed());
            assertEquals(Long.MAX_VALUE, Math.min(client.timers.nextNs(), server.timers.nextNs()));
        }
    }

    @Test
    void anIdleSessionOnAVeryBadNetworkDoesNotDie()
    {
        int died = 0;
        for (long seed = 0; seed < SEEDS; seed++)
        {
            open(seed, Settings.DEFAULTS, 1, 1);
            net.loss = 0.2;
            net.run(600 * SessionNet.SECOND);
            died += client.app.peer().isOpen() && server.app.peer().isOpen() ? 0 : 1;
        }
        assertEquals(0, died);
    }

    @Test
    void redundantRoutesHideTheDeathOfOneAndItIsReplaced()
    {
        for (long seed = 0; seed < SEEDS; seed++)
        {
            final Random random = new Random(seed);
            open(
                seed,
                Settings.DEFAULTS
                    .with(SessionSettings.KEEPALIVE, SessionNet.SECOND / 2)
                    .with(SessionSettings.TIMEOUT, 3 * SessionNet.SECOND),
                2,
                3);
            assertEquals(3, client.app.peer().routes);
            spoil(random, 0.1);
            exchange(100, 100, 60 * SessionNet.SECOND);
            for (int i = 0; i < 3; i++)
            {
                final SessionNet.Wire victim = net.wires.get(random.nextInt(net.wires.size()));
                if (random.nextBoolean())
                {
                    net.breakWire(victim);
                }
                else
                {
                    victim.broken = true;
                }
                final int to = (int)client.app.peer().out.offered + 200;
                exchange(to, to, 60 * SessionNet.SECOND);
                net.run(12 * SessionNet.SECOND);
                assertEquals(3, client.component.table().bySlot(client.app.peer().sessionId).routes.count,
                    "seed " + seed + " attempts " + client.attempts + " " + client + server);
            }
        }
    }

    @Test
    void oneCopyPerRouteIsSentAndOneIsDelivered()
    {
        open(3, Settings.DEFAULTS.with(SessionSettings.CONGESTION, Congestion.FIXED), 1, 3);
        net.run(SessionNet.SECOND);
        final int before = client.claims;
        client.app.offerUpTo(client.app.peer(), 100);
        assertEquals(100 * 3, client.claims - before);
        net.run(100 * SessionNet.MILLI);
        assertEquals(100, client.app.peer().out.acked);
        assertEquals(0, client.counters.get(SystemCounter.MESSAGES_RETRANSMITTED));
    }
}
