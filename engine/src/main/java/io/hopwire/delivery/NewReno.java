package io.hopwire.delivery;

/**
 * NewReno as RFC 9002, section 7 and appendix B, has it: slow start until the first loss, then one packet more a round
 * trip; half of the window once for all losses of a round trip.
 */
public final class NewReno implements CongestionControl
{
    private static final int INITIAL_PACKETS = 10;
    private static final int MIN_PACKETS = 2;
    private static final int INITIAL_BYTES = 14_720;
    private static final int PERSISTENT_TIMEOUTS = 2;

    private final int maxPacketLength;
    private long window;
    private long slowStartThreshold = Long.MAX_VALUE;
    private long ackedInAvoidance;
    private boolean hasRecovered;
    private long recoveryNs;
    private int timeouts;

    /**
     * In slow start.
     *
     * @param maxPacketLength longest packet in bytes.
     */
    public NewReno(final int maxPacketLength)
    {
        this.maxPacketLength = maxPacketLength;
        this.window = Math.min(
            (long)INITIAL_PACKETS * maxPacketLength, Math.max(INITIAL_BYTES, (long)MIN_PACKETS * maxPacketLength));
    }

    @Override
    public boolean maySend(final int packets, final long bytes)
    {
        return bytes + maxPacketLength <= window;
    }

    @Override
    public void onSent(final int length)
    {
        // all it needs to know is what is in flight
    }

    /**
     * A window that was not used does not grow (section 7.8), nor does one that recovers.
     */
    @Override
    public void onAcked(final int length, final long sentNs, final long inFlight)
    {
        timeouts = 0;
        final long wasInFlight = inFlight + length;
        final boolean isUsed = wasInFlight + 2L * maxPacketLength > window ||
            (window < slowStartThreshold && wasInFlight * 2 >= window);
        if (!isUsed || isRecovering(sentNs))
        {
            return;
        }
        if (window < slowStartThreshold)
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
    public void onLost(final int length, final long sentNs, final long nowNs)
    {
        if (!isRecovering(sentNs))
        {
            hasRecovered = true;
            recoveryNs = nowNs;
            slowStartThreshold = Math.max(window / 2, (long)MIN_PACKETS * maxPacketLength);
            window = slowStartThreshold;
            ackedInAvoidance = 0;
        }
    }

    /**
     * One timeout says that an acknowledgement is late. More in a row say that nothing gets through: persistent
     * congestion (section 7.6), the window falls to its least.
     */
    @Override
    public void onProbeTimeout(final long nowNs)
    {
        timeouts++;
        if (timeouts > PERSISTENT_TIMEOUTS)
        {
            window = (long)MIN_PACKETS * maxPacketLength;
            hasRecovered = false;
        }
    }

    @Override
    public long window()
    {
        return window;
    }

    /** Packets sent before the window was halved say nothing about the half. */
    private boolean isRecovering(final long sentNs)
    {
        return hasRecovered && sentNs - recoveryNs <= 0;
    }
}
