package io.hopwire.sim.nat;

import org.agrona.collections.Hashing;

import java.util.Arrays;

/**
 * Entries by a key of 64 bits, in the order in which they were touched last: a chained hash table and a list in arrays
 * that grow up to a limit. Every operation takes constant time; nothing is allocated once the arrays have grown. The
 * index of an entry is its own until it is removed.
 * <pre>
 *   oldest                          newest
 *     |      newer    newer           |
 *     +--> e -----> e -----> ... ---> e        e: key, value, touched; chain of its bucket
 * </pre>
 */
final class IdleTable
{
    static final int NULL_INDEX = -1;

    private static final int INITIAL_CAPACITY = 8;

    private final int limit;
    private long[] keys;
    private long[] values;
    private long[] touched;
    private int[] newer;
    private int[] older;
    private int[] chain;
    private int[] buckets;
    private int free = NULL_INDEX;
    private int used;
    private int size;
    private int oldest = NULL_INDEX;
    private int newest = NULL_INDEX;

    IdleTable(final int limit)
    {
        this.limit = limit;
        allocate(Math.min(limit, INITIAL_CAPACITY));
    }

    int size()
    {
        return size;
    }

    boolean isFull()
    {
        return size == limit;
    }

    int oldest()
    {
        return oldest;
    }

    long key(final int index)
    {
        return keys[index];
    }

    long value(final int index)
    {
        return values[index];
    }

    boolean isIdle(final int index, final long timeoutNs, final long nowNs)
    {
        return nowNs - touched[index] >= timeoutNs;
    }

    int find(final long key)
    {
        int index = buckets[bucket(key)];
        while (index >= 0 && keys[index] != key)
        {
            index = chain[index];
        }
        return index;
    }

    int add(final long key, final long value, final long nowNs)
    {
        final int index = take();
        keys[index] = key;
        values[index] = value;
        touched[index] = nowNs;
        link(index);
        append(index);
        size++;
        assert size <= limit && find(key) == index : "what was added is found";
        return index;
    }

    void touch(final int index, final long nowNs)
    {
        touched[index] = nowNs;
        if (index != newest)
        {
            detach(index);
            append(index);
        }
    }

    void remove(final int index)
    {
        detach(index);
        unlink(index);
        chain[index] = free;
        free = index;
        size--;
    }

    void clear()
    {
        Arrays.fill(buckets, NULL_INDEX);
        free = NULL_INDEX;
        oldest = NULL_INDEX;
        newest = NULL_INDEX;
        used = 0;
        size = 0;
    }

    private int take()
    {
        if (free >= 0)
        {
            final int index = free;
            free = chain[index];
            return index;
        }
        if (used == keys.length)
        {
            grow();
        }
        return used++;
    }

    private void append(final int index)
    {
        older[index] = newest;
        newer[index] = NULL_INDEX;
        if (newest >= 0)
        {
            newer[newest] = index;
        }
        else
        {
            oldest = index;
        }
        newest = index;
    }

    private void detach(final int index)
    {
        assert older[index] < 0 ? oldest == index : newer[older[index]] == index : "it is in the list";
        assert newer[index] < 0 ? newest == index : older[newer[index]] == index : "it is in the list";
        if (older[index] >= 0)
        {
            newer[older[index]] = newer[index];
        }
        else
        {
            oldest = newer[index];
        }
        if (newer[index] >= 0)
        {
            older[newer[index]] = older[index];
        }
        else
        {
            newest = older[index];
        }
    }

    private void link(final int index)
    {
        final int bucket = bucket(keys[index]);
        chain[index] = buckets[bucket];
        buckets[bucket] = index;
    }

    private void unlink(final int index)
    {
        final int bucket = bucket(keys[index]);
        int at = buckets[bucket];
        if (at == index)
        {
            buckets[bucket] = chain[index];
            return;
        }
        while (chain[at] != index)
        {
            at = chain[at];
        }
        chain[at] = chain[index];
    }

    private int bucket(final long key)
    {
        return Hashing.hash(key) & buckets.length - 1;
    }

    private void allocate(final int capacity)
    {
        keys = new long[capacity];
        values = new long[capacity];
        touched = new long[capacity];
        newer = new int[capacity];
        older = new int[capacity];
        chain = new int[capacity];
        newBuckets(capacity);
    }

    /**
     * Only when there is no free entry, so that every index below the old capacity is in use.
     */
    private void grow()
    {
        if (used >= limit)
        {
            throw new IllegalStateException("more than " + limit + " entries");
        }
        final int capacity = (int)Math.min(limit, 2L * used);
        keys = Arrays.copyOf(keys, capacity);
        values = Arrays.copyOf(values, capacity);
        touched = Arrays.copyOf(touched, capacity);
        newer = Arrays.copyOf(newer, capacity);
        older = Arrays.copyOf(older, capacity);
        chain = Arrays.copyOf(chain, capacity);
        newBuckets(capacity);
        for (int index = 0; index < used; index++)
        {
            link(index);
        }
    }

    private void newBuckets(final int capacity)
    {
        buckets = new int[2 * Integer.highestOneBit(capacity)];
        Arrays.fill(buckets, NULL_INDEX);
    }
}
