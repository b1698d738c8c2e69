package io.hopwire.delivery;

import io.hopwire.link.TestEntropy;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReplayWindowTest
{
    private static final int WINDOW = ReplayWindow.WINDOW;
    private static final int SCALE = Integer.getInteger("hopwire.test.scale", 1);

    private final ReplayWindow window = new ReplayWindow();

    @Test
    void isAtLeastAsWideAsPromised()
    {
        assertTrue(WINDOW >= 8128);
    }

    @Test
    void acceptsEachCounterOfARowOnce()
    {
        for (int counter = 0; counter < 3 * WINDOW; counter++)
        {
            assertTrue(take(counter));
            assertFalse(take(counter));
        }
    }

    @Test
    void acceptsTheWholeWindowBackwards()
    {
        assertTrue(take(1_000_000));
        for (int distance = 1; distance < WINDOW; distance++)
        {
            assertTrue(take(1_000_000 - distance), "distance " + distance);
            assertFalse(take(1_000_000 - distance));
        }
        assertFalse(take(1_000_000 - WINDOW));
    }

    @Test
    void tellsEveryDistanceApartAtEveryAlignment()
    {
        for (int alignment = 0; alignment < 2 * Long.SIZE; alignment++)
        {
            final long newest = 5L * ReplayWindow.BITS + alignment;
            for (int distance = 0; distance <= 2 * ReplayWindow.BITS; distance++)
            {
                window.reset();
                assertTrue(take(newest - distance));
                final boolean isNew = 0 != distance;
                assertEquals(isNew, take(newest), "distance " + distance);
                assertFalse(window.isFresh(newest - distance), "distance " + distance + " alignment " + alignment);
            }
        }
    }

    @Test
    void jumpsClearExactlyWhatTheyPass()
    {
        for (final int jump : new int[]{ 1, 63, 64, 65, 127, 128, 4096, WINDOW - 1, WINDOW, 8192, 8193, 100_000 })
        {
            window.reset();
            final long start = 50_000;
            for (long counter = start - WINDOW + 1; counter <= start; counter++)
            {
                assertTrue(take(counter));
            }
            assertTrue(take(start + jump));
            for (long counter = start + jump - WINDOW + 1; counter <= start + jump; counter++)
            {
                final boolean isUnseen = counter > start && counter < start + jump;
                assertEquals(isUnseen, window.isFresh(counter), "jump " + jump + " counter " + counter);
            }
        }
    }

    @Test
    void growsWithTheCountersAndNoMoreThanOnceAStep()
    {
        final int initial = window.capacity();
        assertTrue(initial <= 512, "a key that is hardly used costs little: " + initial);
        for (int counter = 0; counter < initial; counter++)
        {
            assertTrue(take(counter));
            assertEquals(initial, window.capacity());
        }
        int steps = 0;
        for (int counter = initial; counter < 3 * ReplayWindow.BITS; counter++)
        {
            final int before = window.capacity();
            assertTrue(take(counter));
            steps += before == window.capacity() ? 0 : 1;
            assertTrue(window.capacity() > counter || window.capacity() == ReplayWindow.BITS);
        }
        assertEquals(ReplayWindow.BITS, window.capacity());
        assertTrue(steps <= 2, steps + " steps");
        window.reset();
        assertEquals(ReplayWindow.BITS, window.capacity(), "what it has it keeps");
        assertTrue(take(0));
    }

    @Test
    void growingForgetsNothing()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            final ReplayWindow young = new ReplayWindow();
            final TestEntropy random = new TestEntropy(seed);
            final Set<Long> seen = new HashSet<>();
            long highest = 0;
            while (young.capacity() < ReplayWindow.BITS)
            {
                final long jump = random.permille(20) ? random.below(3000) : random.below(4);
                final long counter = random.permille(500) ? highest + jump : random.below(highest + 1);
                final boolean isExpected = !seen.contains(counter) && highest - counter < WINDOW;
                assertEquals(isExpected, take(young, counter), "seed " + seed + " counter " + counter);
                seen.add(counter);
                highest = Math.max(highest, counter);
            }
            for (long counter = Math.max(0, highest - WINDOW + 1); counter <= highest; counter++)
            {
                assertEquals(!seen.contains(counter), young.isFresh(counter), "seed " + seed + " counter " + counter);
            }
        }
    }

    @Test
    void whatIsOnlyAskedForDoesNotGrow()
    {
        final int initial = window.capacity();
        for (final long counter : new long[]{ 10_000, Long.MAX_VALUE, -1 })
        {
            assertTrue(window.isFresh(counter));
        }
        assertEquals(initial, window.capacity());
    }

    @Test
    void agreesWithAModel()
    {
        for (long seed = 1; seed <= 60L * SCALE; seed++)
        {
            for (final long base : new long[]{ 0, (1L << 32) - 5000, Long.MAX_VALUE - 5000, -20_000 })
            {
                compareWithModel(seed, base);
            }
        }
    }

    @Test
    void worksUpToTheLastUnsignedCounter()
    {
        assertTrue(take(-2));
        assertTrue(take(-1));
        assertFalse(take(-1));
        assertFalse(take(-2));
        assertTrue(take(-WINDOW));
        assertFalse(take(-1 - WINDOW));
        assertFalse(take(0), "0 is far below the newest, not above it");
    }

    private void compareWithModel(final long seed, final long base)
    {
        window.reset();
        final TestEntropy random = new TestEntropy(seed);
        final Set<Long> seen = new HashSet<>();
        long highest = 0;
        long position = base;
        for (int i = 0; i < 4000; i++)
        {
            position += random.permille(5) ? random.below(20) : random.below(3);
            final long span = random.permille(100) ? 2 * ReplayWindow.BITS : 300;
            final long counter = position - random.below(span);
            if (Long.compareUnsigned(counter, position) > 0)
            {
                continue;
            }
            final boolean isExpected = !seen.contains(counter) &&
                (Long.compareUnsigned(counter, highest) > 0 ||
                Long.compareUnsigned(highest - counter, WINDOW) < 0);
            assertEquals(isExpected, take(counter), "seed " + seed + " counter " + Long.toUnsignedString(counter));
            if (isExpected)
            {
                seen.add(counter);
                highest = Long.compareUnsigned(counter, highest) > 0 ? counter : highest;
                assertEquals(highest, window.highest());
            }
        }
    }

    private boolean take(final long counter)
    {
        return take(window, counter);
    }

    private static boolean take(final ReplayWindow window, final long counter)
    {
        final boolean isFresh = window.isFresh(counter);
        if (isFresh)
        {
            window.accept(counter);
        }
        return isFresh;
    }
}
