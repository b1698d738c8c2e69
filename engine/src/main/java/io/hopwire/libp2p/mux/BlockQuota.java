package io.hopwire.libp2p.mux;

/**
 * What one connection may take of the memory that all share, and what it may promise its peer beyond the windows that
 * streams begin with. A promise takes no memory; but the peer may send what was promised, and readers may stop.
 */
final class BlockQuota
{
    /** Half of what is free is not promised: it is for the windows that streams begin with. */
    static final int PROMISED = 2;

    private final MuxMemory memory;
    private final MuxShare share;
    private final int max;
    private int used;
    private long promised;

    BlockQuota(final MuxMemory memory, final MuxShare share, final int max)
    {
        this.memory = memory;
        this.share = share;
        this.max = max;
    }

    /** {@return a block, or null where the connection, or those it belongs to, have as many as they may} */
    Block take()
    {
        final Block block = used == max ? null : share.take();
        used += null == block ? 0 : 1;
        return block;
    }

    void give(final Block block)
    {
        used--;
        share.give(block);
    }

    /** {@return whether so many bytes more may be promised} */
    boolean mayPromise(final int bytes)
    {
        final long all = promised + bytes;
        return all <= (long)(max - used) * Block.LENGTH / PROMISED && memory.mayPromise(all);
    }

    /** {@return whether so many bytes more are promised now} */
    boolean promise(final int bytes)
    {
        if (!mayPromise(bytes))
        {
            return false;
        }
        promised += bytes;
        memory.addPromised(bytes);
        return true;
    }

    /** So many bytes are not promised any more. */
    void release(final int bytes)
    {
        assert bytes >= 0 && bytes <= promised;
        promised -= bytes;
        memory.addPromised(-bytes);
    }
}
