package io.hopwire.delivery;

/**
 * NewReno as RFC 9002, section 7 and appendix B, has it: slow start until the first loss, then one packet more a round
 * trip; half of the window once for all losses of a round trip. Counts bytes, so short packets are worth what they
 * weigh. A probe timeout changes nothing: what it has sent shows what was lost.
 * <p>
 * After a pause it begins anew with the window of a new path, and gets back to three quarters of what it had in slow
 * start (RFC 5681, section 4.1; RFC 7661, section 4.4).
 */
public final class NewReno implements CongestionControl
{
    /** A pause is longer than this, in nanoseconds: the least retransmission timeout of RFC 6298, section 2.4. */
    public static final long PAUSE_NS = 1_000_000_000L;
    /** Packets that may leave at once by a path of which nothing is known. */
    public static final int INITIAL_PACKETS = 10;

    private static final int MIN_PACKETS = 2;
    private static final int INITIAL_BYTES = 14_720;

    private final int maxPacketLength;
    private final long initialWindow;
    private final long minWindow;
    private long window;
    private long slowStartThreshold = Long.MAX_VALUE;
    private long ackedInAvoidance;
    private boolean hasRecovered;
    private long recoveryNs;
    private long sentNs;

    /**
     * In slow start.
     *
     * @param maxPacketLength longest packet in bytes.
     */
    public NewReno(final int maxPacketLength)
    {
        this.maxPacketLength = maxPacketLength;
        this.minWindow = (long)MIN_PACKETS * maxPacketLength;
        this.initialWindow = Math.min((long)INITIAL_PACKETS * maxPacketLength, Math.max(INITIAL_BYTES, minWindow));
        this.window = initialWindow;
    }

    @Override
    public boolean maySend(final int packets, final long bytes)
    {
        return bytes + maxPacketLength <= window;
    }

    @Override
    public void onSent(final long inFlight, final long nowNs)
    {
        if (0 == inFlight && window > initialWindow && nowNs - sentNs > PAUSE_NS)
        {
            slowStartThreshold = Math.max(slowStartThreshold, window - window / 4);
            window = initialWindow;
            ackedInAvoidance = 0;
        }
        sentNs = nowNs;
    }

    /**
     * A window that was not used does not grow (section 7.8), nor does one that recovers.
     */
    @Override
    public void onAcked(final int length, final long packetSentNs, final long inFlight, final long nowNs)
    {
        final boolean isSlowStart = window < slowStartThreshold;
        final boolean isUsed =
            inFlight + 2L * maxPacketLength > window || (isSlowStart && inFlight * 2 >= window);
        if (!isUsed || isRecovering(packetSentNs))
        {
            return;
        }
        if (isSlowStart)
        {
            window += length;
            return;
        }
        ackedInAvoidance += length;
        if (ackedInAvoidance >= window)
        {
            ackedInAvoidance -= window;
            window += maxPacketLength;
        }
    }

    @Override
    public void onLost(final long packetSentNs, final long nowNs)
    {
        if (!isRecovering(packetSentNs))
        {
            slowStartThreshold = Math.max(window / 2, minWindow);
            recover(slowStartThreshold, nowNs);
        }
    }

    @Override
    public void onProbeTimeout(final long nowNs)
    {
        // an acknowledgement is late, no more
    }

    @Override
    public void onPersistentCongestion(final long nowNs)
    {
        recover(minWindow, nowNs - 1);
    }

    @Override
    public void onNewPath(final long nowNs)
    {
        slowStartThreshold = Long.MAX_VALUE;
        recover(initialWindow, nowNs - 1);
    }

    @Override
    public long window()
    {
        return window;
    }

    private void recover(final long newWindow, final long nowNs)
    {
        window = newWindow;
        ackedInAvoidance = 0;
        hasRecovered = true;
        recoveryNs = nowNs;
    }

    /** What becomes of packets that were sent before says nothing of the window that there is now. */
    private boolean isRecovering(final long packetSentNs)
    {
        return hasRecovered && packetSentNs - recoveryNs <= 0;
    }
}
