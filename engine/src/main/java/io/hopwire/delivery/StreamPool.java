package io.hopwire.delivery;

/**
 * Memory that no stream needs at the moment, and the bound on how much there is, for all streams of a node. Last in,
 * first out: what was used last is still in the processor's cache. What nobody has needed for a while is given up.
 * <p>
 * What peers send out of order may take half of it: a byte of theirs pins a block, and they must not keep us from
 * sending.
 */
public final class StreamPool
{
    private static final long WHILE_NS = 1_000_000_000L;
    private static final int GIVEN_UP_AT_ONCE = 256;

    private final long maxBlocks;
    private StreamBlock free;
    private long created;
    private long borrowed;
    private long borrowedForReceiving;
    /** Blocks that nobody has needed since a time. */
    private long spare;
    private long spareSinceNs;

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

    /**
     * {@return blocks that there are, borrowed or not}
     */
    public long created()
    {
        return created;
    }

    /**
     * Now and then: give up what nobody has needed for a second.
     *
     * @param nowNs now.
     */
    public void age(final long nowNs)
    {
        if (nowNs - spareSinceNs >= WHILE_NS)
        {
            for (long i = Math.min(spare, GIVEN_UP_AT_ONCE); i > 0; i--)
            {
                free = free.next;
                created--;
            }
            spare = created - borrowed;
            spareSinceNs = nowNs;
        }
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
        spare = Math.min(spare, created - borrowed);
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
