package io.hopwire.component.session;

import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a path costs that loses packets one by one, in runs, or all of them for a while: how much comes through, how
 * long messages take, and how soon they come again. In virtual time. {@link TestApplication} looks at each message.
 */
class LossyPathTest
{
    private static final int SEEDS = Integer.getInteger("hopwire.session.seeds", 40);
    private static final int PACED = 4_000;
    private static final int BULK = 10_000;
    private static final long HALF_RTT_NS = 10 * SessionNet.MILLI;
    private static final long LIMIT_NS = 600 * SessionNet.SECOND;

    private SessionNet net;
    private SessionNode client;
    private SessionNode server;
    private Congestion congestion = Congestion.NEWRENO;

    /**
     * A path that loses nothing is the measure: of its 99th percentile, in round trips, and of what it carries. With a
     * window that losses do not narrow, for here they are no sign of congestion; one that shares a bottleneck could not
     * tell.
     */
    @Test
    void whatIsLostCostsItsOwnTimeAndNotTheSession()
    {
        congestion = Congestion.FIXED;
        final long cleanNs = paced(0);
        final double cleanRate = bulk(0);
        for (final double loss : new double[]{0.01, 0.05, 0.1, 0.2, 0.3})
        {
            final long p99Ns = paced(loss);
            final double rate = bulk(loss);
            Figures.say(
                "loss %.2f, round trip 20 ms: p99 %.1f ms against %.1f, goodput %.2f of that without loss",
                loss, p99Ns / 1e6, cleanNs / 1e6, rate / cleanRate);
            // A message that is lost k times waits for k losses to be noticed, and all behind it wait for it.
            assertTrue(p99Ns < cleanNs + 2 * HALF_RTT_NS * (2 + 40 * loss), loss + " p99 " + p99Ns);
            assertTrue(rate > cleanRate / (10 + 100 * loss), loss + " rate " + rate + " of " + cleanRate);
        }
    }

    /** A message each millisecond. */
    private long paced(final double loss)
    {
        open(1, HALF_RTT_NS);
        net.loss = loss;
        final TestApplication.Peer peer = client.app.peer();
        peer.out.watch();
        for (int i = 1; i <= PACED; i++)
        {
            client.app.offerUpTo(peer, i);
            net.run(SessionNet.MILLI);
        }
        awaitAcked();
        assertEquals(PACED, peer.out.delivered);
        return peer.out.percentileNs(0.99);
    }

    /** {@return messages a second, as many as are taken} */
    private double bulk(final double loss)
    {
        open(2, HALF_RTT_NS);
        net.loss = loss;
        final long fromNs = net.nowNs;
        final TestApplication.Peer peer = client.app.peer();
        net.await(LIMIT_NS, () ->
        {
            client.app.offerUpTo(peer, BULK);
            return peer.out.acked == BULK;
        });
        return BULK * 1e9 / (net.nowNs - fromNs);
    }

    /** Two packets of a hundred, eight in a row. */
    @Test
    void runsOfLossesAreRepeatedAndTheSessionGoesOn()
    {
        long worstNs = 0;
        long lost = 0;
        for (long seed = 0; seed < SEEDS; seed++)
        {
            open(seed, SessionNet.MILLI / 2 + new Random(seed).nextInt(150) * SessionNet.MILLI);
            net.burst = 0.02 / 8;
            net.burstLength = 8;
            final TestApplication.Peer forth = client.app.peer();
            final TestApplication.Peer back = server.app.peer();
            forth.out.watch();
            for (int i = 1; i <= 1_000; i++)
            {
                client.app.offerUpTo(forth, i);
                server.app.offerUpTo(back, i / 2);
                net.run(2 * SessionNet.MILLI);
            }
            awaitAcked();
            assertEquals(1_000, forth.out.delivered);
            assertEquals(500, back.out.delivered);
            worstNs = Math.max(worstNs, forth.out.percentileNs(1) - net.minDelayNs);
            lost += client.lost + server.lost;
        }
        assertTrue(lost > SEEDS * 8L, "lost " + lost);
        Figures.say("runs of 8, 2 %% in all, %d seeds: 0 of %d messages lost, latest by %.0f ms",
            SEEDS, SEEDS * 1_500, worstNs / 1e6);
    }

    /**
     * Nothing comes through for a while that is shorter than what makes a route dead. The first message comes no later
     * than two round trips and one probe timeout after the end of it, for a sender that has something under way probes.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50, 300})
    void afterABlackoutMessagesComeAgainAtTheNextProbe(final int rttMillis)
    {
        final long[] tookNs = new long[SEEDS];
        long worst = 0;
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final Random random = new Random(seed);
            open(seed, rttMillis * SessionNet.MILLI / 2);
            send(200, random.nextInt(3) * SessionNet.MILLI);
            net.loss = 1;
            client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + 20);
            net.run(SessionNet.SECOND / 10 + (long)(random.nextDouble() * 8.9 * SessionNet.SECOND));
            net.loss = 0;
            final long ptoNs = client.component.table().bySlot(client.app.peer().sessionId).rtt.ptoNs();
            final long fromNs = net.nowNs;
            final long before = client.app.peer().out.delivered;
            net.await(20 * SessionNet.SECOND, () -> client.app.peer().out.delivered > before);
            tookNs[seed] = net.nowNs - fromNs;
            worst = Math.max(worst, tookNs[seed]);
            assertTrue(ptoNs <= Math.max(SessionNet.SECOND, 4 * rttMillis * SessionNet.MILLI), "PTO " + ptoNs);
            assertTrue(tookNs[seed] <= 2 * rttMillis * SessionNet.MILLI + ptoNs, "seed " + seed + ": " + tookNs[seed]);
            awaitAcked();
            assertTrue(client.app.peer().isOpen() && server.app.peer().isOpen());
            assertEquals(1, client.app.peers.size(), "no other session");
        }
        Arrays.sort(tookNs);
        Figures.say("blackouts of 0.1 to 9 s, round trip %d ms: messages come again after p50 %.0f, most %.0f ms",
            rttMillis, tookNs[SEEDS / 2] / 1e6, worst / 1e6);
    }

    private void send(final int messages, final long pauseNs)
    {
        for (int i = 0; i < messages; i++)
        {
            client.app.offerUpTo(client.app.peer(), client.app.peer().out.offered + 1);
            net.run(pauseNs);
        }
    }

    private void awaitAcked()
    {
        final TestApplication.Peer forth = client.app.peer();
        final TestApplication.Peer back = server.app.peer();
        net.await(LIMIT_NS, () -> forth.out.acked == forth.out.offered && back.out.acked == back.out.offered);
        assertEquals(0, client.counters.get(SystemCounter.MESSAGES_FAILED));
    }

    private void open(final long seed, final long halfRttNs)
    {
        net = new SessionNet(seed);
        final Settings settings = Settings.DEFAULTS.with(SessionSettings.CONGESTION, congestion);
        client = net.node(settings);
        server = net.node(settings);
        server.component.listen(true);
        net.minDelayNs = halfRttNs;
        net.maxDelayNs = halfRttNs;
        client.connect(1, server, 1, 1);
        net.await(5 * SessionNet.SECOND, () -> client.app.peers.size() == 1 && server.app.peers.size() == 1);
    }
}
