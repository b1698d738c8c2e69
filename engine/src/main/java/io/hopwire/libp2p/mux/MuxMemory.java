package io.hopwire.libp2p.mux;

/**
 * What all muxers of a thread share: memory for what handlers do not take, the streams themselves, and the counts of
 * what went wrong. Made on demand, used again, never more than the bounds. Not thread-safe.
 */
public final class MuxMemory
{
    private static final MuxFault[] FAULTS = MuxFault.values();

    private final long[] counts = new long[FAULTS.length];
    private final int maxBlocks;
    private final int maxStreams;
    private final long key;
    private Block freeBlocks;
    private MuxStream freeStreams;
    private int createdBlocks;
    private int usedBlocks;
    private int usedStreams;

    /**
     * Nothing used yet.
     *
     * @param maxBytes   that all streams together keep, at the most.
     * @param maxStreams of all connections together, at the most.
     * @param key        secret: under it ids that peers choose are hashed.
     */
    public MuxMemory(final long maxBytes, final int maxStreams, final long key)
    {
        maxBlocks = (int)Math.min(Integer.MAX_VALUE, Math.max(1, maxBytes / Block.LENGTH));
        this.maxStreams = maxStreams;
        this.key = key;
    }

    /**
     * {@return how often something went wrong}
     *
     * @param fault what.
     */
    public long count(final MuxFault fault)
    {
        return counts[fault.ordinal()];
    }

    /**
     * {@return bytes that streams hold}
     */
    public long usedBytes()
    {
        return (long)usedBlocks * Block.LENGTH;
    }

    /**
     * {@return streams that are open}
     */
    public int usedStreams()
    {
        return usedStreams;
    }

    long key()
    {
        return key;
    }

    void add(final MuxFault fault)
    {
        counts[fault.ordinal()]++;
    }

    /** A block, or null where the bound is reached. */
    Block takeBlock()
    {
        if (usedBlocks == maxBlocks)
        {
            return null;
        }
        usedBlocks++;
        final Block block = freeBlocks;
        if (null == block)
        {
            createdBlocks++;
            assert createdBlocks == usedBlocks;
            return new Block();
        }
        freeBlocks = block.next;
        block.next = null;
        return block;
    }

    void giveBlock(final Block block)
    {
        assert usedBlocks > 0;
        usedBlocks--;
        block.next = freeBlocks;
        freeBlocks = block;
    }

    /** A stream, or null where the bound is reached. */
    MuxStream takeStream()
    {
        if (usedStreams == maxStreams)
        {
            return null;
        }
        usedStreams++;
        final MuxStream stream = freeStreams;
        if (null == stream)
        {
            return new MuxStream();
        }
        freeStreams = stream.nextFree;
        stream.nextFree = null;
        return stream;
    }

    void giveStream(final MuxStream stream)
    {
        assert usedStreams > 0 && null == stream.nextFree;
        usedStreams--;
        stream.nextFree = freeStreams;
        freeStreams = stream;
    }
}
