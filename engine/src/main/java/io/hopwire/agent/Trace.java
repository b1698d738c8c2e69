package io.hopwire.agent;

import io.hopwire.PublicKey;
import io.hopwire.RouteHop;
import io.hopwire.spi.Limits;

import java.util.ArrayList;
import java.util.List;

/**
 * A trace between the thread that waits for it and the node that reports the hops, in whatever order they answer.
 */
final class Trace
{
    private final RouteHop[] hops = new RouteHop[Limits.MAX_HOPS + 1];
    private int last = Integer.MAX_VALUE;

    synchronized void onHop(final int hop, final PublicKey key, final long rttNs, final boolean isLast)
    {
        if (hop > 0 && hop < hops.length)
        {
            hops[hop] = new RouteHop(hop, key, rttNs);
            last = isLast ? hop : last;
        }
    }

    synchronized boolean isComplete()
    {
        for (int hop = 1; hop < hops.length && hop <= last; hop++)
        {
            if (null == hops[hop])
            {
                return false;
            }
        }
        return last < hops.length;
    }

    synchronized List<RouteHop> hops()
    {
        final List<RouteHop> answered = new ArrayList<>();
        for (final RouteHop hop : hops)
        {
            if (null != hop)
            {
                answered.add(hop);
            }
        }
        return answered;
    }
}
