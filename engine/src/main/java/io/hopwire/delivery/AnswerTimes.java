package io.hopwire.delivery;

/**
 * How long answers take, by which whoever asks several nodes knows when to ask again, and who is late. It asks again
 * after the smoothed time and four times its mean deviation, as RFC 6298 has it, over all nodes that were asked,
 * whatever their distance; and late is who has not answered when the answer to that would have come. Where all answer
 * the first time there is twice as long: nobody is dead, so that costs nothing, and what is found is exact. Where many
 * are silent, though hardly any answer is one to a second question, it is not datagrams that are lost but nodes that
 * are dead: there who has not answered the first time is late at once. Times in nanoseconds. Not thread-safe.
 */
public final class AnswerTimes
{
    private static final long MAX_NS = 3_000_000_000L;
    private static final int SMOOTHING_SHIFT = 3;
    private static final int DEVIATION_SHIFT = 2;
    private static final int DEVIATIONS = 4;
    private static final int ANSWER_DEVIATIONS = 2;
    private static final int PATIENCE = 2;
    private static final int PATIENCE_AT_LAST = 4;
    /** Where nothing was measured yet. */
    private static final long FIRST_LATE_NS = 1_000_000_000L;
    /** Parts of one of the share of those who did not answer at once. */
    private static final int ALL = 1 << 16;
    private static final int FAILURE_SHIFT = 3;
    private static final int ANSWER_SHIFT = 6;
    /** From which share on nobody is waited for longer than an answer to a second question takes. */
    private static final int MANY = ALL >> 6;
    /** From which share on those who are silent are dead, and not only slow. */
    private static final int MOST_SLOW = ALL / 3;
    /** Share of the answers that are to a second question: what it is taken for at first, and from which on. */
    private static final int FIRST_SHARE = ALL >> 4;
    private static final int LEAST_SHARE = ALL / 40;
    private static final int SHARE_SHIFT = 6;

    private final long leastNs;
    private long smoothedNs;
    private long deviationNs;
    private long againNs;
    private int failures;
    private int secondAnswers = FIRST_SHARE;

    /**
     * Nothing measured.
     *
     * @param leastNs before which nobody is asked again.
     */
    public AnswerTimes(final long leastNs)
    {
        this.leastNs = leastNs;
        againNs = leastNs;
    }

    /** Somebody has not answered, and is asked again, or given up. */
    public void onSilence()
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
        secondAnswers -= secondAnswers >> SHARE_SHIFT;
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
        againNs = Math.min(MAX_NS, Math.max(leastNs, smoothedNs + DEVIATIONS * deviationNs));
    }

    /** Somebody who was silent has answered when he was asked again; beside {@link #onAnswer}, if that has a time. */
    public void onSecondAnswer()
    {
        secondAnswers += ALL - secondAnswers >> SHARE_SHIFT;
    }

    /** {@return whether anybody has answered yet} */
    public boolean isMeasured()
    {
        return smoothedNs > 0;
    }

    /** {@return whether so many answers are to second questions that datagrams must be lost} */
    public boolean isAnyLost()
    {
        return secondAnswers >= LEAST_SHARE;
    }

    /** {@return whether some do not answer at once, so that not all are worth waiting for} */
    public boolean isAnySilent()
    {
        return failures >= MANY;
    }

    /** {@return after how long somebody is asked again} */
    public long againNs()
    {
        return againNs;
    }

    /** {@return after how long somebody is late} */
    public long lateNs()
    {
        if (isMeasured() && failures >= MOST_SLOW && !isAnyLost())
        {
            return againNs;
        }
        return Math.min(MAX_NS, isAnySilent() ? onceNs() : PATIENCE * onceNs());
    }

    /** {@return after how long somebody is late of whom more depends than of others} */
    public long lateAtLastNs()
    {
        return Math.min(MAX_NS, PATIENCE_AT_LAST * onceNs());
    }

    private long onceNs()
    {
        return !isMeasured() ? FIRST_LATE_NS : againNs + smoothedNs + ANSWER_DEVIATIONS * deviationNs;
    }
}
