package io.hopwire.crowd;

/**
 * How much of something one of those who share in it may have: no more than is left for all others. Of n of them that
 * take what they can each has 1 / (n + 1), and as much is free for who comes next, so that nobody has to be put out
 * (the dynamic threshold of Choudhury and Hahne, IEEE/ACM ToN 6(2), 1998).
 */
public final class FairShare
{
    private FairShare()
    {
    }

    /**
     * Whether somebody may have one more.
     *
     * @param own  that he has.
     * @param used that all have, he included.
     * @param most that there are.
     * @return false where he has as many as are free, and where none is.
     */
    public static boolean hasRoom(final long own, final long used, final long most)
    {
        return own < most - used;
    }
}
