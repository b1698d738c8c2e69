package io.hopwire.transport.tcp;

import org.agrona.BufferUtil;

import java.nio.ByteBuffer;

/**
 * Off-heap memory for connections, a block each. A few blocks are kept to be used again; the others are given back to
 * the system when their connection ends, and all of them when the pool is closed, without waiting for a collector.
 */
final class BlockPool implements AutoCloseable
{
    private static final int MAX_KEPT = 16;

    private final int blockLength;
    private final ByteBuffer[] kept = new ByteBuffer[MAX_KEPT];
    private int keptCount;
    private int allocated;
    private boolean closed;

    BlockPool(final int blockLength)
    {
        this.blockLength = blockLength;
    }

    ByteBuffer take()
    {
        assert !closed;
        if (keptCount > 0)
        {
            final ByteBuffer block = kept[--keptCount];
            kept[keptCount] = null;
            return block;
        }
        allocated++;
        return ByteBuffer.allocateDirect(blockLength);
    }

    void give(final ByteBuffer block)
    {
        if (!closed && keptCount < MAX_KEPT)
        {
            kept[keptCount++] = block;
        }
        else
        {
            free(block);
        }
    }

    /**
     * Blocks that the system has given and not got back.
     */
    int allocated()
    {
        return allocated;
    }

    @Override
    public void close()
    {
        closed = true;
        while (keptCount > 0)
        {
            free(kept[--keptCount]);
            kept[keptCount] = null;
        }
    }

    private void free(final ByteBuffer block)
    {
        BufferUtil.free(block);
        allocated--;
    }
}
