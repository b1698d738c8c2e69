package io.hopwire.delivery;

/**
 * NewReno as RFC 9002 has it: one packet more a round trip, half of the window after a loss.
 */
public final class NewReno extends LossBased
{
    private long acked;

    /**
     * In slow start.
     *
     * @param maxPacketLength longest packet in bytes.
     */
    public NewReno(final int maxPacketLength)
    {
        super(maxPacketLength);
    }

    @Override
    protected long reduced(final long bytes)
    {
        return bytes / 2;
    }

    @Override
    protected long grown(final long bytes, final int length, final long rttNs, final long nowNs)
    {
        acked += length;
        if (acked < bytes)
        {
            return bytes;
        }
        acked -= bytes;
        return bytes + maxPacketLength;
    }

    @Override
    protected void onUnused(final long nowNs)
    {
        // it counts bytes, and no time
    }

    @Override
    protected void restart()
    {
        acked = 0;
    }
}
