package io.hopwire.agent;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

class MemoryPoolTest
{
    private static final int SMALL = 1024;
    private static final int LARGE = 4096;
    private static final long SECOND = 1_000_000_000L;

    private final MemoryPool pool = new MemoryPool(LARGE + SMALL);

    @Test
    void givesMemoryAgain()
    {
        final UnsafeBuffer first = pool.take(SMALL);
        for (int i = 0; i < 1000; i++)
        {
            final UnsafeBuffer second = pool.take(LARGE);
            assertNotSame(first, second);
            second.setMemory(0, LARGE, (byte)i);
            pool.give(second);
        }
        assertEquals(LARGE + SMALL, pool.allocatedBytes());
        assertEquals(SMALL, pool.takenBytes());
        pool.give(first);
        assertSame(first, pool.take(SMALL));
    }

    @Test
    void keepsNoMoreThanItsBudget()
    {
        final UnsafeBuffer first = pool.take(LARGE);
        final UnsafeBuffer second = pool.take(LARGE);
        assertEquals(2 * LARGE, pool.allocatedBytes());
        pool.give(first);
        assertEquals(LARGE, pool.allocatedBytes());
        pool.give(second);
        assertEquals(LARGE, pool.allocatedBytes());
        pool.take(2 * SMALL);
        assertEquals(2 * SMALL, pool.allocatedBytes(), "what is kept makes room for what is needed");
    }

    @Test
    void freesWhatNobodyHasNeededForAWhile()
    {
        pool.give(pool.take(SMALL));
        pool.age(2 * SECOND);
        pool.give(pool.take(SMALL));
        pool.age(3 * SECOND - 1);
        pool.age(3 * SECOND);
        assertEquals(SMALL, pool.allocatedBytes(), "somebody needed it meanwhile");
        pool.age(4 * SECOND);
        assertEquals(0, pool.allocatedBytes());
    }

    @Test
    void freesAllOfItWhenClosed()
    {
        final UnsafeBuffer late = pool.take(SMALL);
        pool.give(pool.take(LARGE));
        pool.close();
        assertEquals(SMALL, pool.allocatedBytes());
        pool.give(late);
        assertEquals(0, pool.allocatedBytes());
    }
}
