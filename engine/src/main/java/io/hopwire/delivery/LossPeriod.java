package io.hopwire.delivery;

/**
 * How long all packets were lost that were sent, one after the other: what {@link SentPackets} finds as it goes through
 * them in the order in which they left. Also remembers which of them were only taken for lost, because nothing was
 * heard, until it is known.
 * <p>
 * Times in nanoseconds. Not thread-safe. Allocates nothing.
 */
final class LossPeriod
{
    /** As time of a packet: there is none. */
    static final long NONE = Long.MIN_VALUE;

    private boolean isOpen;
    private long firstNs;
    private long lastNs;
    private long longestNs;
    private long doubtfulNs = NONE;
    private long timedOutNs = NONE;

    /** The next packet is lost. */
    void onLost(final long sentNs)
    {
        firstNs = isOpen ? firstNs : sentNs;
        lastNs = sentNs;
        isOpen = true;
    }

    /** The next packet is taken for lost because nothing was heard. */
    void onTimedOut(final long sentNs)
    {
        onLost(sentNs);
        doubtfulNs = sentNs;
    }

    /** A packet sent later has arrived, and these have not. */
    void confirm()
    {
        longestNs = isOpen ? Math.max(longestNs, lastNs - firstNs) : longestNs;
    }

    /** The next packet has arrived. */
    void onArrived()
    {
        confirm();
        isOpen = false;
        timedOutNs = NONE == doubtfulNs ? timedOutNs : doubtfulNs;
        doubtfulNs = NONE;
    }

    /** One that was taken for lost has arrived after all. */
    void onLate()
    {
        isOpen = false;
        doubtfulNs = NONE;
    }

    /** Another path is taken. */
    void clear()
    {
        onLate();
        longestNs = 0;
        timedOutNs = NONE;
    }

    /** {@return when the newest left of those that a timeout took for lost, and that are; or {@link #NONE}} */
    long takeTimedOut()
    {
        final long sentNs = timedOutNs;
        timedOutNs = NONE;
        return sentNs;
    }

    /** {@return the longest time from the first to the last of packets in a row that are known to be lost} */
    long takeLongest()
    {
        final long ns = longestNs;
        longestNs = 0;
        return ns;
    }
}
