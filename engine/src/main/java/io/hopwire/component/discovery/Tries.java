package io.hopwire.component.discovery;

import java.util.Arrays;

/**
 * Which addresses were tried in vain, by their hashes: how often and when last. There are {@value #PLACES} places;
 * where two hashes share one, the older one is forgotten. Only places that are taken have an entry: there are few
 * addresses that nobody answers from. Not thread-safe.
 */
final class Tries
{
    static final int NONE = -1;

    private static final int PLACES = 128;
    private static final int INITIAL_ENTRIES = 4;
    private static final int MAX_TRIES = 16;

    /** Number of the entry of a place, from 1 on; 0 where it has none. */
    private final byte[] entryOfPlace = new byte[PLACES];
    private long[] hashes = new long[INITIAL_ENTRIES];
    private long[] lastNs = new long[INITIAL_ENTRIES];
    private byte[] again = new byte[INITIAL_ENTRIES];
    private int size;

    /** Entry of a hash, or {@link #NONE}. */
    int find(final long hash)
    {
        final int entry = entry(place(hash));
        return entry != NONE && hashes[entry] == hash ? entry : NONE;
    }

    /** Tries beyond the first one. */
    int again(final int entry)
    {
        return again[entry];
    }

    /** When it was tried last. */
    long lastNs(final int entry)
    {
        return lastNs[entry];
    }

    void note(final long hash, final long nowNs)
    {
        final int place = place(hash);
        int entry = entry(place);
        final boolean isKnown = entry != NONE && hashes[entry] == hash;
        if (entry == NONE)
        {
            entry = add(place);
        }
        again[entry] = isKnown ? (byte)Math.min(MAX_TRIES, again[entry] + 1) : 0;
        hashes[entry] = hash;
        lastNs[entry] = nowNs;
        assert find(hash) == entry : "what was noted is found";
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
            again[entry] = again[last];
            entryOfPlace[place(hashes[last])] = (byte)(entry + 1);
            entryOfPlace[place(hash)] = 0;
            assert size >= 0 && NONE == find(hash) : "what was forgotten is not found";
        }
    }

    private int add(final int place)
    {
        if (size == hashes.length)
        {
            final int capacity = Math.min(PLACES, 2 * size);
            hashes = Arrays.copyOf(hashes, capacity);
            lastNs = Arrays.copyOf(lastNs, capacity);
            again = Arrays.copyOf(again, capacity);
        }
        entryOfPlace[place] = (byte)++size;
        return size - 1;
    }

    private int entry(final int place)
    {
        return (entryOfPlace[place] & 0xFF) - 1;
    }

    private static int place(final long hash)
    {
        return (int)(hash >>> 1) & PLACES - 1;
    }
}
