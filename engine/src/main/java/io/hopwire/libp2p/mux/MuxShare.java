package io.hopwire.libp2p.mux;

/**
 * What connections that belong together have of the memory that all share. They may have no more than is left for all
 * others: of n of them that take what they can, each has 1 / (n + 1), and as much is free for who comes next (the
 * dynamic threshold of Choudhury and Hahne, IEEE/ACM ToN 6(2), 1998). Not thread-safe.
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
        final Block block = used < memory.freeBlocks() ? memory.takeBlock() : null;
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
