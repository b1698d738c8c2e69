package io.hopwire.circuit;

import java.util.Arrays;

/**
 * What the searches of each neighbour may cost the network: tokens, see {@link RouteSearch}, so many a second and so
 * many at once. A search is granted what it asks for, or what is left, and gives back what it has not spent; where it
 * finds a route, what led there is free. A neighbour that has spent all is granted a few tokens for each search, which
 * are enough to find who is near, or known, and then owes them; and nothing where it owes much. So a flood of searches
 * that find nobody costs as much in a second as the setting says, whoever it asks and however often, and the searches
 * of others do not know of it.
 * <p>
 * Who asks first is not known to anybody but the neighbour that it asks: to that one its allowance is the origin's.
 * <p>
 * The generic cell rate algorithm, which keeps one number: when the neighbour would be through with all that it was
 * granted. Not thread-safe. Allocates only to grow.
 */
final class RouteAllowances
{
    /** Four visits. */
    static final int LEAST = 4 * RouteSearch.VISIT_TOKENS;
    /** So much of the burst may be owed. */
    private static final int MAX_DEBTS = 4;
    private static final long SECOND_NS = 1_000_000_000L;

    private final long burst;
    private final long tokenNs;
    /* By place of the link: numbers of links are not dense, places are. */
    private long[] throughNs = {};

    /**
     * Nobody has spent anything.
     *
     * @param perSecond tokens a second for each neighbour, 1 or more.
     * @param burst     tokens at once, 1 or more.
     */
    RouteAllowances(final int perSecond, final int burst)
    {
        this.burst = burst;
        tokenNs = SECOND_NS / perSecond;
    }

    /**
     * A neighbour asks.
     *
     * @param place  of the neighbour's link.
     * @param asked  tokens.
     * @param nowNs  time of the duty cycle.
     * @return tokens that are granted: the search ends with {@link #settle} of them; 0 where it must not begin.
     */
    int grant(final int place, final int asked, final long nowNs)
    {
        if (place >= throughNs.length)
        {
            final int length = throughNs.length;
            throughNs = Arrays.copyOf(throughNs, Math.max(place + 1, 2 * length));
            Arrays.fill(throughNs, length, throughNs.length, nowNs);
        }
        final long oweNs = Math.max(0, throughNs[place] - nowNs);
        final long left = burst - oweNs / tokenNs;
        if (left <= -MAX_DEBTS * burst)
        {
            return 0;
        }
        final int granted = (int)Math.min(asked, Math.max(LEAST, left));
        throughNs[place] = nowNs + oweNs + granted * tokenNs;
        return granted;
    }

    /**
     * A search has ended.
     *
     * @param place    of the link of the neighbour that asked.
     * @param notSpent of what it was granted.
     */
    void settle(final int place, final int notSpent)
    {
        throughNs[place] -= notSpent * tokenNs;
    }

    /**
     * A link is down. Whoever has its place next begins with nothing to spend and nothing owed: nobody gains by
     * leaving and coming back.
     *
     * @param place its own.
     * @param nowNs time of the duty cycle.
     */
    void forget(final int place, final long nowNs)
    {
        if (place < throughNs.length)
        {
            throughNs[place] = nowNs + burst * tokenNs;
        }
    }
}
