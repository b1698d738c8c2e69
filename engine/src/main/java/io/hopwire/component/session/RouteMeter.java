package io.hopwire.component.session;

/**
 * What pings tell of one route: how long an answer takes, and how many go without.
 * <p>
 * Not thread-safe. Allocates nothing.
 */
final class RouteMeter
{
    /** All pings are lost. */
    static final int ALL = 1 << 16;

    private static final int RTT_SHIFT = 3;
    private static final int LOSS_SHIFT = 4;

    private int sequence;
    private boolean waiting;
    private long sentNs;
    private long rttNs;
    private int loss;

    /** {@return smoothed round trip time in nanoseconds; 0 where nothing is known} */
    long rttNs()
    {
        return rttNs;
    }

    /** {@return smoothed share of pings without an answer, in parts of {@link #ALL}} */
    int loss()
    {
        return loss;
    }

    /**
     * A ping leaves. The one before it is lost where it had time enough to be answered.
     *
     * @param newSequence of the ping.
     * @param leastNs     time that an answer may take, where less is known of this route.
     * @param nowNs       time of the duty cycle.
     */
    void onPing(final int newSequence, final long leastNs, final long nowNs)
    {
        if (waiting && nowNs - sentNs >= Math.max(2 * rttNs, leastNs))
        {
            loss += ALL - loss >> LOSS_SHIFT;
        }
        sequence = newSequence;
        sentNs = nowNs;
        waiting = true;
    }

    /**
     * An answer came.
     *
     * @param answered sequence of the ping that it answers.
     * @param nowNs    time of the duty cycle.
     */
    void onPong(final int answered, final long nowNs)
    {
        if (waiting && answered == sequence)
        {
            final long sampleNs = Math.max(1, nowNs - sentNs);
            rttNs = 0 == rttNs ? sampleNs : rttNs + (sampleNs - rttNs >> RTT_SHIFT);
            loss -= loss + (1 << LOSS_SHIFT) - 1 >> LOSS_SHIFT;
            waiting = false;
        }
    }
}
