package io.hopwire.delivery;

/**
 * Round trip time as RFC 9002, section 5, estimates it, and the probe timeout of section 6.2. All times in nanoseconds.
 * <p>
 * Every transmission has a number of its own, so whatever is acknowledged can be measured, also on a path that has
 * become slower and where all is sent twice at first. A probe timeout stays backed off until something is.
 * <p>
 * Where packets overtake each other, counting those that came instead says nothing, so only time tells what is lost;
 * and time enough must pass for the slowest of those that were overtaken lately, and an eighth more, but no more than
 * two further round trips: one in each direction (RFC 9002, section 6.1; the reordering window of RFC 8985, section
 * 6.2, which grows by quarters of a round trip and only after needless repetitions: that packets overtake is seen
 * before). Reordering is forgotten once {@value #REORDERING_SAMPLES} to twice as many round trips were measured without
 * any.
 */
public final class RttEstimator
{
    /** Timer granularity, RFC 9002 section 6.1.2. */
    public static final long GRANULARITY_NS = 1_000_000L;
    /** Before the first sample; RFC 9002 section 6.2.2 has 333 ms. */
    public static final long INITIAL_RTT_NS = 333_000_000L;
    /** Longest pause between two probes, unless the path itself is that slow. */
    public static final long MAX_PTO_NS = 1_000_000_000L;

    /** As number of packets: however many. */
    private static final int ANY = Integer.MAX_VALUE;
    private static final int REORDERING_SAMPLES = 512;
    private static final int MAX_BACKOFF = 10;
    private static final int PERSISTENT_TIMEOUTS = 3;

    private final long maxAckDelayNs;
    private long smoothedNs = INITIAL_RTT_NS;
    private long variationNs = INITIAL_RTT_NS / 2;
    private long latestNs = INITIAL_RTT_NS;
    private long minNs = Long.MAX_VALUE;
    private int backoff;
    private int samples;
    /** The slowest of the packets that were overtaken, since {@link #samples} was 0 and in the turn before that. */
    private long overtakenNs;
    private long overtakenBeforeNs;

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
        samples++;
        if (samples == REORDERING_SAMPLES)
        {
            samples = 0;
            overtakenBeforeNs = overtakenNs;
            overtakenNs = 0;
        }
    }

    /**
     * Packets were acknowledged that others had overtaken.
     *
     * @param tookNs round trip time of the slowest, of {@link SentPackets#takeOvertakenNs}; 0 where there were none.
     */
    public void onOvertaken(final long tookNs)
    {
        overtakenNs = Math.max(overtakenNs, tookNs);
    }

    /**
     * A probe timeout passed: the next one is twice as long.
     */
    public void onProbe()
    {
        backoff = Math.min(backoff + 1, MAX_BACKOFF);
    }

    /** {@return probe timeouts that passed in a row without any progress} */
    public int timeouts()
    {
        return backoff;
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
     * @return nine eighths of the round trip time; where packets overtake each other, up to two more.
     */
    public long lossDelayNs()
    {
        final long rtt = Math.max(smoothedNs, latestNs);
        final long delay = Math.max(rtt + rtt / 8, GRANULARITY_NS);
        final long slowest = Math.max(overtakenNs, overtakenBeforeNs);
        return Math.max(delay, Math.min(slowest + slowest / 8, delay + 2 * smoothedNs));
    }

    /**
     * Packets sent later, all acknowledged, that make a packet lost whatever the time.
     *
     * @return {@link SentPackets#PACKET_THRESHOLD}; where packets overtake each other, more than there can be.
     */
    public int packetThreshold()
    {
        return isReordering() ? ANY : SentPackets.PACKET_THRESHOLD;
    }

    /**
     * Time without any acknowledgement after which a probe is due: where packets overtake each other, not before the
     * time that makes a packet lost.
     *
     * @return the probe timeout, with back-off.
     */
    public long ptoNs()
    {
        final long rfc = smoothedNs + Math.max(4 * variationNs, GRANULARITY_NS) + maxAckDelayNs;
        final long pto = isReordering() ? Math.max(rfc, lossDelayNs()) : rfc;
        return Math.min(pto << backoff, Math.max(pto, MAX_PTO_NS));
    }

    /**
     * {@return time for which all must be lost that is sent, so that the path is congested for good: three probe
     * timeouts (RFC 9002, section 7.6.1); longer than any where nothing was measured}
     */
    public long persistentNs()
    {
        final long timeoutNs = smoothedNs + Math.max(4 * variationNs, GRANULARITY_NS) + maxAckDelayNs;
        return minNs == Long.MAX_VALUE ? Long.MAX_VALUE : PERSISTENT_TIMEOUTS * timeoutNs;
    }

    /**
     * Another path is taken: the next round trip that is measured counts as the first. Until then what is known of the
     * old one is a better guess than none.
     */
    public void onNewPath()
    {
        minNs = Long.MAX_VALUE;
        samples = 0;
        overtakenNs = 0;
        overtakenBeforeNs = 0;
    }

    /**
     * {@return the smoothed round trip time}
     */
    public long smoothedNs()
    {
        return smoothedNs;
    }

    private boolean isReordering()
    {
        return (overtakenNs | overtakenBeforeNs) != 0;
    }
}
