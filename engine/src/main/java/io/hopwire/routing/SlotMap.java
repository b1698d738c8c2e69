package io.hopwire.routing;

/**
 * Which slots of the table are free. A contact gets the free slot next to where it would stand if ids were spread
 * evenly, so that the contacts of one search lie close together in memory: with a slot from anywhere, a search in a
 * large table spends most of its time waiting for memory. Where ids are not spread evenly nothing is lost but that.
 */
final class SlotMap
{
    private final int capacity;
    private final long[] free;
    private int freeCount;

    SlotMap(final int capacity)
    {
        this.capacity = capacity;
        this.free = new long[(capacity + Long.SIZE - 1) / Long.SIZE];
        for (int slot = 0; slot < capacity; slot++)
        {
            release(slot);
        }
    }

    int used()
    {
        return capacity - freeCount;
    }

    /**
     * Take a free slot; there must be one.
     *
     * @param key first 8 bytes of the id.
     */
    int take(final long key)
    {
        assert freeCount > 0 : "there must be a free slot";
        final int wanted = (int)((key >>> Integer.SIZE) * capacity >>> Integer.SIZE);
        int word = wanted / Long.SIZE;
        long bits = free[word] & (-1L << wanted);
        while (0 == bits)
        {
            word = word + 1 < free.length ? word + 1 : 0;
            bits = free[word];
        }
        free[word] ^= Long.lowestOneBit(bits);
        freeCount--;
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }

    void release(final int slot)
    {
        assert slot >= 0 && slot < capacity && 0 == (free[slot / Long.SIZE] & 1L << slot) : "a slot is given back once";
        free[slot / Long.SIZE] |= 1L << slot;
        freeCount++;
    }
}
