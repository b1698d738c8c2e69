package io.hopwire.delivery;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Windows and the pacer.
 */
class CongestionTest
{
    private static final int PACKET = 1_000;
    private static final long RTT = 100_000_000L;

    @Test
    void aFixedWindowCountsPacketsAndHalvesOnlyAtTimeouts()
    {
        final FixedWindow window = new FixedWindow(16, PACKET);
        assertTrue(window.maySend(15, 0));
        assertFalse(window.maySend(16, 0));
        window.onLost(0, 1);
        assertTrue(window.maySend(15, 0));
        window.onProbeTimeout(0);
        assertFalse(window.maySend(8, 0));
        for (int i = 0; i < 10; i++)
        {
            window.onProbeTimeout(0);
        }
        assertTrue(window.maySend(3, 0));
        assertFalse(window.maySend(4, 0));
        window.onAcked(PACKET, 0, 0, 0);
        assertTrue(window.maySend(4, 0));
        for (int i = 0; i < 100; i++)
        {
            window.onAcked(PACKET, 0, 0, 0);
        }
        assertFalse(window.maySend(16, 0));
        assertEquals(16 * PACKET, window.window());
    }

    @Test
    void aFixedWindowIsWideOpenOnANewPath()
    {
        final FixedWindow window = new FixedWindow(16, PACKET);
        window.onProbeTimeout(0);
        window.onPersistentCongestion(0);
        assertEquals(8 * PACKET, window.window());
        window.onNewPath(1);
        assertEquals(16 * PACKET, window.window());
    }

    @Test
    void slowStartDoublesTheWindowInARoundTrip()
    {
        final NewReno reno = new NewReno(PACKET);
        assertEquals(10 * PACKET, reno.window());
        acknowledge(reno, 10, 1);
        assertEquals(20 * PACKET, reno.window());
    }

    /** RFC 9002, section 7.2: ten packets, but no more than 14,720 bytes, unless that is less than two. */
    @Test
    void theFirstWindowIsThatOfTheStandard()
    {
        assertEquals(12_000, new NewReno(1_200).window());
        assertEquals(14_720, new NewReno(1_500).window());
        assertEquals(18_000, new NewReno(9_000).window());
    }

    @Test
    void bytesCountAndNotPackets()
    {
        final NewReno reno = new NewReno(PACKET);
        assertTrue(reno.maySend(1_000, 9 * PACKET), "many packets are short");
        assertFalse(reno.maySend(1, 9 * PACKET + 1));
        for (int i = 0; i < 100; i++)
        {
            reno.onAcked(PACKET / 100, 1, 10 * PACKET, 2);
        }
        assertEquals(11 * PACKET, reno.window());
    }

    @Test
    void aWindowThatIsNotUsedDoesNotGrow()
    {
        final NewReno reno = new NewReno(PACKET);
        for (int i = 0; i < 100; i++)
        {
            reno.onAcked(PACKET, i, PACKET, i);
        }
        assertEquals(10 * PACKET, reno.window());
    }

    @Test
    void afterAPauseItBeginsAnewAndGetsBackSoon()
    {
        final NewReno reno = new NewReno(PACKET);
        reno.onSent(0, 0);
        acknowledge(reno, 10, 1);
        acknowledge(reno, 20, 1);
        reno.onLost(1, 2);
        assertEquals(20 * PACKET, reno.window());
        reno.onSent(0, LossBased.PAUSE_NS);
        assertEquals(20 * PACKET, reno.window(), "no pause yet");
        reno.onSent(PACKET, 3 * LossBased.PAUSE_NS);
        assertEquals(20 * PACKET, reno.window(), "something was under way");
        reno.onSent(0, 5 * LossBased.PAUSE_NS);
        assertEquals(10 * PACKET, reno.window());
        acknowledge(reno, 5, 5 * LossBased.PAUSE_NS);
        assertEquals(15 * PACKET, reno.window(), "slow start, up to the threshold");
        acknowledge(reno, 15, 5 * LossBased.PAUSE_NS);
        acknowledge(reno, 20, 5 * LossBased.PAUSE_NS);
        assertTrue(reno.window() > 20 * PACKET && reno.window() <= 23 * PACKET, "then slowly: " + reno.window());
    }

