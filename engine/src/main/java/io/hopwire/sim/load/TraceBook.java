package io.hopwire.sim.load;

import org.agrona.collections.Int2IntHashMap;

/**
 * What the hops of one route have answered to a trace: each is another node, and only the last one is the peer.
 */
final class TraceBook
{
    private static final int MISSING = -1;

    private final Int2IntHashMap nodes = new Int2IntHashMap(MISSING);
    private int lastHop = MISSING;
    private int farthest;

    /**
     * A hop answered.
     *
     * @return what is wrong, or null.
     */
    String onReply(final int hop, final int node, final boolean isLast, final int origin, final int peer)
    {
        final boolean isKnown = nodes.containsValue(node);
        if (isKnown || nodes.put(hop, node) != MISSING || node == origin)
        {
            return "came from node " + node + " as hop " + hop + ", which is in " + nodes;
        }
        farthest = Math.max(farthest, hop);
        lastHop = isLast ? hop : lastHop;
        if (isLast != (node == peer) || lastHop != MISSING && lastHop < farthest)
        {
            return "came from node " + node + " as hop " + hop + (isLast ? ", the last one" : "") +
                ", where node " + peer + " is the last one of " + nodes;
        }
        return null;
    }
}
