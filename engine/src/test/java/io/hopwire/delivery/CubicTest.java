package io.hopwire.delivery;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * CUBIC against the formulas of RFC 9438, computed here from its constants.
 */
class CubicTest
{
    private static final int PACKET = 1_000;
    private static final long SECOND = 1_000_000_000L;
    private static final double C = 0.4;

    private final Cubic cubic = new Cubic(PACKET);
    private long nowNs = SECOND;

    /** Figure 1: W_cubic(t) = C (t - K)^3 + W_max, where a round trip takes so long that Reno is slower. */
    @Test
    void theWindowFollowsTheCubicFunctionOfTime()
    {
        growTo(1_000);
        lose();
        assertEquals(700, packets(), 0.01);
        final double k = Math.cbrt(300 / C);
        final long rttNs = SECOND / 5;
        final long epochNs = nowNs + rttNs;
        for (final double part : new double[]{0.25, 0.5, 0.75, 1, 1.25, 1.5})
        {
            while ((nowNs - epochNs) / (double)SECOND < part * k)
            {
                roundTrip(rttNs);
            }
            final double t = (nowNs - epochNs) / (double)SECOND;
            final double w = C * Math.pow(t - k, 3) + 1_000;
            final double later = C * Math.pow(t + rttNs / (double)SECOND - k, 3) + 1_000;
            assertTrue(packets() > w - 2 && packets() < later + 2,
                packets() + " packets after " + t + " s, not " + w + " to " + later);
        }
    }

    /** Section 4.3: with a short round trip it grows by alpha packets in each until it is where it was, then by one. */
    @Test
    void whereRenoIsFasterItGrowsLikeReno()
    {
        growTo(20);
        lose();
        assertEquals(14, packets(), 0.01);
        final double alpha = 3 * (1 - 0.7) / (1 + 0.7);
        // Of packets that were sent before the loss.
        roundTrip(SECOND / 1_000);
        for (int i = 1; i <= 10; i++)
        {
            roundTrip(SECOND / 1_000);
            assertEquals(14 + alpha * i, packets(), 0.3);
        }
        roundTrip(SECOND / 1_000);
        roundTrip(SECOND / 1_000);
        final double before = packets();
        for (int i = 1; i <= 10; i++)
        {
            roundTrip(SECOND / 1_000);
        }
        assertEquals(before + 10, packets(), 1);
    }

    /** Section 4.7: who loses before it is where it was makes room. */
    @Test
    void aWindowThatShrinksAimsLower()
    {
        growTo(1_000);
        lose();
        lose();
        assertEquals(490, packets(), 0.01);
        final double wMax = 700 * (1 + 0.7) / 2;
        final double k = Math.cbrt((wMax - 490) / C);
        final long epochNs = nowNs + SECOND / 5;
        while ((nowNs - epochNs) / (double)SECOND < k)
        {
            roundTrip(SECOND / 5);
        }
        assertEquals(wMax, packets(), 3);
    }

    /** Section 4.4 and 4.5: no more than half as much again in a round trip, however long ago the loss was. */
    @Test
    void aWindowGrowsByHalfInARoundTripAtMost()
    {
        growTo(100);
        lose();
        roundTrip(SECOND / 10);
        double before = packets();
        for (int i = 0; i < 20; i++)
        {
            roundTrip(10 * SECOND);
            assertTrue(packets() <= 1.51 * before, packets() + " after " + before);
            before = packets();
        }
    }

    /** Section 5.8: what was not used is not earned by waiting. */
    @Test
    void timeInWhichTheWindowIsNotUsedDoesNotCount()
    {
        growTo(1_000);
        lose();
        final long rttNs = SECOND / 5;
        for (int i = 0; i < 10; i++)
        {
            roundTrip(rttNs);
        }
        final double before = packets();
        for (int i = 0; i < 1_000; i++)
        {
            nowNs += rttNs;
            cubic.onAcked(PACKET, nowNs - rttNs, PACKET, nowNs);
        }
        assertEquals(before, packets());
        roundTrip(rttNs);
        assertTrue(packets() < before + 20, packets() + " after " + before);
    }

    @Test
    void onANewPathItBeginsAnew()
    {
        growTo(1_000);
        lose();
        cubic.onNewPath(nowNs);
        assertEquals(10, packets());
        growTo(100);
        lose();
        assertEquals(70, packets(), 0.01);
        final double k = Math.cbrt(30 / C);
        final long epochNs = nowNs + SECOND / 5;
        while ((nowNs - epochNs) / (double)SECOND < k)
        {
            roundTrip(SECOND / 5);
        }
        assertEquals(100, packets(), 2, "the old one is forgotten");
    }

    private double packets()
    {
        return cubic.window() / (double)PACKET;
    }

    /** In slow start. */
    private void growTo(final int packets)
    {
        while (cubic.window() < (long)packets * PACKET)
        {
            nowNs++;
            cubic.onAcked(PACKET, nowNs, cubic.window(), nowNs);
        }
    }

    private void lose()
    {
        nowNs++;
        cubic.onLost(nowNs, nowNs);
        nowNs++;
    }

    /** Each packet of a window is acknowledged, one after the other. */
    private void roundTrip(final long rttNs)
    {
        final int count = (int)(cubic.window() / PACKET);
        final long beganNs = nowNs;
        for (int i = 1; i <= count; i++)
        {
            nowNs = beganNs + rttNs * i / count;
            cubic.onAcked(PACKET, nowNs - rttNs + 1, cubic.window(), nowNs);
        }
    }
}
