package io.hopwire.libp2p.mux;

/**
 * What one connection may take of the memory that all share.
 */
final class BlockQuota
{
    private final MuxMemory memory;
    private final int max;
    private int used;

    BlockQuota(final MuxMemory memory, final int max)
    {
        this.memory = memory;
        this.max = max;
    }

    /** {@return a block, or null where the connection has its share, or there is none} */
    Block take()
    {
        final Block block = used == max ? null : memory.takeBlock();
        used += null == block ? 0 : 1;
        return block;
    }

    void give(final Block block)
    {
        used--;
        memory.giveBlock(block);
    }
}
