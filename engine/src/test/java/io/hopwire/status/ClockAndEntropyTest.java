package io.hopwire.status;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ClockAndEntropyTest
{
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    @Test
    void clockCountsFromTheEpochAndNeverBackwards()
    {
        final long beforeMs = System.currentTimeMillis();
        final EpochNanos clock = new EpochNanos();
        long last = clock.nanoTime();
        assertTrue(last >= beforeMs * 1_000_000L, "not before it was made");
        for (int i = 0; i < 100_000; i++)
        {
            final long now = clock.nanoTime();
            assertTrue(now >= last);
            last = now;
        }
    }

    @Test
    void clockIsTheOffsetPlusTheMonotonicClock()
    {
        final long before = System.nanoTime();
        final long sinceEpoch = new EpochNanos(1_700_000_000_000_000_000L, before).nanoTime();
        final long after = System.nanoTime();
        assertTrue(sinceEpoch >= 1_700_000_000_000_000_000L);
        assertTrue(sinceEpoch - 1_700_000_000_000_000_000L <= after - before);
    }

    @Test
    void everyByteAskedForIsDrawnAndNoOther()
    {
        everyByteAskedForIsDrawnAndNoOther(new SystemEntropy());
        everyByteAskedForIsDrawnAndNoOther(new SystemEntropy(null));
        everyByteAskedForIsDrawnAndNoOther(new SystemEntropy(new ByteArrayInputStream(new byte[1500])
        {
            @Override
            public synchronized int read(final byte[] dst, final int offset, final int length)
            {
                // A device that delivers in pieces, then ends: what is missing must come from elsewhere.
                final int count = super.read(dst, offset, Math.min(length, 100));
                Arrays.fill(dst, offset, offset + Math.max(count, 0), (byte)-1);
                return count;
            }
        }));
    }

    private static void everyByteAskedForIsDrawnAndNoOther(final SystemEntropy entropy)
    {
        for (final int length : new int[]{ 0, 1, 8, 31, 1023, 1024, 1025, 5000 })
        {
            // A byte that stays 0 in 16 draws has not been drawn: by chance once in 2^128.
            final byte[] touched = new byte[length + 2];
            for (int draw = 0; draw < 16; draw++)
            {
                final byte[] bytes = new byte[length + 2];
                entropy.nextBytes(bytes, 1, length);
                for (int i = 0; i < bytes.length; i++)
                {
                    touched[i] |= bytes[i];
                }
            }
            assertEquals(0, touched[0]);
            assertEquals(0, touched[length + 1]);
            for (int i = 1; i <= length; i++)
            {
                assertTrue(touched[i] != 0, "byte " + i + " of " + length);
            }
        }
    }

    @Test
    void drawsDiffer()
    {
        final SystemEntropy entropy = new SystemEntropy();
        final Set<Long> longs = new HashSet<>();
        for (int i = 0; i < 10_000; i++)
        {
            assertTrue(longs.add(entropy.nextLong()));
        }
        final byte[] one = new byte[32];
        final byte[] other = new byte[32];
        entropy.nextBytes(one, 0, 32);
        new SystemEntropy().nextBytes(other, 0, 32);
        assertFalse(Arrays.equals(one, other));
    }

    @Test
    void drawsAllocateNothing()
    {
        assumeTrue(Files.isReadable(Path.of("/dev/urandom")));
        final SystemEntropy entropy = new SystemEntropy();
        final EpochNanos clock = new EpochNanos();
        final byte[] key = new byte[32];
        long sum = 0;
        long min = Long.MAX_VALUE;
        for (int round = 0; round < 50; round++)
        {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++)
            {
                entropy.nextBytes(key, 0, key.length);
                sum += entropy.nextLong() + clock.nanoTime();
            }
            min = Math.min(min, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, min, "sum " + sum);
    }
}
