package io.hopwire.examples;

import java.util.concurrent.TimeUnit;

/**
 * Whether a node moves: a lock tells that its process is there, and the counter of duty cycles, which advances at least
 * once a second, that its thread is, too.
 */
final class Heartbeat
{
    /** Silence after which something is wrong. */
    static final long STILL_NS = TimeUnit.SECONDS.toNanos(3);

    private long cycles = -1;
    private long movedNs;
    private boolean isStill;

    /**
     * One look.
     *
     * @param dutyCycles that the node has counted.
     * @param nowNs      time of the look.
     * @return true once for each time that it stands still.
     */
    boolean stopped(final long dutyCycles, final long nowNs)
    {
        if (dutyCycles != cycles)
        {
            cycles = dutyCycles;
            movedNs = nowNs;
            isStill = false;
            return false;
        }
        final boolean wasStill = isStill;
        isStill = nowNs - movedNs >= STILL_NS;
        return isStill && !wasStill;
    }
}
