package io.hopwire.delivery;

import java.util.Arrays;

/**
 * The packet numbers that arrived, as ranges in ascending order with a hole between each two. A hole never closes by
 * itself, because what was lost comes again under another number; so the sender tells the lowest number that it still
 * wants to hear of, and everything below is forgotten. Where there are more ranges than the bound the lowest goes:
 * whoever sent it learns of it too late or never, and sends once more than needed.
 * <pre>
 *      floor
 *    ....|  [first, last]    [first, last]        [first, last]
 *                                                    newest
 * </pre>
 */
public final class AckRanges
{
    private static final int INITIAL_RANGES = 4;

    private final int maxRanges;
    private long[] first = new long[INITIAL_RANGES];
    private long[] last = new long[INITIAL_RANGES];
    private int count;
    private long floor;

    /**
     * Without numbers.
     *
     * @param maxRanges ranges kept at most.
     */
    public AckRanges(final int maxRanges)
    {
        assert maxRanges > 0;
        this.maxRanges = maxRanges;
    }

    /**
     * A packet arrived and what it carried was taken.
     *
     * @param packetNumber of the packet.
     */
    public void add(final long packetNumber)
    {
        if (packetNumber < floor)
        {
            return;
        }
        if (count > 0 && last[count - 1] + 1 == packetNumber)
        {
            last[count - 1] = packetNumber;
        }
        else
        {
            insert(packetNumber);
        }
        assert isOrdered();
    }

    /**
     * The sender does not want to hear of older packets any more. It never wants to again.
     *
     * @param packetNumber lowest that is of interest.
     */
    public void forgetBelow(final long packetNumber)
    {
        if (packetNumber <= floor)
        {
            return;
        }
        floor = packetNumber;
        int gone = 0;
        while (gone < count && last[gone] < packetNumber)
        {
            gone++;
        }
        remove(0, gone);
        if (count > 0 && first[0] < packetNumber)
        {
            first[0] = packetNumber;
        }
        assert isOrdered();
    }

    /**
     * {@return ranges, 0 where nothing arrived that the sender wants to hear of}
     */
    public int count()
    {
        return count;
    }

    /**
     * Lowest number of a range.
     *
     * @param index 0 for the oldest.
     * @return the number.
     */
    public long first(final int index)
    {
        return first[index];
    }

    /**
     * Highest number of a range.
     *
     * @param index 0 for the oldest.
     * @return the number.
     */
    public long last(final int index)
    {
        return last[index];
    }

    private void insert(final long packetNumber)
    {
        int index = count;
        while (index > 0 && first[index - 1] > packetNumber)
        {
            index--;
        }
        if (index > 0 && packetNumber <= last[index - 1])
        {
            return;
        }
        final boolean joinsLower = index > 0 && last[index - 1] + 1 == packetNumber;
        final boolean joinsUpper = index < count && first[index] - 1 == packetNumber;
        if (joinsLower && joinsUpper)
        {
            last[index - 1] = last[index];
            remove(index, 1);
        }
        else if (joinsLower)
        {
            last[index - 1] = packetNumber;
        }
        else if (joinsUpper)
        {
            first[index] = packetNumber;
        }
        else
        {
            open(index, packetNumber);
        }
    }

    private void open(final int index, final long packetNumber)
    {
        int at = index;
        if (count == maxRanges)
        {
            if (at == 0)
            {
                return;
            }
            remove(0, 1);
            at--;
        }
        if (count == first.length)
        {
            first = Arrays.copyOf(first, Math.min(maxRanges, count * 2));
            last = Arrays.copyOf(last, first.length);
        }
        System.arraycopy(first, at, first, at + 1, count - at);
        System.arraycopy(last, at, last, at + 1, count - at);
        first[at] = packetNumber;
        last[at] = packetNumber;
        count++;
    }

    private void remove(final int index, final int ranges)
    {
        if (ranges > 0)
        {
            System.arraycopy(first, index + ranges, first, index, count - index - ranges);
            System.arraycopy(last, index + ranges, last, index, count - index - ranges);
            count -= ranges;
        }
    }

    private boolean isOrdered()
    {
        for (int i = 0; i < count; i++)
        {
            if (first[i] > last[i] || first[i] < floor || (i > 0 && first[i] <= last[i - 1] + 1))
            {
                return false;
            }
        }
        return count <= maxRanges;
    }
}
