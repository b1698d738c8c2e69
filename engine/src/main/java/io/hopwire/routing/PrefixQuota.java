package io.hopwire.routing;

import io.hopwire.spi.NetworkPrefix;

/**
 * Counts contacts per network: an open-addressing table of counts. Its hash is keyed, for it is strangers who choose
 * their networks. Grows with the contacts, which the table bounds, and stays so.
 */
final class PrefixQuota
{
    private static final long EMPTY = 0;
    private static final int INITIAL_CELLS = 16;

    private final long hashKey;
    private int mask = INITIAL_CELLS - 1;
    private long[] keys = new long[INITIAL_CELLS];
    private int[] counts = new int[INITIAL_CELLS];
    private int used;

    PrefixQuota(final long hashKey)
    {
        this.hashKey = hashKey;
    }

    /** Contacts of a network in the whole table. */
    int count(final long network)
    {
        final int cell = cell(network);
        return keys[cell] == network ? counts[cell] : 0;
    }

    void add(final long network)
    {
        if (NetworkPrefix.EXEMPT != network)
        {
            increment(network);
        }
    }

    void remove(final long network)
    {
        if (NetworkPrefix.EXEMPT != network)
        {
            decrement(network);
        }
    }

    private void increment(final long key)
    {
        int cell = cell(key);
        if (EMPTY == keys[cell])
        {
            assert EMPTY != key && 0 == counts[cell] : "an empty cell counts nothing";
            if (4 * ++used > 3 * keys.length)
            {
                grow();
                cell = cell(key);
            }
            keys[cell] = key;
        }
        counts[cell]++;
    }

    private void grow()
    {
        final long[] oldKeys = keys;
        final int[] oldCounts = counts;
        keys = new long[2 * oldKeys.length];
        counts = new int[keys.length];
        mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++)
        {
            if (EMPTY != oldKeys[i])
            {
                final int cell = cell(oldKeys[i]);
                keys[cell] = oldKeys[i];
                counts[cell] = oldCounts[i];
            }
        }
    }

    private void decrement(final long key)
    {
        final int cell = cell(key);
        assert keys[cell] == key && counts[cell] > 0 : "who goes was counted";
        if (--counts[cell] == 0)
        {
            used--;
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
