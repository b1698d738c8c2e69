package io.hopwire.component.session;

import io.hopwire.spi.Transit;

/**
 * Which of its routes a session's next packet takes. What is repeated goes by all of them, whatever the policy: it was
 * late once.
 * <p>
 * Pure, and without allocation: it looks at a handful of numbers for each packet of a session of several routes.
 */
final class RouteChoice
{
    /** In place of the index of a route: all. */
    static final int ALL = -1;

    /** Packets lost in a row after which a route is passed over until the peer has answered by it. */
    private static final int LOSSES = 2;
    /** A route takes another's place as the fastest where it takes an eighth less. */
    private static final int BETTER_SHIFT = 3;
    /** Packets that one route may be ahead of another. */
    private static final int RUN = 8;

    private RouteChoice()
    {
    }

    /**
     * {@return index of the route for a part of the stream, or {@link #ALL}}
     *
     * @param session  of several routes.
     * @param isRepeat whether it has left before.
     */
    static int ofStream(final SessionEntry session, final boolean isRepeat)
    {
        if (isRepeat || session.policy == Transit.DUPLICATE)
        {
            return ALL;
        }
        return session.policy == Transit.FASTEST ? fastest(session) : leastLoaded(session);
    }

    /**
     * An acknowledgement goes back by the route on which the newest part of the stream came first. Of copies that is
     * the fastest route, and otherwise the one that the peer holds for it; and it worked a moment ago, which nobody
     * knows of a route that has only measured well.
     *
     * @param session  of several routes.
     * @param memoryNs time for which a loss is remembered.
     * @param nowNs    time of the duty cycle.
     * @return index of the route; {@link #ALL} where something was lost, or that route is gone.
     */
    static int ofAck(final SessionEntry session, final long memoryNs, final long nowNs)
    {
        final boolean hasLost = session.lossNs != SessionEntry.NEVER && nowNs - session.lossNs < memoryNs;
        return hasLost ? ALL : session.routes.indexOf(session.streamCircuitId);
    }

    /**
     * {@return whether a route has lost packets in a row, and nothing has come of it since}
     *
     * @param session which.
     * @param route   index of the route.
     */
    static boolean isFailing(final SessionEntry session, final int route)
    {
        return session.sent.lostInARow(session.routes.paths[route]) >= LOSSES;
    }

    /**
     * The route with the shortest round trip, and still that of the last packet where another is hardly faster: packets
     * would overtake each other.
     */
    private static int fastest(final SessionEntry session)
    {
        final SessionRoutes routes = session.routes;
        int best = ALL;
        int last = ALL;
        for (int i = 0; i < routes.count; i++)
        {
            if (isGood(session, i))
            {
                best = ALL == best || rttNs(session, i) < rttNs(session, best) ? i : best;
                last = routes.circuitIds[i] == session.lastCircuitId ? i : last;
            }
        }
        if (ALL != last && rttNs(session, best) >= rttNs(session, last) - (rttNs(session, last) >> BETTER_SHIFT))
        {
            return last;
        }
        session.lastCircuitId = ALL == best ? SessionEntry.NONE : routes.circuitIds[best];
        return best;
    }

    /**
     * The route with the least bytes under way of those that take at most twice as long as the fastest. A route that
     * carries more is empty sooner, and so gets more. Each gets several packets in a row, so that the gaps between
     * those that have come are few: an acknowledgement has to name them.
     */
    private static int leastLoaded(final SessionEntry session)
    {
        final SessionRoutes routes = session.routes;
        long fastestNs = Long.MAX_VALUE;
        for (int i = 0; i < routes.count; i++)
        {
            fastestNs = isGood(session, i) ? Math.min(fastestNs, rttNs(session, i)) : fastestNs;
        }
        int least = ALL;
        int last = ALL;
        long leastBytes = Long.MAX_VALUE;
        for (int i = 0; i < routes.count; i++)
        {
            final long bytes = session.sent.bytesInFlight(routes.paths[i]);
            if (isGood(session, i) && rttNs(session, i) >> 1 <= fastestNs)
            {
                last = routes.circuitIds[i] == session.lastCircuitId ? i : last;
                least = bytes < leastBytes ? i : least;
                leastBytes = Math.min(bytes, leastBytes);
            }
        }
        if (ALL != last && session.sent.bytesInFlight(routes.paths[last]) <
            leastBytes + (long)RUN * session.maxPacketLength)
        {
            return last;
        }
        session.lastCircuitId = ALL == least ? SessionEntry.NONE : routes.circuitIds[least];
        return least;
    }

    private static boolean isGood(final SessionEntry session, final int route)
    {
        return (session.initiator || session.routes.proved[route]) && !isFailing(session, route);
    }

    /** Of a route that nobody has answered by yet it is longer than that of any other. */
    private static long rttNs(final SessionEntry session, final int route)
    {
        final long rttNs = session.routes.meters[route].rttNs();
        return 0 == rttNs ? Long.MAX_VALUE : rttNs;
    }
}
