package io.hopwire.circuit;

/**
 * One node's share of a circuit: two sides, each a link or this node itself.
 * <pre>
 *    neighbour A                  this node                    neighbour B
 *   -- (link A, our label A) --&gt;  entry  -- (link B, B's label) --&gt;
 *   &lt;-- (link A, A's label) ----  entry  &lt;-- (link B, our label B) --
 * </pre>
 * Our labels are computed from the entry's index, generation and side, so they are never looked up by hash; a
 * generation makes a label of a circuit that is gone miss. 0 is never a label: in a route message it says that there is
 * no circuit.
 */
final class Circuit
{
    /** Side towards the node that asked for the route. */
    static final int UP = 0;
    /** Side towards the target. */
    static final int DOWN = 1;

    static final int NO_LINK = -1;
    static final int LOCAL = -2;

    static final int FREE = 0;
    static final int PENDING = 1;
    static final int OPEN = 2;
    static final int DYING = 3;

    static final int INDEX_BITS = 20;
    static final int MAX_CIRCUITS = 1 << INDEX_BITS;
    private static final int INDEX_MASK = MAX_CIRCUITS - 1;

    final int index;
    int generation;
    int state;
    int hops;
    /** Where it ends here: longest body of a cell, see {@link CircuitRooms}. */
    int room;
    /** How often longer cells were asked for in vain. */
    int roomQueries;
    long lastActivityNs;
    int closeReason;
    /** Stands for the routes of one session that must not meet here; 0 where they may. */
    long groupKey;

    private final int[] linkIds = {NO_LINK, NO_LINK};
    private final int[] outLabels = new int[2];
    private final Circuit[] next = new Circuit[2];
    private final Circuit[] previous = new Circuit[2];

    Circuit(final int index, final int generation)
    {
        this.index = index;
        this.generation = generation;
        avoidNoLabel();
    }

    private void avoidNoLabel()
    {
        if (0 == label(UP))
        {
            generation++;
        }
    }

    static int indexOf(final int label)
    {
        return (label >>> 1) & INDEX_MASK;
    }

    static int sideOf(final int label)
    {
        return label & 1;
    }

    static int other(final int side)
    {
        return side ^ 1;
    }

    int label(final int side)
    {
        return (generation << (INDEX_BITS + 1)) | (index << 1) | side;
    }

    boolean owns(final int label)
    {
        return (label >>> (INDEX_BITS + 1)) == ((generation << (INDEX_BITS + 1)) >>> (INDEX_BITS + 1));
    }

    int linkId(final int side)
    {
        return linkIds[side];
    }

    void linkId(final int side, final int linkId)
    {
        linkIds[side] = linkId;
    }

    boolean isLocal(final int side)
    {
        return linkIds[side] == LOCAL;
    }

    boolean endsHere()
    {
        return isLocal(UP) || isLocal(DOWN);
    }

    int outLabel(final int side)
    {
        return outLabels[side];
    }

    void outLabel(final int side, final int label)
    {
        outLabels[side] = label;
    }

    Circuit next(final int side)
    {
        return next[side];
    }

    void next(final int side, final Circuit circuit)
    {
        next[side] = circuit;
    }

    Circuit previous(final int side)
    {
        return previous[side];
    }

    void previous(final int side, final Circuit circuit)
    {
        previous[side] = circuit;
    }

    void release()
    {
        state = FREE;
        generation++;
        avoidNoLabel();
        linkIds[UP] = NO_LINK;
        linkIds[DOWN] = NO_LINK;
        hops = 0;
        room = 0;
        groupKey = 0;
    }
}
