package io.hopwire.link;

/**
 * The greatest handshake timestamp of keys that have no link, so that a recorded initiation stays refused after its
 * link is gone. Bounded: eight ways a bucket, the oldest gives way. Addressed by a keyed hash of the key, which the
 * peer can not steer.
 */
final class TimestampCache
{
    private static final int WAYS = 8;

    private final int capacity;
    private final int bucketMask;
    private long[] hashes;
    private long[] timestamps;

    TimestampCache(final int capacity)
    {
        this.capacity = capacity;
        bucketMask = capacity / WAYS - 1;
    }

    /**
     * Greatest timestamp remembered.
     *
     * @return it, or {@link Long#MIN_VALUE}.
     */
    long get(final long hash)
    {
        final int base = base(hash);
        for (int i = base; null != hashes && i < base + WAYS; i++)
        {
            if (hashes[i] == hash && 0 != timestamps[i])
            {
                return timestamps[i];
            }
        }
        return Long.MIN_VALUE;
    }

    void put(final long hash, final long timestampNs)
    {
        if (null == hashes)
        {
            // Only a node that lost a link needs it: most of a large simulation never do.
            hashes = new long[capacity];
            timestamps = new long[capacity];
        }
        final int base = base(hash);
        int victim = base;
        for (int i = base; i < base + WAYS; i++)
        {
            if (hashes[i] == hash && 0 != timestamps[i])
            {
                timestamps[i] = Math.max(timestamps[i], timestampNs);
                return;
            }
            if (timestamps[i] < timestamps[victim])
            {
                victim = i;
            }
        }
        hashes[victim] = hash;
        timestamps[victim] = timestampNs;
    }

    private int base(final long hash)
    {
        return ((int)(hash >>> 32) & bucketMask) * WAYS;
    }
}
