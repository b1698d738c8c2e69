package io.hopwire.delivery;

/**
 * A record of each packet that {@link SentPackets} remembers, in a ring that grows by doubling. A record's fields lie
 * together, so that what is done with a packet touches one line of the cache and not five.
 * <pre>
 *   0                8                16               24                      32
 *   |  packet number |     sent, ns   |  contents end  | length | path | state |
 * </pre>
 * The state and the path have four bits each.
 * Packets are named by their position, which goes up by one with each.
 */
final class PacketRing
{
    private static final int SHIFT = 2;
    private static final int SENT = 1;
    private static final int CONTENTS_END = 2;
    private static final int LENGTH_AND_STATE = 3;
    private static final int LENGTH_SHIFT = 8;
    private static final int PATH_SHIFT = 4;
    private static final long STATE_MASK = (1L << PATH_SHIFT) - 1;

    private long[] records;

    /**
     * @param packets room at first, a power of two.
     */
    PacketRing(final int packets)
    {
        records = new long[packets << SHIFT];
    }

    int capacity()
    {
        return records.length >>> SHIFT;
    }

    long number(final long packet)
    {
        return records[index(packet)];
    }

    long sentNs(final long packet)
    {
        return records[index(packet) + SENT];
    }

    /** Position in the contents behind the last of a packet. */
    long contentsEnd(final long packet)
    {
        return records[index(packet) + CONTENTS_END];
    }

    int length(final long packet)
    {
        return (int)(records[index(packet) + LENGTH_AND_STATE] >>> LENGTH_SHIFT);
    }

    int state(final long packet)
    {
        return (int)(records[index(packet) + LENGTH_AND_STATE] & STATE_MASK);
    }

    int path(final long packet)
    {
        return (int)(records[index(packet) + LENGTH_AND_STATE] >>> PATH_SHIFT & STATE_MASK);
    }

    void state(final long packet, final int state)
    {
        final int index = index(packet) + LENGTH_AND_STATE;
        records[index] = (records[index] & ~STATE_MASK) | state;
    }

    void put(final long packet, final long number, final long sentNs, final long contentsEnd)
    {
        final int index = index(packet);
        records[index] = number;
        records[index + SENT] = sentNs;
        records[index + CONTENTS_END] = contentsEnd;
    }

    void put(final long packet, final int length, final int path, final int state)
    {
        records[index(packet) + LENGTH_AND_STATE] = (long)length << LENGTH_SHIFT | path << PATH_SHIFT | state;
    }

    /**
     * The oldest packet whose number is not below this one.
     *
     * @param packetNumber the number.
     * @param first        packet to look at.
     * @param end          behind the last.
     * @return the packet, or end.
     */
    long find(final long packetNumber, final long first, final long end)
    {
        long low = first;
        long high = end;
        if (low < high && number(low) >= packetNumber)
        {
            return low;
        }
        while (low < high)
        {
            final long middle = low + (high - low >> 1);
            if (number(middle) < packetNumber)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Twice the room.
     *
     * @param first packet of a ring that is full.
     */
    void grow(final long first)
    {
        final PacketRing grown = new PacketRing(2 * capacity());
        for (long packet = first, end = first + capacity(); packet < end; packet++)
        {
            System.arraycopy(records, index(packet), grown.records, grown.index(packet), 1 << SHIFT);
        }
        records = grown.records;
    }

    private int index(final long packet)
    {
        return (int)(packet << SHIFT) & records.length - 1;
    }
}
