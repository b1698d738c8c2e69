package io.hopwire.component.discovery;

import io.hopwire.component.discovery.Shortlist.Candidate;
import io.hopwire.delivery.AnswerTimes;
import io.hopwire.link.Link;

/**
 * For how long the look-ups of a node wait for whom they ask, by how long answers and handshakes have taken.
 */
final class Patience
{
    private final AnswerTimes answers;
    private final AnswerTimes dials;

    /**
     * Nothing measured.
     *
     * @param leastAnswerNs before which no question is asked again.
     * @param leastDialNs   before which no handshake is tried again.
     */
    Patience(final long leastAnswerNs, final long leastDialNs)
    {
        answers = new AnswerTimes(leastAnswerNs);
        dials = new AnswerTimes(leastDialNs);
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

    /** It has not answered, and is asked again, or given up. */
    void onSilence(final Candidate candidate)
    {
        timesOf(candidate).onSilence();
    }

    void onAnswer(final Candidate candidate, final long nowNs)
    {
        if (1 == candidate.questions)
        {
            answers.onAnswer(nowNs - candidate.sinceNs);
        }
    }

    void onLinkUp(final Candidate candidate, final Link link, final long nowNs)
    {
        // That of the last try alone, where it is known: an earlier one may have been lost.
        final long tookNs = nowNs - candidate.sinceNs;
        dials.onAnswer(link.rttNs() > 0 ? Math.min(link.rttNs(), tookNs) : tookNs);
        if (tookNs > dials.againNs())
        {
            dials.onSilence();
        }
    }

    private AnswerTimes timesOf(final Candidate candidate)
    {
        return candidate.state == Shortlist.ASKED ? answers : dials;
    }
}
