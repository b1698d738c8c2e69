package io.hopwire.sim;

import java.util.BitSet;

/**
 * Some nodes inside, all others outside, and nothing between them: in both directions, or only from the inside out.
 * Immutable.
 */
public final class Partition
{
    private final BitSet inside;
    private final boolean bothWays;

    /**
     * A partition.
     *
     * @param inside   numbers of the nodes inside; copied.
     * @param bothWays false: only what leaves is lost, what comes in still does.
     */
    public Partition(final BitSet inside, final boolean bothWays)
    {
        this.inside = (BitSet)inside.clone();
        this.bothWays = bothWays;
    }

    /**
     * {@return whether it stops datagrams}
     *
     * @param from number of the sender.
     * @param to   number of the receiver.
     */
    public boolean stops(final int from, final int to)
    {
        final boolean isFromInside = inside.get(from);
        return isFromInside != inside.get(to) && (bothWays || isFromInside);
    }
}
