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
        window.onLost(PACKET, 0, 1);
        assertTrue(window.maySend(15, 0));
        window.onProbeTimeout(0);
        assertFalse(window.maySend(8, 0));
        for (int i = 0; i < 10; i++)
        {
            window.onProbeTimeout(0);
        }
        assertTrue(window.maySend(3, 0));
        assertFalse(window.maySend(4, 0));
        window.onAcked(PACKET, 0, 0);
        assertTrue(window.maySend(4, 0));
        for (int i = 0; i < 100; i++)
        {
            window.onAcked(PACKET, 0, 0);
        }
        assertFalse(window.maySend(16, 0));
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

    @Test
    void aWindowThatIsNotUsedDoesNotGrow()
    {
        final NewReno reno = new NewReno(PACKET);
        for (int i = 0; i < 100; i++)
        {
            reno.onAcked(PACKET, i, 0);
        }
        assertEquals(10 * PACKET, reno.window());
    }

    @Test
    void theLossesOfARoundTripHalveItOnce()
    {
        final NewReno reno = new NewReno(PACKET);
        acknowledge(reno, 10, 1);
        reno.onLost(PACKET, 100, 200);
        assertEquals(10 * PACKET, reno.window());
        reno.onLost(PACKET, 150, 210);
        reno.onLost(PACKET, 200, 210);
        assertEquals(10 * PACKET, reno.window());
        acknowledge(reno, 10, 199);
        assertEquals(10 * PACKET, reno.window(), "what was sent before says nothing");
        acknowledge(reno, 10, 201);
        assertEquals(11 * PACKET, reno.window(), "one packet a round trip");
        reno.onLost(PACKET, 300, 400);
        assertEquals(5_500, reno.window());
    }

    @Test
    void theWindowNeverFallsBelowTwoPackets()
    {
        final NewReno reno = new NewReno(PACKET);
        for (int i = 1; i < 20; i++)
        {
            reno.onLost(PACKET, i * 10L, i * 10L + 1);
        }
        assertEquals(2 * PACKET, reno.window());
        assertTrue(reno.maySend(1, PACKET));
        assertFalse(reno.maySend(2, 2 * PACKET));
    }

    @Test
    void timeoutsInARowArePersistentCongestionAndOneIsNot()
    {
        final NewReno reno = new NewReno(PACKET);
        reno.onProbeTimeout(1);
        reno.onProbeTimeout(2);
        assertEquals(10 * PACKET, reno.window());
        reno.onProbeTimeout(3);
        assertEquals(2 * PACKET, reno.window());
    }

    @Test
    void pacingSpreadsAWindowOverFourFifthsOfTheRoundTrip()
    {
        final long window = 100 * PACKET;
        final Pacer pacer = new Pacer(10 * PACKET, 0);
        long nowNs = 0;
        for (int i = 0; i < 110; i++)
        {
            nowNs = pacer.sendAtNs(PACKET, window, RTT, nowNs);
            pacer.onSent(PACKET);
        }
        assertTrue(Math.abs(nowNs - RTT * 4 / 5) < RTT / 100, "took " + nowNs);
    }

    @Test
    void afterAPauseABurstMayLeaveAtOnceAndNoMore()
    {
        final Pacer pacer = new Pacer(10 * PACKET, 0);
        final long nowNs = 1_000 * RTT;
        for (int i = 0; i < 10; i++)
        {
            assertEquals(nowNs, pacer.sendAtNs(PACKET, 100 * PACKET, RTT, nowNs));
            pacer.onSent(PACKET);
        }
        assertEquals(nowNs + RTT * 4 / 500, pacer.sendAtNs(PACKET, 100 * PACKET, RTT, nowNs));
    }

    @Test
    void askingTwiceGivesNothingAway()
    {
        final Pacer pacer = new Pacer(PACKET, 0);
        pacer.onSent(PACKET);
        final long atNs = pacer.sendAtNs(PACKET, 100 * PACKET, RTT, 0);
        for (long nowNs = 0; nowNs < atNs; nowNs += 1_000)
        {
            final long againNs = pacer.sendAtNs(PACKET, 100 * PACKET, RTT, nowNs);
            assertTrue(againNs > nowNs && Math.abs(againNs - atNs) < 20_000, againNs + " instead of " + atNs);
        }
    }

    private static void acknowledge(final NewReno reno, final int packets, final long sentNs)
    {
        final long window = reno.window();
        for (int i = 0; i < packets; i++)
        {
            reno.onAcked(PACKET, sentNs, window - PACKET);
        }
    }
}
