package io.hopwire.libp2p.mux;

import io.hopwire.crowd.FairShare;

/**
 * What connections that belong together have of the memory that all share, which is a {@link FairShare}. Not
 * thread-safe.
 */
public final class MuxShare
{
    private final MuxMemory memory;
    private int used;

    /**
     * Nothing of it.
     *
     * @param memory shared.
     */
    public MuxShare(final MuxMemory memory)
    {
        this.memory = memory;
    }

    /** {@return a block, or null where they have as many as are left} */
    Block take()
    {
        final Block block = FairShare.hasRoom(used, 0, memory.freeBlocks()) ? memory.takeBlock() : null;
        used += null == block ? 0 : 1;
        return block;
    }

    void give(final Block block)
    {
        assert used > 0;
        used--;
        memory.giveBlock(block);
    }
}
