package io.hopwire.delivery;

/**
 * Bytes that were promised to their sender, as a limit counted from the beginning, which never falls (RFC 9000, section
 * 4.1): those of the stream, and those of messages that need no order, together. Each kind has as much room as is
 * promised, so it does not matter of which kind they are.
 */
public final class ReceiveCredit
{
    private final int most;
    private long received;
    private long handedOn;
    /** Bytes of messages that need no order, which are handed on when they come. */
    private long beside;
    private long limit;

    /**
     * Nothing received.
     *
     * @param initial bytes promised at first.
     * @param most    bytes promised at most at a time.
     * @param first   offset of the first byte.
     */
    public ReceiveCredit(final int initial, final int most, final long first)
    {
        this.most = most;
        this.received = first;
        this.handedOn = first;
        this.limit = first + Math.min(initial, most);
    }

    /**
     * Whether bytes were promised room.
     *
     * @param end offset behind the last of them.
     * @return false where it is more than was promised.
     */
    public boolean covers(final long end)
    {
        return end + beside <= limit;
    }

    /**
     * The same of messages that need no order.
     *
     * @param length bytes of them.
     * @return false where it is more than was promised.
     */
    public boolean coversBeside(final int length)
    {
        return received + beside + length <= limit;
    }

    /**
     * Messages that need no order came and were handed on.
     *
     * @param length bytes of them, covered.
     */
    public void onBeside(final int length)
    {
        assert coversBeside(length);
        beside += length;
    }

    /**
     * Bytes came.
     *
     * @param end offset behind the last of them, covered.
     */
    public void onReceived(final long end)
    {
        assert covers(end);
        received = Math.max(received, end);
    }

    /**
     * Bytes that came were handed on, to where the room is that is promised.
     *
     * @param end offset behind the last of them.
     */
    public void onHandedOn(final long end)
    {
        handedOn = end;
        assert handedOn <= received;
    }

    /**
     * Promise more, never less. What came and was not handed on yet will take its part of the room.
     *
     * @param room bytes that there is room for.
     * @return bytes that the sender may send from now on.
     */
    public int promise(final int room)
    {
        limit = Math.max(limit, handedOn + beside + Math.min(Math.max(room, 0), most));
        assert received + beside <= limit;
        return left();
    }

    /**
     * {@return bytes promised that did not come yet}
     */
    public int left()
    {
        return (int)(limit - received - beside);
    }

    /**
     * {@return bytes that may come, counted from the beginning}
     */
    public long limit()
    {
        return limit;
    }
}
