package io.hopwire.transport;

import java.util.Arrays;

/**
 * Guesses which of a few peers speaks next: whoever followed the last speaker the time before. That is right for a
 * question and its answer, which a relay hears from two peers in turn, and for a stream that goes on; and where it is
 * wrong, it says so itself: a guess is trusted only after {@link #TRUSTED_AFTER} right ones in a row. Not thread-safe.
 */
final class NextSpeaker
{
    static final int TRUSTED_AFTER = 8;

    private final int[] followers;
    private int last;
    private int right;

    /**
     * Knows nothing yet.
     *
     * @param speakers how many there are, at most.
     */
    NextSpeaker(final int speakers)
    {
        followers = new int[speakers];
    }

    /**
     * Somebody spoke.
     *
     * @param speaker who.
     */
    void heard(final int speaker)
    {
        if (followers[last] == speaker)
        {
            right = Math.min(right + 1, TRUSTED_AFTER);
        }
        else
        {
            right = 0;
            followers[last] = speaker;
        }
        last = speaker;
    }

    /**
     * Who probably speaks next.
     *
     * @return the speaker; worth little unless {@link #isTrusted()}.
     */
    int guess()
    {
        return followers[last];
    }

    /**
     * Were the last guesses right?
     *
     * @return false after a single wrong one.
     */
    boolean isTrusted()
    {
        return TRUSTED_AFTER == right;
    }

    /**
     * The numbers now mean other speakers.
     */
    void reset()
    {
        Arrays.fill(followers, 0);
        last = 0;
        right = 0;
    }
}
