package io.hopwire.libp2p.mux;

/**
 * Lets the windows of a connection's streams grow where they hold their senders back.
 * <pre>
 *    we    ── window update, ping ──►              peer
 *          ◄── bytes sent before it came ── pong ──
 * </pre>
 * The peer has sent what comes in front of the answer to a ping before it knew of the credit that went with the ping.
 * If that, as far as it was read, is a quarter of the window or more, a whole window is read within four round trips,
 * and the peer waits for credit rather than we for bytes: the window doubles. That counts bytes, not time, and so it
 * holds for paths where a round trip is long, and for those where peers are that busy.
 * <p>
 * One stream is measured at a time. A reader that is slow, or leaves bytes waiting, keeps the window that it has, and
 * none grows beyond what {@link BlockQuota} lets the connection promise. Credit that was given cannot be taken back, so
 * a promise lasts until the peer has ended its side of the stream.
 */
final class WindowGrowth
{
    private static final long NONE = -1;
    /** A window is read within so many round trips. */
    private static final int ROUND_TRIPS = 4;
    /** Of the window, the part that may wait for a reader who keeps up. */
    private static final int WAITING = 4;

    private final BlockQuota quota;
    private final int max;
    /** The stream that is measured, and bytes of it that were read since the ping. */
    private long measured = NONE;
    private long taken;
    private int largest;

    WindowGrowth(final BlockQuota quota, final int max)
    {
        this.quota = quota;
        this.max = max;
    }

    void clear()
    {
        measured = NONE;
        largest = Yamux.INITIAL_WINDOW;
    }

    /** {@return the largest window that a stream of this connection has had} */
    int largest()
    {
        return largest;
    }

    /** {@return whether its window would grow, if the sender turned out to be held back by it} */
    boolean isWorthwhile(final MuxStream stream)
    {
        return stream.window < max && keepsUp(stream) && quota.mayPromise(step(stream));
    }

    /** A ping is to leave, by which it is measured. */
    void begin(final MuxStream stream)
    {
        measured = stream.handle;
    }

    /** It leaves. */
    void onPing()
    {
        taken = 0;
    }

    void onTaken(final MuxStream stream, final int length)
    {
        if (stream.handle == measured)
        {
            taken += length;
        }
    }

    /** {@return the stream that was measured, if one was: the ping was answered} */
    long end()
    {
        final long stream = measured;
        measured = NONE;
        return stream;
    }

    /** {@return bytes by which the window of the stream that was measured has grown} */
    int grow(final MuxStream stream)
    {
        final int more = step(stream);
        if (stream.isPeerEnded || more <= 0 || taken < stream.window / ROUND_TRIPS || !keepsUp(stream) ||
            !quota.promise(more))
        {
            return 0;
        }
        stream.window += more;
        largest = Math.max(largest, stream.window);
        return more;
    }

    /** The peer sends no more, or the stream is gone. */
    void release(final MuxStream stream)
    {
        quota.release(stream.window - Yamux.INITIAL_WINDOW);
        stream.window = Yamux.INITIAL_WINDOW;
    }

    private int step(final MuxStream stream)
    {
        return Math.min(stream.window, max - stream.window);
    }

    private static boolean keepsUp(final MuxStream stream)
    {
        return stream.received.length() <= stream.window / WAITING;
    }
}
