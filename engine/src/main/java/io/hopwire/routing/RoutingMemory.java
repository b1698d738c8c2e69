package io.hopwire.routing;

/**
 * What a search of a routing table writes to before it copies its result. The tables of one thread may share it, as
 * those of a simulation do: no search leaves anything that the next one reads. Not thread-safe.
 */
public final class RoutingMemory
{
    final int[] candidates = new int[2 * TableView.MAX_RESULTS];
    final long[] order = new long[TableView.MAX_RESULTS];

    /**
     * Memory for searches of at most {@link RoutingTable#MAX_CLOSEST} results, 1 KiB.
     */
    public RoutingMemory()
    {
    }
}
