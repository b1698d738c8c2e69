package io.hopwire.link;

/**
 * The greatest handshake timestamp of keys that have no link, so that a recorded initiation stays refused after its
 * link is gone. Bounded: eight ways a bucket, the oldest gives way. Addressed by a keyed hash of the key, which the
 * peer can not steer.
 * <p>
 * Most nodes lose few links, so it begins with two buckets and doubles where one is full. Nothing is forgotten before
 * it has its full size, and from then on what it holds is what it would hold had it begun with that.
 * <p>
 * It knows until when it may have forgotten somebody: until the node was started, and the greatest timestamp that gave
 * way. Of whom it does not remember it can not have taken anything later than that.
 */
final class TimestampCache
{
    private static final int WAYS = 8;
    private static final int INITIAL_BUCKETS = 2;

    private final int maxBuckets;
    private long[] hashes;
    private long[] timestamps;
    private long forgottenNs = Long.MIN_VALUE;

    TimestampCache(final int capacity)
    {
        maxBuckets = capacity / WAYS;
    }

    /**
     * The node is there now, and remembers nobody from before. Has no effect when it is called again.
     */
    void start(final long nowNs)
    {
        if (Long.MIN_VALUE == forgottenNs)
        {
            forgottenNs = nowNs;
        }
    }

    /**
     * No timestamp greater than this was ever forgotten, by our clock or the peer's.
     */
    long forgottenNs()
    {
        return forgottenNs;
    }

    /**
     * Greatest timestamp remembered.
     *
     * @return it, or {@link Long#MIN_VALUE}.
     */
    long get(final long hash)
    {
        if (null != hashes)
        {
            final int base = base(hash);
            for (int i = base; i < base + WAYS; i++)
            {
                if (hashes[i] == hash && 0 != timestamps[i])
                {
                    return timestamps[i];
                }
            }
        }
        return Long.MIN_VALUE;
    }

    void put(final long hash, final long timestampNs)
    {
        assert 0 != timestampNs : "an empty place has the timestamp 0";
        if (null == hashes)
        {
            allocate(Math.min(INITIAL_BUCKETS, maxBuckets));
        }
        int place = place(hash);
        while (0 != timestamps[place] && hashes[place] != hash && hashes.length < maxBuckets * WAYS)
        {
            grow();
            place = place(hash);
        }
        final boolean isKnown = 0 != timestamps[place] && hashes[place] == hash;
        if (!isKnown && 0 != timestamps[place])
        {
            forgottenNs = Math.max(forgottenNs, timestamps[place]);
        }
        timestamps[place] = isKnown ? Math.max(timestamps[place], timestampNs) : timestampNs;
        hashes[place] = hash;
        assert get(hash) >= timestampNs : "the greatest is remembered";
    }

    /**
     * Keys that there is room for now, in the best case.
     */
    int capacity()
    {
        return null == hashes ? 0 : hashes.length;
    }

    /** Place of a key, or where it goes: an empty one, or that of the oldest. */
    private int place(final long hash)
    {
        final int base = base(hash);
        int place = base;
        for (int i = base; i < base + WAYS; i++)
        {
            if (hashes[i] == hash && 0 != timestamps[i])
            {
                return i;
            }
            if (timestamps[i] < timestamps[place])
            {
                place = i;
            }
        }
        return place;
    }

    private void grow()
    {
        final long[] oldHashes = hashes;
        final long[] oldTimestamps = timestamps;
        allocate(Math.min(maxBuckets, 2 * oldHashes.length / WAYS));
        for (int i = 0; i < oldHashes.length; i++)
        {
            if (0 != oldTimestamps[i])
            {
                // A bucket falls into two, so there is room.
                final int place = place(oldHashes[i]);
                hashes[place] = oldHashes[i];
                timestamps[place] = oldTimestamps[i];
            }
        }
    }

    private void allocate(final int buckets)
    {
        hashes = new long[buckets * WAYS];
        timestamps = new long[buckets * WAYS];
    }

    private int base(final long hash)
    {
        return ((int)(hash >>> 32) & hashes.length / WAYS - 1) * WAYS;
    }
}
