package io.hopwire.delivery;

/**
 * Bytes of a stream that the receiver has room for, as a limit counted from the beginning (RFC 9000, section 4.1). Only
 * what is sent for the first time costs; a repetition is paid already.
 */
public final class SendCredit
{
    private long limit;

    /**
     * With what the receiver says at first.
     *
     * @param limit bytes that may be sent at first.
     */
    public SendCredit(final long limit)
    {
        this.limit = limit;
    }

    /**
     * {@return bytes that may be sent from an offset on}
     *
     * @param offset of what was not sent yet.
     */
    public int room(final long offset)
    {
        return (int)Math.min(Integer.MAX_VALUE, Math.max(0, limit - offset));
    }

    /**
     * The receiver tells its limit. An old packet may tell less than a newer one did.
     *
     * @param low low half of the limit.
     * @return true if there is more room than before.
     */
    public boolean onLimit(final int low)
    {
        final long told = PacketNumbers.expand(low, limit);
        if (told <= limit)
        {
            return false;
        }
        limit = told;
        return true;
    }

    /**
     * {@return bytes that may be sent, counted from the beginning}
     */
    public long limit()
    {
        return limit;
    }
}
