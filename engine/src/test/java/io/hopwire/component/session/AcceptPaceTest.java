package io.hopwire.component.session;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AcceptPaceTest
{
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    @Test
    void whoComesNoFasterNeverWaits()
    {
        final AcceptPace pace = new AcceptPace(1000);
        long nowNs = Long.MAX_VALUE - 100 * MILLI;
        for (int i = 0; i < 1000; i++, nowNs += MILLI)
        {
            assertEquals(0, pace.waitNs(nowNs));
            pace.take(nowNs);
        }
    }

    /** As many as are due within the time that they may be early, and one more. */
    @Test
    void aFewMayBeEarly()
    {
        final AcceptPace pace = new AcceptPace(1000);
        int early = 0;
        for (; 0 == pace.waitNs(0); early++)
        {
            pace.take(0);
        }
        assertEquals(AcceptPace.EARLY_NS / MILLI, early);
        assertEquals(AcceptPace.EARLY_NS, pace.waitNs(0));
        pace.take(0);
        assertEquals(AcceptPace.EARLY_NS + MILLI, pace.waitNs(0));
    }

    @Test
    void aSilentHourSavesNothingUp()
    {
        final AcceptPace pace = new AcceptPace(10);
        pace.take(0);
        final long nowNs = 3600 * SECOND;
        pace.take(nowNs);
        assertEquals(100 * MILLI, pace.waitNs(nowNs));
    }
}
