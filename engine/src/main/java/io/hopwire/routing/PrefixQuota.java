package io.hopwire.routing;

import org.agrona.BitUtil;

import java.util.Arrays;

/**
 * Counts contacts per network, in the whole table and in each bucket: an open-addressing table of counts. Its hash is
 * keyed, for it is strangers who choose their networks.
 */
final class PrefixQuota
{
    private static final long EMPTY = 0;
    private static final int BUCKET_SHIFT = 50;
    private static final int WHOLE_TABLE = Distance.ID_BITS;

    private final int maxPerBucket;
    private final int maxPerTable;
    private final long hashKey;
    private final int mask;
    private final long[] keys;
    private final int[] counts;

    PrefixQuota(final RoutingLimits limits, final int capacity, final long hashKey)
    {
        this.maxPerBucket = limits.maxPerPrefixBucket();
        this.maxPerTable = limits.maxPerPrefixTable();
        this.hashKey = hashKey;
        final int perContact = (maxPerBucket > 0 ? 1 : 0) + (maxPerTable > 0 ? 1 : 0);
        // At most two thirds full, whatever the addresses are; nothing but one empty cell where there is no quota.
        final int cells = BitUtil.findNextPositivePowerOfTwo(capacity * perContact * 3 / 2 + 1);
        this.mask = cells - 1;
        this.keys = new long[cells];
        this.counts = new int[cells];
        Arrays.fill(keys, EMPTY);
    }

    boolean allows(final long network, final int bucket)
    {
        return NetworkPrefix.EXEMPT == network ||
            ((0 == maxPerBucket || count(key(network, bucket)) < maxPerBucket) &&
            (0 == maxPerTable || count(key(network, WHOLE_TABLE)) < maxPerTable));
    }

    void add(final long network, final int bucket)
    {
        if (NetworkPrefix.EXEMPT != network)
        {
            if (maxPerBucket > 0)
            {
                increment(key(network, bucket));
            }
            if (maxPerTable > 0)
            {
                increment(key(network, WHOLE_TABLE));
            }
        }
    }

    void remove(final long network, final int bucket)
    {
        if (NetworkPrefix.EXEMPT != network)
        {
            if (maxPerBucket > 0)
            {
                decrement(key(network, bucket));
            }
            if (maxPerTable > 0)
            {
                decrement(key(network, WHOLE_TABLE));
            }
        }
    }

    private static long key(final long network, final int bucket)
    {
        return ((long)bucket << BUCKET_SHIFT) | network;
    }

    private int count(final long key)
    {
        final int cell = cell(key);
        return keys[cell] == key ? counts[cell] : 0;
    }

    private void increment(final long key)
    {
        final int cell = cell(key);
        keys[cell] = key;
        counts[cell]++;
    }

    private void decrement(final long key)
    {
        final int cell = cell(key);
        if (--counts[cell] == 0)
        {
            close(cell);
        }
    }

    /** Cell of a key, or the empty one where it belongs. */
    private int cell(final long key)
    {
        int cell = hash(key) & mask;
        while (EMPTY != keys[cell] && key != keys[cell])
        {
            cell = (cell + 1) & mask;
        }
        return cell;
    }

    /** Empty a cell and move up the ones behind it that could otherwise no longer be found. */
    private void close(final int emptied)
    {
        int hole = emptied;
        int cell = hole;
        keys[hole] = EMPTY;
        while (EMPTY != keys[cell = (cell + 1) & mask])
        {
            final int home = hash(keys[cell]) & mask;
            if (((cell - home) & mask) >= ((cell - hole) & mask))
            {
                keys[hole] = keys[cell];
                counts[hole] = counts[cell];
                keys[cell] = EMPTY;
                counts[cell] = 0;
                hole = cell;
            }
        }
    }

    /** Multiply and shift, twice, under a secret key. */
    private int hash(final long key)
    {
        long h = (key ^ hashKey) * 0x9E3779B97F4A7C15L;
        h = (h ^ (h >>> 32) ^ hashKey) * 0xD6E8FEB86659FD93L;
        return (int)(h >>> 32);
    }
}
