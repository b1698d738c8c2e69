package io.hopwire.delivery;

/**
 * Round trip time as RFC 9002, section 5, estimates it, and the probe timeout of section 6.2. All times in nanoseconds.
 * <p>
 * Every transmission has a number of its own, so whatever is acknowledged can be measured, also on a path that has
 * become slower and where all is sent twice at first. A probe timeout stays backed off until something is.
 */
public final class RttEstimator
{
    /** Timer granularity, RFC 9002 section 6.1.2. */
    public static final long GRANULARITY_NS = 1_000_000L;
    /** Before the first sample; RFC 9002 section 6.2.2 has 333 ms. */
    public static final long INITIAL_RTT_NS = 333_000_000L;
    /** Longest pause between two probes, unless the path itself is that slow. */
    public static final long MAX_PTO_NS = 1_000_000_000L;

    private static final int MAX_BACKOFF = 10;

    private final long maxAckDelayNs;
    private long smoothedNs = INITIAL_RTT_NS;
    private long variationNs = INITIAL_RTT_NS / 2;
    private long latestNs = INITIAL_RTT_NS;
    private long minNs = Long.MAX_VALUE;
    private int backoff;

    /**
     * Before the first sample.
     *
     * @param maxAckDelayNs longest time that the peer waits before it acknowledges.
     */
    public RttEstimator(final long maxAckDelayNs)
    {
        this.maxAckDelayNs = maxAckDelayNs;
    }

    /**
     * A round trip was measured.
     *
     * @param rttNs how long it took; what is below 1 counts as 1.
     */
    public void onSample(final long rttNs)
    {
        final long sample = Math.max(1, rttNs);
        latestNs = sample;
        if (minNs == Long.MAX_VALUE)
        {
            smoothedNs = sample;
            variationNs = sample / 2;
        }
        else
        {
            variationNs = (3 * variationNs + Math.abs(smoothedNs - sample)) / 4;
            smoothedNs = (7 * smoothedNs + sample) / 8;
        }
        minNs = Math.min(minNs, sample);
    }

    /**
     * A probe timeout passed: the next one is twice as long.
     */
    public void onProbe()
    {
        backoff = Math.min(backoff + 1, MAX_BACKOFF);
    }

    /**
     * A packet was measured, or the peer has given credit: what follows is no longer a repetition.
     */
    public void onProgress()
    {
        backoff = 0;
    }

    /**
     * Time after which a packet sent before an acknowledged one is lost.
     *
     * @return nine eighths of the round trip time.
     */
    public long lossDelayNs()
    {
        final long rtt = Math.max(smoothedNs, latestNs);
        return Math.max(rtt + rtt / 8, GRANULARITY_NS);
    }

    /**
     * Time without any acknowledgement after which a probe is due.
     *
     * @return the probe timeout, with back-off.
     */
    public long ptoNs()
    {
        final long pto = smoothedNs + Math.max(4 * variationNs, GRANULARITY_NS) + maxAckDelayNs;
        return Math.min(pto << backoff, Math.max(pto, MAX_PTO_NS));
    }

    /**
     * {@return the smoothed round trip time}
     */
    public long smoothedNs()
    {
        return smoothedNs;
    }
}
