package io.hopwire.component.discovery;

import io.hopwire.component.discovery.Shortlist.Candidate;
import io.hopwire.delivery.AnswerTimes;

/**
 * For how long the look-ups of a node wait for whom they ask, by how long answers and handshakes have taken.
 */
final class Patience
{
    private final AnswerTimes answers;
    private final AnswerTimes dials;

    /**
     * No answer measured.
     *
     * @param leastNs before which no question is asked again.
     * @param dials   how long handshakes take.
     */
    Patience(final long leastNs, final AnswerTimes dials)
    {
        answers = new AnswerTimes(leastNs);
        this.dials = dials;
    }

    /** Whether some do not answer at once, so that not all are worth waiting for. */
    boolean isAnySilent()
    {
        return answers.isAnySilent() || dials.isAnySilent();
    }

    /** After how long a question is asked again. */
    long againNs()
    {
        return answers.againNs();
    }

    /**
     * When a candidate that was asked or dialled is late: from then on nobody waits for it.
     *
     * @param candidate that was.
     * @param isTarget  whether it is the node itself that is looked for, which is given more time.
     */
    long lateNs(final Candidate candidate, final boolean isTarget)
    {
        final AnswerTimes times = timesOf(candidate);
        return candidate.sinceNs + (isTarget ? times.lateAtLastNs() : times.lateNs());
    }

    /** It has not answered, and is asked again, or given up. Of handshakes the links know themselves. */
    void onSilence(final Candidate candidate)
    {
        if (Shortlist.ASKED == candidate.state)
        {
            answers.onSilence();
        }
    }

    void onAnswer(final Candidate candidate, final long nowNs)
    {
        if (1 == candidate.questions)
        {
            answers.onAnswer(nowNs - candidate.sinceNs);
        }
        else if (2 == candidate.questions)
        {
            answers.onSecondAnswer();
        }
    }

    private AnswerTimes timesOf(final Candidate candidate)
    {
        return candidate.state == Shortlist.ASKED ? answers : dials;
    }
}
