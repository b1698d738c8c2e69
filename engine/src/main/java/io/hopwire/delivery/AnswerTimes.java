package io.hopwire.delivery;

/**
 * How long answers take, by which whoever asks several nodes knows who is late: the smoothed time and four times its
 * mean deviation, as RFC 6298 has it, over all nodes that were asked, whatever their distance. That is too soon for a
 * few of those who live, so it only counts where some do not answer at all: as long as everybody does, everybody is
 * waited for, which costs nothing, and what is found is exact. Times in nanoseconds. Not thread-safe.
 */
public final class AnswerTimes
{
    private static final long MAX_NS = 3_000_000_000L;
    private static final int SMOOTHING_SHIFT = 3;
    private static final int DEVIATION_SHIFT = 2;
    private static final int DEVIATIONS = 4;
    /** Parts of one of the share of those who did not answer. */
    private static final int ALL = 1 << 16;
    private static final int FAILURE_SHIFT = 3;
    private static final int ANSWER_SHIFT = 6;
    /** From which share on nobody is waited for longer than most take. */
    private static final int MANY = ALL >> 6;

    private final long leastNs;
    private long smoothedNs;
    private long deviationNs;
    private long lateNs;
    private int failures;

    /**
     * Nothing measured.
     *
     * @param leastNs before which nobody is late.
     */
    public AnswerTimes(final long leastNs)
    {
        this.leastNs = leastNs;
        lateNs = leastNs;
    }

    /** Somebody has not answered, or not before it was given up. */
    public void onFailure()
    {
        failures += ALL - failures >> FAILURE_SHIFT;
    }

    /**
     * Somebody has answered, to the first question or dial.
     *
     * @param tookNs from then on.
     */
    public void onAnswer(final long tookNs)
    {
        failures -= failures >> ANSWER_SHIFT;
        if (0 == smoothedNs)
        {
            smoothedNs = tookNs;
            deviationNs = tookNs / 2;
        }
        else
        {
            final long off = tookNs - smoothedNs;
            smoothedNs += off >> SMOOTHING_SHIFT;
            deviationNs += Math.abs(off) - deviationNs >> DEVIATION_SHIFT;
        }
        lateNs = Math.min(MAX_NS, Math.max(leastNs, smoothedNs + DEVIATIONS * deviationNs));
    }

    /** {@return after how long somebody is asked again} */
    public long againNs()
    {
        return lateNs;
    }

    /** {@return after how long somebody is late} */
    public long lateNs()
    {
        return failures < MANY ? MAX_NS : lateNs;
    }
}
