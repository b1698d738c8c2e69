package io.hopwire.delivery;

/**
 * Bytes that the receiver has room for, as a limit counted from the beginning (RFC 9000, section 4.1). Only what is
 * sent for the first time costs; a repetition is paid already.
 */
public final class SendCredit
{
    private long limit;
    private long spent;

    /**
     * Nothing spent.
     *
     * @param limit bytes that may be sent at first.
     */
    public SendCredit(final long limit)
    {
        this.limit = limit;
    }

    /**
     * Whether something may be sent.
     *
     * @param cost of {@link ReceiveCredit#cost}.
     * @return true if the receiver has room for it.
     */
    public boolean covers(final long cost)
    {
        return spent + cost <= limit;
    }

    /**
     * Something leaves for the first time.
     *
     * @param cost of {@link ReceiveCredit#cost}, covered.
     */
    public void spend(final long cost)
    {
        assert covers(cost);
        spent += cost;
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
     * {@return bytes spent since the beginning}
     */
    public long spent()
    {
        return spent;
    }

    /**
     * {@return bytes that may be sent, counted from the beginning}
     */
    public long limit()
    {
        return limit;
    }
}
