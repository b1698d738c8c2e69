package io.hopwire.libp2p;

import java.util.concurrent.TimeUnit;

/**
 * How often something may happen in a second, and as often at once. Time is told.
 */
final class RateLimit
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final long intervalNs;
    /** Up to when what has happened was paid for. */
    private long paidNs;

    RateLimit(final int perSecond, final long nowNs)
    {
        intervalNs = Math.max(1, SECOND_NS / perSecond);
        paidNs = nowNs - SECOND_NS;
    }

    /** {@return false where it happens too often} */
    boolean take(final long nowNs)
    {
        paidNs = Math.max(paidNs, nowNs - SECOND_NS);
        if (paidNs + intervalNs - nowNs > 0)
        {
            return false;
        }
        paidNs += intervalNs;
        return true;
    }
}
