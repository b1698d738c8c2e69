package io.hopwire;

/**
 * One of the routes that carry a session, as it is now.
 *
 * @param hops  links from end to end.
 * @param rttNs round trip in nanoseconds, smoothed over pings; 0 where nothing was measured yet.
 * @param loss  share of pings that got no answer, smoothed over the last sixteen or so; 0 to 1. It counts the way there
 *              and the way back.
 * @param state whether the peer is heard by it.
 */
public record SessionRoute(int hops, long rttNs, double loss, State state)
{
    /**
     * Whether the peer is heard by a route.
     */
    public enum State
    {
        /** Nothing has come by it yet. */
        NEW,
        /** In use. */
        LIVE,
        /** Pings go without an answer. It is given up, and another one looked for, if that goes on. */
        SILENT
    }
}
