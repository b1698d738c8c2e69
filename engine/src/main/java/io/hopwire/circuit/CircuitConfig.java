package io.hopwire.circuit;

import io.hopwire.spi.Limits;

/**
 * Limits and times of circuits at one node.
 */
public final class CircuitConfig
{
    private int maxCircuits = Limits.DEFAULT_MAX_CIRCUITS;
    private int maxSearches = 1024;
    private int searchTokens = Limits.DEFAULT_ROUTE_SEARCH;
    private long idleTimeoutNs = 30_000_000_000L;
    private long searchTimeoutNs = 10_000_000_000L;
    private long firstRetryNs = 150_000_000L;
    private long maxRetryNs = 1_000_000_000L;
    private boolean relaying = true;
    private boolean traceable = true;

    /**
     * Every value at its default.
     */
    public CircuitConfig()
    {
    }

    /**
     * Circuits that may run through this node.
     *
     * @return most circuits.
     */
    public int maxCircuits()
    {
        return maxCircuits;
    }

    /**
     * Circuits that may run through this node.
     *
     * @param value most circuits, at most 2^20.
     * @return this.
     */
    public CircuitConfig maxCircuits(final int value)
    {
        maxCircuits = Math.min(value, Circuit.MAX_CIRCUITS);
        return this;
    }

    /**
     * Route requests that a node works on at a time.
     *
     * @return most searches.
     */
    public int maxSearches()
    {
        return maxSearches;
    }

    /**
     * Route requests that a node works on at a time.
     *
     * @param value most searches.
     * @return this.
     */
    public CircuitConfig maxSearches(final int value)
    {
        maxSearches = Math.min(value, 0xFFFF);
        return this;
    }

    /**
     * What one route request may spend, all branches together: a visit to a node costs 4 tokens, to one that was
     * visited already 1.
     *
     * @return tokens.
     */
    public int searchTokens()
    {
        return searchTokens;
    }

    /**
     * What one route request may spend, all branches together: a visit to a node costs 4 tokens, to one that was
     * visited already 1.
     *
     * @param value tokens, 4 to 255.
     * @return this.
     */
    public CircuitConfig searchTokens(final int value)
    {
        searchTokens = Math.max(RouteSearch.VISIT_TOKENS, Math.min(255, value));
        return this;
    }

    /**
     * After how long without a cell a circuit is forgotten.
     *
     * @return nanoseconds.
     */
    public long idleTimeoutNs()
    {
        return idleTimeoutNs;
    }

    /**
     * After how long without a cell a circuit is forgotten.
     *
     * @param value nanoseconds.
     * @return this.
     */
    public CircuitConfig idleTimeoutNs(final long value)
    {
        idleTimeoutNs = value;
        return this;
    }

    /**
     * How long a node remembers a route request that it serves.
     *
     * @return nanoseconds.
     */
    public long searchTimeoutNs()
    {
        return searchTimeoutNs;
    }

    /**
     * How long a node remembers a route request that it serves.
     *
     * @param value nanoseconds.
     * @return this.
     */
    public CircuitConfig searchTimeoutNs(final long value)
    {
        searchTimeoutNs = value;
        return this;
    }

    /**
     * When the origin repeats a route request for the first time; half as long again each time after.
     *
     * @return nanoseconds.
     */
    public long firstRetryNs()
    {
        return firstRetryNs;
    }

    /**
     * The longest time between two repetitions.
     *
     * @return nanoseconds.
     */
    public long maxRetryNs()
    {
        return maxRetryNs;
    }

    /**
     * Whether this node carries circuits of others.
     *
     * @return true for a relay.
     */
    public boolean relaying()
    {
        return relaying;
    }

    /**
     * Whether this node carries circuits of others.
     *
     * @param value true for a relay.
     * @return this.
     */
    public CircuitConfig relaying(final boolean value)
    {
        relaying = value;
        return this;
    }

    /**
     * Whether this node names itself when the end of a circuit traces it.
     *
     * @return true if it does.
     */
    public boolean traceable()
    {
        return traceable;
    }

    /**
     * Whether this node names itself when the end of a circuit traces it. One that does not stays silent, and the trace
     * shows a gap.
     *
     * @param value true if it does.
     * @return this.
     */
    public CircuitConfig traceable(final boolean value)
    {
        traceable = value;
        return this;
    }
}
