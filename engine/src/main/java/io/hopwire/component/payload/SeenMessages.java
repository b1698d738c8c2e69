package io.hopwire.component.payload;

import java.util.Arrays;

/**
 * Hashes of messages that were here before: each is remembered for one period at least and for two at the most, and
 * then forgotten. The hashes are keyed, so nobody can choose them.
 * <p>
 * Two generations, of which a period later the older one is forgotten and the younger one becomes the older. They are
 * cut into small tables by the first bits of the hash: each turns, and grows, when it is used next, so that no message
 * waits while a large table is rebuilt.
 * <pre>
 *   hash   63          58 57                                   0
 *         +--------------+--------------------------------------+
 *         |   table      |   place in it, linear probing         |
 *         +--------------+--------------------------------------+
 * </pre>
 * Allocates only to grow. Not thread-safe.
 */
final class SeenMessages
{
    /** Tables of each generation. */
    static final int TABLES = 64;

    private static final int TABLE_SHIFT = Long.SIZE - 6;
    private static final int INITIAL_LENGTH = 8;

    private final long periodNs;
    private final int maxPerTable;
    private final Table[] tables = new Table[TABLES];

    /**
     * Nothing seen yet.
     *
     * @param periodNs   for which each is remembered at least.
     * @param maxEntries of one period, {@link #TABLES} or more.
     */
    SeenMessages(final long periodNs, final int maxEntries)
    {
        this.periodNs = periodNs;
        this.maxPerTable = maxEntries / TABLES;
    }

    /**
     * Was it here?
     *
     * @param hash  of the message.
     * @param nowNs time of the duty cycle.
     * @return true if so.
     */
    boolean contains(final long hash, final long nowNs)
    {
        final Table table = tables[(int)(hash >>> TABLE_SHIFT)];
        if (null == table)
        {
            return false;
        }
        table.turn(nowNs / periodNs);
        return contains(table.young, hash) || contains(table.old, hash);
    }

    /**
     * Can it be remembered?
     *
     * @param hash  of the message.
     * @param nowNs time of the duty cycle.
     * @return whether {@link #add} will succeed.
     */
    boolean hasRoom(final long hash, final long nowNs)
    {
        final Table table = tables[(int)(hash >>> TABLE_SHIFT)];
        if (null == table)
        {
            return true;
        }
        table.turn(nowNs / periodNs);
        return table.count < maxPerTable;
    }

    /**
     * Remember one that was not here.
     *
     * @param hash  of the message.
     * @param nowNs time of the duty cycle.
     * @return false where there is no room for it.
     */
    boolean add(final long hash, final long nowNs)
    {
        final int index = (int)(hash >>> TABLE_SHIFT);
        if (null == tables[index])
        {
            tables[index] = new Table();
        }
        final Table table = tables[index];
        table.turn(nowNs / periodNs);
        if (table.count >= maxPerTable)
        {
            return false;
        }
        if (2 * (table.count + 1) > table.young.length)
        {
            table.grow();
        }
        put(table.young, hash);
        table.count++;
        return true;
    }

    private static boolean contains(final long[] places, final long hash)
    {
        final long wanted = nonZero(hash);
        int i = place(wanted, places);
        while (places[i] != 0 && places[i] != wanted)
        {
            i = i + 1 & places.length - 1;
        }
        return places[i] == wanted;
    }

    private static void put(final long[] places, final long hash)
    {
        final long added = nonZero(hash);
        int i = place(added, places);
        while (places[i] != 0)
        {
            i = i + 1 & places.length - 1;
        }
        places[i] = added;
    }

    private static int place(final long hash, final long[] places)
    {
        return (int)hash & places.length - 1;
    }

    private static long nonZero(final long hash)
    {
        return 0 == hash ? 1 : hash;
    }

    /** A part of both generations. */
    private static final class Table
    {
        long[] young = new long[INITIAL_LENGTH];
        long[] old = new long[INITIAL_LENGTH];
        int count;
        private long period = Long.MIN_VALUE;

        void turn(final long now)
        {
            if (now == period)
            {
                return;
            }
            final boolean isNext = now == period + 1;
            final long[] forgotten = old;
            old = young;
            young = forgotten;
            Arrays.fill(young, 0);
            if (!isNext)
            {
                Arrays.fill(old, 0);
            }
            count = 0;
            period = now;
        }

        void grow()
        {
            final long[] grown = new long[2 * young.length];
            for (final long hash : young)
            {
                if (hash != 0)
                {
                    put(grown, hash);
                }
            }
            young = grown;
        }
    }
}
