package io.hopwire;

/**
 * One of the routes that carry a session, as it is now.
 *
 * @param hops           links from end to end.
 * @param rttNs          round trip in nanoseconds, smoothed over pings; 0 where nothing was measured yet.
 * @param loss           share of pings that got no answer, smoothed over the last sixteen or so; 0 to 1. It counts the
 *                       way there and the way back.
 * @param bytesPerSecond that this end sends by it, acknowledgements among them: since the routes were asked for the
 *                       time before, or since this one was found; 0 within its first second.
 * @param state          whether the peer is heard by it.
 */
public record SessionRoute(int hops, long rttNs, double loss, long bytesPerSecond, State state)
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
        SILENT,
        /** More than two of five pings go without an answer. It is used until another one is there in its place. */
        DEGRADED
    }
}
