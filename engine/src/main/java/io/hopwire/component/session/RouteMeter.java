package io.hopwire.component.session;

/**
 * What is known of one route: from pings, how long an answer takes, and how many go without; and how much is sent.
 * <p>
 * Not thread-safe. Allocates nothing.
 */
final class RouteMeter
{
    /** All pings are lost. */
    static final int ALL = 1 << 16;

    private static final int RTT_SHIFT = 3;
    private static final int LOSS_SHIFT = 4;
    /** A route that loses that much, there or back, is degraded: a replacement is looked for. */
    private static final int DEGRADED = ALL / 5 * 2;
    /** One that has lost a ping lately is asked more often. */
    private static final int DOUBTFUL = ALL / 32;
    private static final long SECOND_NS = 1_000_000_000L;

    private int sequence;
    private boolean waiting;
    private long sentNs;
    private long rttNs;
    private int loss;
    private long sentBytes;
    private long sinceNs;
    private long bytesPerSecond;

    RouteMeter(final long nowNs)
    {
        sinceNs = nowNs;
    }

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

    /** {@return whether pings were lost lately} */
    boolean isDoubtful()
    {
        return loss > DOUBTFUL;
    }

    /** {@return whether it loses so much that another route would be better} */
    boolean isDegraded()
    {
        return loss > DEGRADED;
    }

    /**
     * A packet leaves by it.
     *
     * @param length bytes.
     */
    void onSent(final int length)
    {
        sentBytes += length;
    }

    /**
     * How much was sent by it since this was asked before: that costs a packet no more than an addition.
     *
     * @param nowNs time of the duty cycle.
     * @return bytes a second; what it was before where it was asked less than a second ago.
     */
    long bytesPerSecond(final long nowNs)
    {
        if (nowNs - sinceNs >= SECOND_NS)
        {
            bytesPerSecond = (long)(sentBytes * (double)SECOND_NS / (nowNs - sinceNs));
            sentBytes = 0;
            sinceNs = nowNs;
        }
        return bytesPerSecond;
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
