package io.hopwire.delivery;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

class StreamPoolTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST = 100;

    private final StreamPool pool = new StreamPool((long)MOST * StreamBlock.LENGTH);
    private final ArrayDeque<StreamBlock> taken = new ArrayDeque<>();

    @Test
    void givesUpWhatNobodyHasNeededForAWhile()
    {
        take(50);
        give(40);
        pool.age(SECOND);
        assertEquals(50, pool.created(), "they were needed a moment ago");
        take(15);
        give(15);
        pool.age(2 * SECOND - 1);
        assertEquals(50, pool.created());
        pool.age(2 * SECOND);
        assertEquals(25, pool.created(), "so many were needed");
        pool.age(3 * SECOND);
        assertEquals(10, pool.created());
        give(10);
        pool.age(4 * SECOND);
        pool.age(5 * SECOND);
        assertEquals(0, pool.created());
        take(MOST);
        assertNull(pool.take(false));
        assertEquals(MOST, pool.borrowed());
    }

    @Test
    void keepsWhatIsNeededAgainAndAgain()
    {
        for (int i = 1; i < 100; i++)
        {
            take(60);
            give(60);
            pool.age(i * SECOND / 2);
            assertEquals(60, pool.created());
        }
    }

    private void take(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final StreamBlock block = pool.take(false);
            assertNotNull(block);
            taken.addLast(block);
        }
    }

    private void give(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            pool.give(taken.removeLast(), false);
        }
    }
}
