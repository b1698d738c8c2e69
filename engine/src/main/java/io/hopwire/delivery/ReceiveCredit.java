package io.hopwire.delivery;

import org.agrona.BitUtil;

/**
 * Bytes that were promised to a sender, as a limit counted from the beginning, which never falls.
 */
public final class ReceiveCredit
{
    /** Bytes that a message costs besides its own: as many as its record in an Agrona ring buffer takes. */
    private static final int RECORD = BitUtil.SIZE_OF_LONG;

    private final int most;
    private long received;
    private long delivered;
    private long limit;

    /**
     * Nothing received.
     *
     * @param initial bytes promised at first.
     * @param most    bytes promised at most at a time.
     */
    public ReceiveCredit(final int initial, final int most)
    {
        this.most = most;
        this.limit = Math.min(initial, most);
    }

    /**
     * What a message costs: its bytes and its record's, so that empty ones are not free.
     *
     * @param length bytes of the message.
     * @return bytes of credit.
     */
    public static int cost(final int length)
    {
        return BitUtil.align(length + RECORD, RECORD);
    }

    /**
     * Whether something was promised room.
     *
     * @param cost of {@link #cost}.
     * @return false where it is more than was promised.
     */
    public boolean covers(final int cost)
    {
        return received + cost <= limit;
    }

    /**
     * Something came for the first time.
     *
     * @param cost of {@link #cost}, covered.
     */
    public void take(final int cost)
    {
        assert covers(cost);
        received += cost;
    }

    /**
     * Something that came was handed on, to where the room is that is promised.
     *
     * @param cost of {@link #cost}, taken before.
     */
    public void onDelivered(final int cost)
    {
        delivered += cost;
        assert delivered <= received;
    }

    /**
     * Promise more, never less. What came and was not handed on yet will take its part of the room.
     *
     * @param room bytes that there is room for.
     * @return bytes that the sender may send from now on.
     */
    public int promise(final int room)
    {
        limit = Math.max(limit, delivered + Math.min(Math.max(room, 0), most));
        assert received <= limit;
        return left();
    }

    /**
     * {@return bytes promised that did not come yet}
     */
    public int left()
    {
        return (int)(limit - received);
    }

    /**
     * {@return bytes that may come, counted from the beginning}
     */
    public long limit()
    {
        return limit;
    }

    /**
     * {@return bytes that came}
     */
    public long received()
    {
        return received;
    }
}
