package io.hopwire.component.session;

import org.agrona.BitUtil;

/**
 * Chunks that no window needs at the moment, and the bound on how many there are. Last in, first out: what was used
 * last is still in the processor's cache.
 * <p>
 * What peers send out of order may take half of the chunks: one message of theirs pins a chunk, and they must not keep
 * us from sending.
 */
final class MessagePool
{
    private final int slotLength;
    private final long maxChunks;
    private MessageChunk free;
    private long created;
    private long borrowed;
    private long borrowedForReceiving;

    MessagePool(final int maxMessageLength, final long maxBytes)
    {
        slotLength = BitUtil.align(Math.max(maxMessageLength, 1), BitUtil.SIZE_OF_LONG);
        maxChunks = Math.max(1, maxBytes / ((long)slotLength * MessageChunk.MESSAGES));
    }

    /**
     * Borrow a chunk for what a peer sent.
     *
     * @return a chunk, or null where the bound on such chunks is reached.
     */
    MessageChunk takeForReceiving()
    {
        if (borrowedForReceiving >= Math.max(1, maxChunks / 2))
        {
            return null;
        }
        final MessageChunk chunk = take();
        if (null != chunk)
        {
            chunk.isForReceiving = true;
            borrowedForReceiving++;
        }
        return chunk;
    }

    /**
     * Borrow a chunk.
     *
     * @return a chunk, or null where the bound is reached.
     */
    MessageChunk take()
    {
        MessageChunk chunk = free;
        if (null == chunk)
        {
            if (created == maxChunks)
            {
                return null;
            }
            created++;
            chunk = new MessageChunk(slotLength);
        }
        free = chunk.next;
        chunk.next = null;
        borrowed++;
        return chunk;
    }

    /**
     * Give a chunk back.
     *
     * @param chunk borrowed before.
     */
    void give(final MessageChunk chunk)
    {
        assert null == chunk.next && borrowed > 0;
        if (chunk.isForReceiving)
        {
            chunk.isForReceiving = false;
            borrowedForReceiving--;
        }
        chunk.next = free;
        free = chunk;
        borrowed--;
    }

    long borrowedForReceiving()
    {
        return borrowedForReceiving;
    }

    long maxChunks()
    {
        return maxChunks;
    }

    long borrowed()
    {
        return borrowed;
    }
}
