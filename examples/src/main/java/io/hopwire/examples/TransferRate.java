package io.hopwire.examples;

/**
 * How fast a transfer is: the mean of its beginning, then one in which what is some seconds old hardly counts.
 */
final class TransferRate
{
    private static final double NS_PER_SECOND = 1e9;
    private static final double MEMORY_NS = 3e9;
    private static final long INTERVAL_NS = 100_000_000;

    private final long startNs;
    private double bytesPerSecond;
    private long seenNs;
    private long seen;

    TransferRate(final long startNs)
    {
        this.startNs = startNs;
        seenNs = startNs;
    }

    /**
     * Looked at ten times a second at the most, so that no single packet makes a rate.
     *
     * @param done bytes since the beginning.
     */
    void update(final long done, final long nowNs)
    {
        final long elapsedNs = nowNs - seenNs;
        if (elapsedNs >= INTERVAL_NS)
        {
            final double latest = (done - seen) * NS_PER_SECOND / elapsedNs;
            final double weight = Math.max(
                1 - Math.exp(-elapsedNs / MEMORY_NS), elapsedNs / (double)(nowNs - startNs));
            bytesPerSecond += weight * (latest - bytesPerSecond);
            seenNs = nowNs;
            seen = done;
        }
    }

    double bytesPerSecond()
    {
        return bytesPerSecond;
    }

    /**
     * {@return nanoseconds that the rest takes at this rate; negative where nothing is known}
     */
    long leftNs(final long length)
    {
        return bytesPerSecond < 1 ? -1 : (long)((length - seen) * NS_PER_SECOND / bytesPerSecond);
    }
}
