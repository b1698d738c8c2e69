package io.hopwire.component.discovery;

import java.util.Arrays;

/**
 * What was tried in vain, by hashes: how often in a row and when last. At most {@value #PLACES} of them; where all are
 * taken the oldest makes room, but for one that is younger than a minute: whoever names hundreds of hosts must not have
 * us forget one of them. Searched one after the other, for most nodes never have more than a few. Not thread-safe.
 */
final class Tries
{
    static final int NONE = -1;

    private static final int PLACES = 256;
    private static final int INITIAL_PLACES = 4;
    private static final int MAX_TRIES = 32;
    private static final long KEPT_NS = 60_000_000_000L;

    private long[] hashes = new long[INITIAL_PLACES];
    private long[] lastNs = new long[INITIAL_PLACES];
    private byte[] count = new byte[INITIAL_PLACES];
    private int size;

    /** Entry of a hash, or {@link #NONE}. */
    int find(final long hash)
    {
        for (int i = 0; i < size; i++)
        {
            if (hashes[i] == hash)
            {
                return i;
            }
        }
        return NONE;
    }

    /** How often it was tried since it answered last, 0 where it is not known. */
    int count(final int entry)
    {
        return NONE == entry ? 0 : count[entry];
    }

    /** When it was tried last. */
    long lastNs(final int entry)
    {
        return lastNs[entry];
    }

    /** Whether one more can be noted. */
    boolean hasRoom(final long nowNs)
    {
        return size < PLACES || nowNs - lastNs[oldest()] >= KEPT_NS;
    }

    void note(final long hash, final long nowNs)
    {
        int entry = find(hash);
        if (NONE == entry)
        {
            entry = size < PLACES ? add() : oldest();
            hashes[entry] = hash;
            count[entry] = 0;
        }
        count[entry] = (byte)Math.min(MAX_TRIES, count[entry] + 1);
        lastNs[entry] = nowNs;
    }

    /** The last entry takes the place of the one that goes. */
    void forget(final long hash)
    {
        final int entry = find(hash);
        if (entry != NONE)
        {
            final int last = --size;
            hashes[entry] = hashes[last];
            lastNs[entry] = lastNs[last];
            count[entry] = count[last];
        }
    }

    private int oldest()
    {
        int oldest = 0;
        for (int i = 1; i < size; i++)
        {
            oldest = lastNs[i] - lastNs[oldest] < 0 ? i : oldest;
        }
        return oldest;
    }

    private int add()
    {
        if (size == hashes.length)
        {
            final int capacity = Math.min(PLACES, 2 * size);
            hashes = Arrays.copyOf(hashes, capacity);
            lastNs = Arrays.copyOf(lastNs, capacity);
            count = Arrays.copyOf(count, capacity);
        }
        return size++;
    }
}
