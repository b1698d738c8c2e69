package io.hopwire.circuit;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RouteAllowancesTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int RATE = 1000;
    private static final int BURST = 2000;
    private static final int ASKED = 255;

    private final RouteAllowances allowances = new RouteAllowances(RATE, BURST);

    @Test
    void whatIsNotSpentIsGrantedAgain()
    {
        for (int i = 0; i < 10_000; i++)
        {
            assertEquals(ASKED, allowances.grant(3, ASKED, 0));
            allowances.settle(3, ASKED);
        }
    }

    @Test
    void whoSpendsAllIsGrantedLittleAndThenNothing()
    {
        int sum = 0;
        int granted = ASKED;
        while (granted > 0)
        {
            granted = allowances.grant(3, ASKED, 0);
            assertTrue(granted == 0 || granted >= RouteAllowances.LEAST, "granted " + granted);
            sum += granted;
        }
        assertEquals(5 * BURST, sum, RouteAllowances.LEAST, "the burst, and four times as much owed");
        assertEquals(ASKED, allowances.grant(4, ASKED, 0), "another one does not know of it");
    }

    /** Whatever the clock says at first, also where it wraps. */
    @Test
    void aFloodGetsWhatTheSettingSays()
    {
        for (final long beganNs : new long[]{0, -SECOND / 2, Long.MAX_VALUE - SECOND, Long.MIN_VALUE})
        {
            final RouteAllowances some = new RouteAllowances(RATE, BURST);
            long sum = 0;
            for (int i = 0; i < 50 * 100; i++)
            {
                sum += some.grant(0, ASKED, beganNs + i * SECOND / 50);
            }
            assertEquals(BURST + 100 * RATE, sum, RATE);
        }
    }

    @Test
    void nobodyGainsByLeavingAndComingBack()
    {
        long sum = 0;
        for (int i = 0; i < 100; i++)
        {
            sum += allowances.grant(0, ASKED, 0);
            allowances.forget(0, 0);
        }
        assertTrue(sum <= ASKED + 100 * RouteAllowances.LEAST, "granted " + sum);
    }
}
