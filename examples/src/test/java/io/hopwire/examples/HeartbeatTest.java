package io.hopwire.examples;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HeartbeatTest
{
    private static final long LATE = Heartbeat.STILL_NS;

    private final Heartbeat heartbeat = new Heartbeat();

    @Test
    void aNodeThatStandsStillIsToldOnceEachTime()
    {
        assertFalse(heartbeat.stopped(7, 0));
        assertFalse(heartbeat.stopped(7, LATE - 1));
        assertTrue(heartbeat.stopped(7, LATE));
        assertFalse(heartbeat.stopped(7, 9 * LATE));
        assertFalse(heartbeat.stopped(8, 10 * LATE));
        assertFalse(heartbeat.stopped(8, 11 * LATE - 1));
        assertTrue(heartbeat.stopped(8, 11 * LATE));
    }

    @Test
    void aNodeThatMovesIsNeverTold()
    {
        for (int i = 0; i < 100; i++)
        {
            assertFalse(heartbeat.stopped(i, i * 10 * LATE));
        }
    }
}
