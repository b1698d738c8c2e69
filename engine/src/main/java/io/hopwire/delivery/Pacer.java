package io.hopwire.delivery;

/**
 * Spreads a window over the round trip, at five quarters of its rate so that the window and not the pacer limits (RFC
 * 9002, section 7.7). A few packets may leave at once, as after a pause, or what the rate makes of a millisecond where
 * that is more: timers are no finer. So where a round trip takes less, it limits nothing. Who was told to wait, and
 * comes too late because its thread did not run, makes up for it: otherwise a busy processor would set the rate.
 * <p>
 * Times in nanoseconds. Not thread-safe. Allocates nothing.
 */
public final class Pacer
{
    private static final int RATE_NUMERATOR = 5;
    private static final int RATE_DENOMINATOR = 4;
    /** Shortest wait: many packets that wait for less leave together. */
    private static final long LEAST_WAIT_NS = RttEstimator.GRANULARITY_NS / 2;

    private final int burst;
    /** Bytes that may leave now. Below 0 where the last packet was longer. */
    private long tokens;
    private long filledNs;
    private boolean isWaiting;

    /**
     * With a whole burst to send.
     *
     * @param burst bytes that may leave at once, however slow the path is.
     */
    public Pacer(final int burst)
    {
        assert burst > 0;
        this.burst = burst;
        this.tokens = burst;
    }

    /**
     * When a packet may leave. To be asked only where there is one.
     *
     * @param window   bytes that may be in flight.
     * @param smoothNs round trip time.
     * @param nowNs    now.
     * @return now, or later.
     */
    public long sendAtNs(final long window, final long smoothNs, final long nowNs)
    {
        if (smoothNs <= RttEstimator.GRANULARITY_NS)
        {
            tokens = burst;
            isWaiting = false;
            return nowNs;
        }
        if (nowNs != filledNs)
        {
            fill(window, smoothNs, nowNs);
        }
        isWaiting = tokens <= 0;
        return isWaiting ? nowNs + Math.max(LEAST_WAIT_NS, timeFor(1 - tokens, window, smoothNs)) : nowNs;
    }

    /**
     * {@return whether a packet may leave, as was said last}
     */
    public boolean mayLeave()
    {
        return tokens > 0;
    }

    /**
     * A packet left.
     *
     * @param length its bytes.
     */
    public void onSent(final int length)
    {
        tokens -= length;
    }

    private void fill(final long window, final long smoothNs, final long nowNs)
    {
        final long most =
            isWaiting ? window : Math.max(burst, bytesIn(RttEstimator.GRANULARITY_NS, window, smoothNs));
        // Before the first time it is anything.
        final long elapsedNs = Math.max(0, nowNs - filledNs);
        if (elapsedNs >= timeFor(most - tokens, window, smoothNs))
        {
            tokens = most;
            filledNs = nowNs;
            return;
        }
        final long gained = bytesIn(elapsedNs, window, smoothNs);
        tokens += gained;
        // What is less than a byte is not lost.
        filledNs = nowNs - Math.max(0, elapsedNs - timeFor(gained, window, smoothNs));
    }

    private static long bytesIn(final long ns, final long window, final long smoothNs)
    {
        return (long)((double)ns * window * RATE_NUMERATOR / RATE_DENOMINATOR / smoothNs);
    }

    private static long timeFor(final long bytes, final long window, final long smoothNs)
    {
        return (long)Math.ceil((double)bytes * smoothNs * RATE_DENOMINATOR / RATE_NUMERATOR / Math.max(1, window));
    }
}
