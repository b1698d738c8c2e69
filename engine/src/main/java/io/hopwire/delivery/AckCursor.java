package io.hopwire.delivery;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Reads the ranges of a {@link DeliveryHeader}, newest first.
 */
public final class AckCursor
{
    private DirectBuffer buffer;
    private int offset;
    private long newest;
    private int firstRun;
    private int ranges;
    private boolean complete;

    private int read;
    private long first;
    private long last;

    /**
     * Begins nowhere.
     */
    public AckCursor()
    {
    }

    /**
     * Read a header whose length was found good.
     *
     * @param header     holds it.
     * @param at         its offset.
     * @param nextNumber number of the next packet that its receiver would send.
     * @return this.
     */
    public AckCursor wrap(final DirectBuffer header, final int at, final long nextNumber)
    {
        buffer = header;
        offset = at + DeliveryHeader.LENGTH;
        newest = PacketNumbers.expand(DeliveryHeader.newest(header, at), nextNumber);
        firstRun = DeliveryHeader.run(header, at);
        ranges = DeliveryHeader.ranges(header, at);
        complete = !DeliveryHeader.has(header, at, DeliveryHeader.FLAG_MORE);
        rewind();
        return this;
    }

    /**
     * {@return whether there is no acknowledgement}
     */
    public boolean isEmpty()
    {
        return firstRun == 0;
    }

    /**
     * {@return whether what is not named had not arrived}
     */
    public boolean isComplete()
    {
        return complete;
    }

    /**
     * {@return newest packet that arrived}
     */
    public long newest()
    {
        return newest;
    }

    /**
     * Whether what it says can be: only packets that were sent, in ranges that lie apart and descend.
     *
     * @param nextNumber number of the next packet.
     * @return false if its sender lies.
     */
    boolean isPossible(final long nextNumber)
    {
        if (firstRun == 0)
        {
            return ranges == 0;
        }
        return newest < nextNumber && newest - firstRun + 1 >= 0 && (0 == ranges || areRangesPossible());
    }

    private boolean areRangesPossible()
    {
        boolean possible = true;
        rewind();
        while (possible && next())
        {
            possible = read == 1 || (first >= 0 && gap(read - 2) > 0 && run(read - 2) > 0);
        }
        rewind();
        return possible;
    }

    void rewind()
    {
        read = 0;
    }

    /**
     * Go to the next range.
     *
     * @return false where there is none.
     */
    boolean next()
    {
        if (read == 0)
        {
            last = newest;
            first = newest - firstRun + 1;
        }
        else if (read <= ranges)
        {
            last = first - gap(read - 1) - 1;
            first = last - run(read - 1) + 1;
        }
        else
        {
            return false;
        }
        read++;
        return true;
    }

    /**
     * Whether the range that it stands on names a packet.
     */
    boolean names(final long packetNumber)
    {
        return first <= packetNumber && packetNumber <= last;
    }

    long first()
    {
        return first;
    }

    long last()
    {
        return last;
    }

    private int gap(final int index)
    {
        return buffer.getShort(offset + index * DeliveryHeader.RANGE_LENGTH, LITTLE_ENDIAN) &
            DeliveryHeader.MAX_DISTANCE;
    }

    private int run(final int index)
    {
        return buffer.getShort(
            offset + index * DeliveryHeader.RANGE_LENGTH + BitUtil.SIZE_OF_SHORT, LITTLE_ENDIAN) &
            DeliveryHeader.MAX_DISTANCE;
    }
}
