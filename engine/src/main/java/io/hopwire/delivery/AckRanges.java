package io.hopwire.delivery;

/**
 * The packet numbers that arrived. A hole never closes by itself, because what was lost comes again under another
 * number; so the sender tells the lowest number that it still wants to hear of, and everything below is forgotten.
 * Where there are more ranges than the bound the lowest goes: whoever sent it learns of it too late or never, and sends
 * once more than needed.
 * <pre>
 *      floor
 *    ....|  [first, last]    [first, last]        [first, last]
 *                                                    newest
 * </pre>
 */
public final class AckRanges
{
    private final int maxRanges;
    private final Ranges ranges = new Ranges();
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
        if (packetNumber < floor || (isFull() && isLowest(packetNumber)))
        {
            return;
        }
        ranges.add(packetNumber, packetNumber + 1);
        if (ranges.count() > maxRanges)
        {
            ranges.removeFirst();
        }
    }

    /**
     * The sender does not want to hear of older packets any more. It never wants to again.
     *
     * @param packetNumber lowest that is of interest.
     */
    public void forgetBelow(final long packetNumber)
    {
        if (packetNumber > floor)
        {
            ranges.removeBelow(packetNumber);
            floor = packetNumber;
        }
    }

    /**
     * {@return ranges, 0 where nothing arrived that the sender wants to hear of}
     */
    public int count()
    {
        return ranges.count();
    }

    /**
     * Lowest number of a range.
     *
     * @param index 0 for the oldest.
     * @return the number.
     */
    public long first(final int index)
    {
        return ranges.start(index);
    }

    /**
     * Highest number of a range.
     *
     * @param index 0 for the oldest.
     * @return the number.
     */
    public long last(final int index)
    {
        return ranges.end(index) - 1;
    }

    private boolean isFull()
    {
        return ranges.count() == maxRanges;
    }

    /** Below all, and next to none. */
    private boolean isLowest(final long packetNumber)
    {
        return packetNumber + 1 < ranges.start(0);
    }
}
