package io.hopwire.libp2p.mux;

/**
 * What all muxers of a thread share: memory for what handlers do not take, the streams themselves, and the counts of
 * what went wrong. Made on demand, used again, never more than the bounds. Not thread-safe.
 */
public final class MuxMemory
{
    private static final MuxFault[] FAULTS = MuxFault.values();
    /** A connection promises no more than this part of what is left: some is left for whoever comes later. */
    private static final int SHARE = 4;

    private final long[] counts = new long[FAULTS.length];
    private final int maxBlocks;
    private final int maxStreams;
    private final long key;
    private Block freeBlocks;
    private MuxStream freeStreams;
    private int createdBlocks;
    private int usedBlocks;
    private int usedStreams;
    private long promised;

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

    /** {@return bytes that peers may send beyond the windows that streams begin with} */
    long promisedBytes()
    {
        return promised;
    }

    long key()
    {
        return key;
    }

    void add(final MuxFault fault)
    {
        counts[fault.ordinal()]++;
    }

    int freeBlocks()
    {
        return maxBlocks - usedBlocks;
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

    /** {@return whether a connection may have promised so many bytes in all} */
    boolean mayPromise(final long bytes)
    {
        final long left = (long)(maxBlocks - usedBlocks) * Block.LENGTH / BlockQuota.PROMISED - promised;
        return bytes <= left / SHARE;
    }

    void addPromised(final int bytes)
    {
        promised += bytes;
        assert promised >= 0;
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
