package io.hopwire.delivery;

/**
 * Memory that no stream needs at the moment, and the bound on how much there is, for all streams of a node. Last in,
 * first out: what was used last is still in the processor's cache.
 * <p>
 * What peers send out of order may take half of it: a byte of theirs pins a block, and they must not keep us from
 * sending.
 */
public final class StreamPool
{
    private final long maxBlocks;
    private StreamBlock free;
    private long created;
    private long borrowed;
    private long borrowedForReceiving;

    /**
     * Nothing borrowed.
     *
     * @param maxBytes of all streams together.
     */
    public StreamPool(final long maxBytes)
    {
        maxBlocks = Math.max(2, maxBytes / StreamBlock.LENGTH);
    }

    /**
     * {@return blocks that streams hold}
     */
    public long borrowed()
    {
        return borrowed;
    }

    /**
     * {@return blocks that hold what peers sent out of order}
     */
    public long borrowedForReceiving()
    {
        return borrowedForReceiving;
    }

    /**
     * {@return blocks that streams may hold}
     */
    public long maxBlocks()
    {
        return maxBlocks;
    }

    /** A block, or null where the bound is reached. */
    StreamBlock take(final boolean isForReceiving)
    {
        if (isForReceiving && borrowedForReceiving >= maxBlocks / 2)
        {
            return null;
        }
        StreamBlock block = free;
        if (null == block)
        {
            if (created == maxBlocks)
            {
                return null;
            }
            created++;
            block = new StreamBlock();
        }
        free = block.next;
        block.next = null;
        borrowed++;
        borrowedForReceiving += isForReceiving ? 1 : 0;
        return block;
    }

    void give(final StreamBlock block, final boolean isForReceiving)
    {
        assert null == block.next && borrowed > 0;
        block.next = free;
        free = block;
        borrowed--;
        borrowedForReceiving -= isForReceiving ? 1 : 0;
        assert borrowedForReceiving >= 0;
    }
}
