package io.hopwire.link;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TimestampCacheTest
{
    private static final int CAPACITY = 64;
    private static final int WAYS = 8;

    /**
     * The model has its full size from the start: buckets of eight entries, of which the oldest gives way.
     */
    @Test
    void remembersWhatACacheOfFullSizeDoes()
    {
        for (long seed = 1; seed <= 20; seed++)
        {
            final Random random = new Random(seed);
            final TimestampCache cache = new TimestampCache(CAPACITY);
            final List<List<long[]>> model = new ArrayList<>();
            for (int i = 0; i < CAPACITY / WAYS; i++)
            {
                model.add(new ArrayList<>());
            }
            final long[] hashes = random.longs(4 * CAPACITY).toArray();
            for (int i = 1; i <= 600; i++)
            {
                final long hash = hashes[random.nextInt(hashes.length)];
                cache.put(hash, i);
                put(bucket(model, hash), hash, i);
                for (final long any : hashes)
                {
                    assertEquals(get(bucket(model, any), any), cache.get(any), "seed " + seed + " step " + i);
                }
            }
            assertEquals(CAPACITY, cache.capacity());
        }
    }

    @Test
    void isSmallWhereFewLinksWereLost()
    {
        final TimestampCache cache = new TimestampCache(1024);
        assertEquals(Long.MIN_VALUE, cache.get(1));
        assertEquals(0, cache.capacity());
        final Random random = new Random(1);
        for (int i = 1; i <= 8; i++)
        {
            cache.put(random.nextLong(), i);
        }
        assertTrue(cache.capacity() <= 16, "room for " + cache.capacity());
    }

    private static List<long[]> bucket(final List<List<long[]>> model, final long hash)
    {
        return model.get((int)(hash >>> 32) & model.size() - 1);
    }

    private static void put(final List<long[]> bucket, final long hash, final long timestamp)
    {
        final long known = get(bucket, hash);
        bucket.removeIf(entry -> entry[0] == hash);
        if (bucket.size() == WAYS)
        {
            bucket.sort((a, b) -> Long.compare(a[1], b[1]));
            bucket.remove(0);
        }
        bucket.add(new long[]{hash, Math.max(known, timestamp)});
    }

    private static long get(final List<long[]> bucket, final long hash)
    {
        return bucket.stream().filter(entry -> entry[0] == hash).mapToLong(entry -> entry[1]).findFirst()
            .orElse(Long.MIN_VALUE);
    }
}
