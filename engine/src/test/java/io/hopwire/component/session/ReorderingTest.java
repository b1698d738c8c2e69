package io.hopwire.component.session;

import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Packets that overtake each other are not taken for lost, and lost ones are found no later than they ever were. In
 * virtual time; each path as fast as the window allows, and with no more than a few packets under way at a time.
 */
class ReorderingTest
{
    private static final int HOPS = 3;
    private static final int MESSAGES = 10_000;
    private static final int FEW_MESSAGES = 3_000;
    private static final int FEW = 4;
    private static final long HALF_RTT_NS = 10 * SessionNet.MILLI;
    private static final long LIMIT_NS = 3_600 * SessionNet.SECOND;
    private static final int SEEDS = 3;

    private SessionNet net;
    private SessionNode client;
    private SessionNode server;
    private Congestion congestion = Congestion.NEWRENO;

    @ParameterizedTest
    @ValueSource(ints = {10, 20})
    void aLittleJitterOnEachHopRepeatsNextToNothing(final int hopMillis)
    {
        for (long seed = 0; seed < SEEDS; seed++)
        {
            open(seed, HOPS * hopMillis * SessionNet.MILLI);
            net.inOrder = false;
            net.maxDelayNs = net.minDelayNs + HOPS * SessionNet.MILLI / 5;
            transferWithoutLoss();
        }
    }

    /** As percentages of the round trip time, which comes on top in each direction. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10, 25, 50, 75, 100})
    void jitterUpToTheRoundTripTimeRepeatsNextToNothing(final int percent)
    {
        for (long seed = 0; seed < SEEDS; seed++)
        {
            open(seed, HALF_RTT_NS);
            net.inOrder = false;
            net.maxDelayNs = net.minDelayNs + 2 * HALF_RTT_NS * percent / 100;
            transferWithoutLoss();
        }
    }

    /** A tenth is lost, and a quarter is late by so much. */
    @ParameterizedTest
    @CsvSource({"1, 0", "5, 0", "20, 0", "1, 20", "20, 20"})
    void lossAndReorderingTogetherRepeatLittleMoreThanWasLost(final int lateMillis, final int jitterMillis)
    {
        for (long seed = 0; seed < SEEDS; seed++)
        {
            open(seed, HALF_RTT_NS);
            net.inOrder = false;
            net.maxDelayNs = net.minDelayNs + jitterMillis * SessionNet.MILLI;
            net.loss = 0.1;
            net.reordering = 0.25;
            net.reorderNs = lateMillis * SessionNet.MILLI;
            transfer(MESSAGES, MESSAGES);
                assertTrue(client.lost > MESSAGES / 20);
            assertTrue(again() <= client.lost * 1.3, "seed " + seed + " lost " + client.lost + " again " + again());
        }
    }

    /**
     * The limits are a twentieth above what it took when a number three above made a packet lost. With a window that
     * losses do not narrow, which would say nothing of how soon they are found.
     */
    @ParameterizedTest
    @CsvSource({"0.001, 2900", "0.01, 3900", "0.05, 5500", "0.1, 6800", "0.2, 9500"})
    void lossAloneIsFoundAsSoonAsEver(final double loss, final int limitMillis)
    {
        congestion = Congestion.FIXED;
        long tookNs = 0;
        for (long seed = 0; seed < SEEDS; seed++)
        {
            open(seed, HALF_RTT_NS);
            net.loss = loss;
            tookNs -= net.nowNs;
            transfer(MESSAGES, MESSAGES);
            tookNs += net.nowNs;
            assertTrue(again() <= client.lost * 1.02 + 2, "lost " + client.lost + " again " + again());
        }
        assertTrue(tookNs <= limitMillis * SessionNet.MILLI, "took " + tookNs / SessionNet.MILLI);
    }

    @Test
    void wherePacketsOvertookEachOtherOnceAndNoLongerDoTheCountOfLaterOnesTellsAgain()
    {
        congestion = Congestion.FIXED;
        open(1, HALF_RTT_NS);
        net.inOrder = false;
        net.maxDelayNs = 3 * HALF_RTT_NS;
        transfer(MESSAGES, MESSAGES);
        final SessionEntry session = client.component.table().bySlot(client.app.peer().sessionId);
        assertEquals(Integer.MAX_VALUE, session.rtt.packetThreshold());
        assertTrue(session.rtt.lossDelayNs() > 4 * HALF_RTT_NS);
        net.maxDelayNs = HALF_RTT_NS;
        transfer(2 * MESSAGES, 2 * MESSAGES);
        assertEquals(3, session.rtt.packetThreshold());
        assertTrue(session.rtt.lossDelayNs() < 3 * HALF_RTT_NS);
    }

    private void transferWithoutLoss()
    {
        transfer(MESSAGES, MESSAGES);
        final long again = again();
        assertTrue(again <= MESSAGES / 100, "again " + again);
        transfer(MESSAGES + FEW_MESSAGES, FEW);
        assertTrue(again() - again <= FEW_MESSAGES / 100, "few at a time: again " + (again() - again));
    }

    private long again()
    {
        return client.counters.get(SystemCounter.MESSAGES_RETRANSMITTED);
    }

    private void open(final long seed, final long delayNs)
    {
        net = new SessionNet(seed);
        final Settings settings = Settings.DEFAULTS.with(SessionSettings.CONGESTION, congestion);
        client = net.node(settings);
        server = net.node(settings);
        server.component.listen(true);
        net.minDelayNs = delayNs;
        net.maxDelayNs = delayNs;
        client.connect(1, server, 1, 1);
        net.await(5 * SessionNet.SECOND, () -> client.app.peers.size() == 1 && server.app.peers.size() == 1);
    }

    /** Until so many are acknowledged, some of them under way at a time. */
    private void transfer(final int total, final int atATime)
    {
        final TestApplication.Peer peer = client.app.peer();
        net.await(LIMIT_NS, () ->
        {
            client.app.offerUpTo(peer, Math.min(total, peer.out.acked + atATime));
            return peer.out.acked == total || !peer.isOpen();
        });
        assertTrue(peer.isOpen());
    }
}
