package io.hopwire.delivery;

/**
 * A fixed number of packets, whatever their length, that halves when a probe timeout passes and grows again by what is
 * acknowledged: a bad path is not flooded, and a loss costs nothing else. It does not share a bottleneck fairly.
 */
public final class FixedWindow implements CongestionControl
{
    /** Packets that may be in flight however bad the path is. */
    public static final int MIN_PACKETS = 4;

    private final int most;
    private final int maxPacketLength;
    private int packets;

    /**
     * Wide open.
     *
     * @param packets         that may be in flight.
     * @param maxPacketLength longest packet in bytes.
     */
    public FixedWindow(final int packets, final int maxPacketLength)
    {
        assert packets >= MIN_PACKETS;
        this.most = packets;
        this.maxPacketLength = maxPacketLength;
        this.packets = packets;
    }

    @Override
    public boolean maySend(final int packetsInFlight, final long bytes)
    {
        return packetsInFlight < packets;
    }

    @Override
    public void onSent(final long inFlight, final long nowNs)
    {
        // counts packets, not bytes
    }

    @Override
    public void onAcked(final int length, final long sentNs, final long inFlight, final long nowNs)
    {
        packets = Math.min(packets + 1, most);
    }

    @Override
    public void onLost(final long sentNs, final long nowNs)
    {
        // a loss alone says nothing
    }

    @Override
    public void onProbeTimeout(final long nowNs)
    {
        packets = Math.max(MIN_PACKETS, packets / 2);
    }

    @Override
    public void onPersistentCongestion(final long nowNs)
    {
        // it has halved at each of the timeouts
    }

    @Override
    public void onNewPath(final long nowNs)
    {
        packets = most;
    }

    @Override
    public long window()
    {
        return (long)packets * maxPacketLength;
    }
}
