package io.hopwire.delivery;

/**
 * What controls have in common that take a loss for a sign of congestion, as RFC 9002, section 7 and appendix B, has
 * it: slow start until the first loss, one reduction for all losses of a round trip, a window that is not used does not
 * grow. They count bytes, so short packets are worth what they weigh. A probe timeout changes nothing: what it has sent
 * shows what was lost.
 * <p>
 * After a pause they begin anew with the window of a new path, and get back to three quarters of what it was in slow
 * start (RFC 5681, section 4.1; RFC 7661, section 4.4).
 */
public abstract class LossBased implements CongestionControl
{
    /** A pause is longer than this, in nanoseconds: the least retransmission timeout of RFC 6298, section 2.4. */
    public static final long PAUSE_NS = 1_000_000_000L;
    /** Packets that may leave at once by a path of which nothing is known. */
    public static final int INITIAL_PACKETS = 10;

    private static final int MIN_PACKETS = 2;
    private static final int INITIAL_BYTES = 14_720;

    /** Bytes of the longest packet. */
    protected final int maxPacketLength;

    private final long initialWindow;
    private final long minWindow;
    private long window;
    private long slowStartThreshold = Long.MAX_VALUE;
    private boolean hasRecovered;
    private long recoveryNs;
    private long sentNs;

    /**
     * In slow start.
     *
     * @param maxPacketLength longest packet in bytes.
     */
    protected LossBased(final int maxPacketLength)
    {
        this.maxPacketLength = maxPacketLength;
        this.minWindow = (long)MIN_PACKETS * maxPacketLength;
        this.initialWindow = Math.min((long)INITIAL_PACKETS * maxPacketLength, Math.max(INITIAL_BYTES, minWindow));
        this.window = initialWindow;
    }

    /**
     * {@return the window after a loss}
     *
     * @param bytes of the window before.
     */
    protected abstract long reduced(long bytes);

    /**
     * {@return the window in congestion avoidance, after an acknowledgement}
     *
     * @param bytes  of the window before.
     * @param length bytes of the packet that was acknowledged.
     * @param rttNs  time that it took.
     * @param nowNs  now.
     */
    protected abstract long grown(long bytes, int length, long rttNs, long nowNs);

    /**
     * Until now the window was not used, so that this time does not count.
     *
     * @param nowNs now.
     */
    protected abstract void onUnused(long nowNs);

    /**
     * Congestion avoidance begins anew.
     */
    protected abstract void restart();

    @Override
    public final boolean maySend(final int packets, final long bytes)
    {
        return bytes + maxPacketLength <= window;
    }

    @Override
    public final void onSent(final long inFlight, final long nowNs)
    {
        if (0 == inFlight)
        {
            onUnused(nowNs);
            if (window > initialWindow && nowNs - sentNs > PAUSE_NS)
            {
                slowStartThreshold = Math.max(slowStartThreshold, window - window / 4);
                window = initialWindow;
                restart();
            }
        }
        sentNs = nowNs;
    }

    /**
     * A window that was not used does not grow (section 7.8), nor does one that recovers.
     */
    @Override
    public final void onAcked(final int length, final long packetSentNs, final long inFlight, final long nowNs)
    {
        final boolean isSlowStart = window < slowStartThreshold;
        final boolean isUsed =
            inFlight + 2L * maxPacketLength > window || (isSlowStart && inFlight * 2 >= window);
        if (!isUsed)
        {
            onUnused(nowNs);
        }
        else if (!isRecovering(packetSentNs))
        {
            window = isSlowStart ? window + length : grown(window, length, nowNs - packetSentNs, nowNs);
        }
    }

    @Override
    public final void onLost(final long packetSentNs, final long nowNs)
    {
        if (!isRecovering(packetSentNs))
        {
            slowStartThreshold = Math.max(reduced(window), minWindow);
            recover(slowStartThreshold, nowNs);
        }
    }

    @Override
    public final void onProbeTimeout(final long nowNs)
    {
        // an acknowledgement is late, no more
    }

    @Override
    public final void onPersistentCongestion(final long nowNs)
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
    public final long window()
    {
        return window;
    }

    private void recover(final long bytes, final long nowNs)
    {
        window = bytes;
        restart();
        hasRecovered = true;
        recoveryNs = nowNs;
    }

    /** What becomes of packets that were sent before says nothing of the window that there is now. */
    private boolean isRecovering(final long packetSentNs)
    {
        return hasRecovered && packetSentNs - recoveryNs <= 0;
    }
}