    @Test
    void theLossesOfARoundTripHalveItOnce()
    {
        final NewReno reno = new NewReno(PACKET);
        acknowledge(reno, 10, 1);
        reno.onLost(100, 200);
        assertEquals(10 * PACKET, reno.window());
        reno.onLost(150, 210);
        reno.onLost(200, 210);
        assertEquals(10 * PACKET, reno.window());
        acknowledge(reno, 10, 199);
        assertEquals(10 * PACKET, reno.window(), "what was sent before says nothing");
        acknowledge(reno, 10, 201);
        assertEquals(11 * PACKET, reno.window(), "one packet a round trip");
        reno.onLost(300, 400);
        assertEquals(5_500, reno.window());
    }

    @Test
    void theWindowNeverFallsBelowTwoPackets()
    {
        final NewReno reno = new NewReno(PACKET);
        for (int i = 1; i < 20; i++)
        {
            reno.onLost(i * 10L, i * 10L + 1);
        }
        assertEquals(2 * PACKET, reno.window());
        assertTrue(reno.maySend(1, PACKET));
        assertFalse(reno.maySend(2, 2 * PACKET));
    }

    @Test
    void timeoutsAloneChangeNothing()
    {
        final NewReno reno = new NewReno(PACKET);
        for (int i = 0; i < 10; i++)
        {
            reno.onProbeTimeout(i);
        }
        assertEquals(10 * PACKET, reno.window());
    }

    @Test
    void persistentCongestionLeavesTwoPacketsAndSlowStartToHalfOfWhatItWas()
    {
        final NewReno reno = new NewReno(PACKET);
        acknowledge(reno, 10, 1);
        reno.onLost(100, 1_000);
        reno.onPersistentCongestion(1_000);
        assertEquals(2 * PACKET, reno.window());
        reno.onLost(900, 1_100);
        assertEquals(2 * PACKET, reno.window());
        long sentNs = 1_000;
        for (int i = 2; i < 10; i = Math.min(10, 2 * i))
        {
            assertEquals(i * PACKET, reno.window());
            acknowledge(reno, Math.min(i, 10 - i), sentNs++);
        }
        assertEquals(10 * PACKET, reno.window());
        acknowledge(reno, 5, sentNs);
        assertEquals(10 * PACKET, reno.window(), "slow start is over");
    }

    @Test
    void onANewPathItBeginsAnewAndPacketsOfTheOldOneSayNothing()
    {
        final NewReno reno = new NewReno(PACKET);
        reno.onLost(1, 2);
        reno.onLost(3, 4);
        assertEquals(2_500, reno.window());
        reno.onNewPath(100);
        assertEquals(10 * PACKET, reno.window());
        reno.onLost(99, 101);
        acknowledge(reno, 10, 99);
        assertEquals(10 * PACKET, reno.window());
        acknowledge(reno, 10, 100);
        assertEquals(20 * PACKET, reno.window());
    }

    @Test
    void pacingSpreadsAWindowOverFourFifthsOfTheRoundTrip()
    {
        final long window = 100 * PACKET;
        final Pacer pacer = new Pacer(10 * PACKET);
        long nowNs = 0;
        for (int i = 0; i < 110; i++)
        {
            nowNs = await(pacer, window, RTT, nowNs);
            pacer.onSent(PACKET);
        }
        assertTrue(Math.abs(nowNs - RTT * 4 / 5) < RTT / 100, "took " + nowNs);
    }

    @Test
    void afterAPauseABurstMayLeaveAtOnceAndNoMore()
    {
        final Pacer pacer = new Pacer(10 * PACKET);
        final long nowNs = 1_000 * RTT;
        for (int i = 0; i < 10; i++)
        {
            assertEquals(nowNs, pacer.sendAtNs(100 * PACKET, RTT, nowNs));
            pacer.onSent(PACKET);
        }
        assertTrue(Math.abs(nowNs + RTT / 125_000 - pacer.sendAtNs(100 * PACKET, RTT, nowNs)) < RTT / 100);
        assertTrue(pacer.sendAtNs(100 * PACKET, RTT, nowNs) > nowNs);
    }

