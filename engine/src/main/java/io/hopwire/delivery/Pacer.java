package io.hopwire.delivery;

/**
 * Spreads a window over the round trip, at five quarters of its rate so that the window and not the pacer limits (RFC
 * 9002, section 7.7). After a pause a burst may leave at once. Times in nanoseconds.
 */
public final class Pacer
{
    private static final int RATE_NUMERATOR = 5;
    private static final int RATE_DENOMINATOR = 4;

    private final int burst;
    private long tokens;
    private long filledNs;

    /**
     * With a whole burst to send.
     *
     * @param burst bytes that may leave at once.
     * @param nowNs now.
     */
    public Pacer(final int burst, final long nowNs)
    {
        assert burst > 0;
        this.burst = burst;
        this.tokens = burst;
        this.filledNs = nowNs;
    }

    /**
     * When a packet may leave.
     *
     * @param length   its bytes.
     * @param window   bytes that may be in flight.
     * @param smoothNs round trip time.
     * @param nowNs    now.
     * @return now, or later.
     */
    public long sendAtNs(final int length, final long window, final long smoothNs, final long nowNs)
    {
        fill(window, smoothNs, nowNs);
        final long missing = Math.min(length, burst) - tokens;
        return missing <= 0 ? nowNs : nowNs + timeFor(missing, window, smoothNs);
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
        final long elapsed = nowNs - filledNs;
        if (elapsed >= timeFor(burst - tokens, window, smoothNs))
        {
            tokens = burst;
            filledNs = nowNs;
            return;
        }
        final long gained = (long)((double)elapsed * window * RATE_NUMERATOR / RATE_DENOMINATOR / smoothNs);
        if (gained > 0)
        {
            tokens += gained;
            filledNs += Math.min(elapsed, timeFor(gained, window, smoothNs));
        }
        assert tokens <= burst;
    }

    private static long timeFor(final long bytes, final long window, final long smoothNs)
    {
        return (long)Math.ceil((double)bytes * smoothNs * RATE_DENOMINATOR / RATE_NUMERATOR / Math.max(1, window));
    }
}
