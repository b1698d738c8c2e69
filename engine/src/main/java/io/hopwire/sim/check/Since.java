package io.hopwire.sim.check;

import org.agrona.collections.Long2LongHashMap;

/**
 * For how long something has been seen at every look. A look is over with {@link #next}; what it did not see is
 * forgotten.
 */
final class Since
{
    private static final long NEVER = Long.MIN_VALUE;

    private Long2LongHashMap before = new Long2LongHashMap(NEVER);
    private Long2LongHashMap now = new Long2LongHashMap(NEVER);

    /** Since when, this look included. */
    long see(final long what, final long nowNs)
    {
        final long firstNs = before.get(what);
        final long sinceNs = firstNs == NEVER ? nowNs : firstNs;
        now.put(what, sinceNs);
        return sinceNs;
    }

    void next()
    {
        final Long2LongHashMap old = before;
        before = now;
        now = old;
        now.clear();
    }
}