    @Test
    void whatIsSentInAMillisecondMayLeaveAtOnce()
    {
        final Pacer pacer = new Pacer(10 * PACKET);
        final long nowNs = 1_000 * RTT;
        assertEquals(nowNs, pacer.sendAtNs(100 * PACKET, 2_000_000, nowNs));
        int packets = 0;
        while (pacer.sendAtNs(100 * PACKET, 2_000_000, nowNs) == nowNs)
        {
            pacer.onSent(PACKET);
            packets++;
        }
        assertEquals(63, packets, "five quarters of half a window");
        assertEquals(nowNs + 500_000, pacer.sendAtNs(100 * PACKET, 2_000_000, nowNs), "no timer for each packet");
    }

    @Test
    void whoComesTooLateMakesUpForItButForNoMoreThanAWindow()
    {
        final Pacer pacer = new Pacer(10 * PACKET);
        assertEquals(10, sendAll(pacer, RTT));
        assertEquals(13, sendAll(pacer, RTT + RTT / 10), "of an eighth of a window");
        assertEquals(25, sendAll(pacer, RTT + 3 * RTT / 10));
        assertEquals(100, sendAll(pacer, 10 * RTT));
        pacer.sendAtNs(100 * PACKET, RTT, 11 * RTT);
        pacer.onSent(PACKET);
        assertEquals(10, sendAll(pacer, 20 * RTT), "it had nothing to send");
    }

    @Test
    void aRoundTripOfLessThanAMillisecondIsNotPaced()
    {
        final Pacer pacer = new Pacer(10 * PACKET);
        for (int i = 0; i < 1_000; i++)
        {
            assertEquals(7, pacer.sendAtNs(100 * PACKET, 1_000_000, 7));
            pacer.onSent(PACKET);
        }
    }

    @Test
    void pacingWorksWhereTheClockIsBelowZeroAndWhereItWraps()
    {
        for (final long startNs : new long[]{Long.MIN_VALUE, -RTT, Long.MAX_VALUE - RTT / 2})
        {
            final Pacer pacer = new Pacer(10 * PACKET);
            long nowNs = startNs;
            for (int i = 0; i < 110; i++)
            {
                nowNs = await(pacer, 100 * PACKET, RTT, nowNs);
                pacer.onSent(PACKET);
            }
            assertTrue(Math.abs(nowNs - startNs - RTT * 4 / 5) < RTT / 100, "took " + (nowNs - startNs));
        }
    }

    @Test
    void askingTwiceGivesNothingAway()
    {
        final Pacer pacer = new Pacer(PACKET);
        pacer.sendAtNs(100 * PACKET, RTT, 0);
        pacer.onSent(PACKET);
        final long atNs = pacer.sendAtNs(100 * PACKET, RTT, 0);
        for (long nowNs = 0; nowNs < atNs && nowNs < 8_000; nowNs += 100)
        {
            final long againNs = pacer.sendAtNs(100 * PACKET, RTT, nowNs);
            assertTrue(againNs > nowNs || nowNs >= 800, againNs + " at " + nowNs);
        }
    }

    private static int sendAll(final Pacer pacer, final long nowNs)
    {
        int packets = 0;
        while (pacer.sendAtNs(100 * PACKET, RTT, nowNs) == nowNs)
        {
            pacer.onSent(PACKET);
            packets++;
        }
        return packets;
    }

    private static long await(final Pacer pacer, final long window, final long rttNs, final long fromNs)
    {
        long nowNs = fromNs;
        long atNs = pacer.sendAtNs(window, rttNs, nowNs);
        while (atNs - nowNs > 0)
        {
            nowNs = atNs;
            atNs = pacer.sendAtNs(window, rttNs, nowNs);
        }
        return nowNs;
    }

    private static void acknowledge(final NewReno reno, final int packets, final long sentNs)
    {
        final long window = reno.window();
        for (int i = 0; i < packets; i++)
        {
            reno.onAcked(PACKET, sentNs, window, sentNs);
        }
    }
}
