package io.hopwire.agent;

import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RingPoolTest
{
    private static final int SMALL = 1024;
    private static final int LARGE = 4096;

    private final RingPool pool = new RingPool(LARGE + SMALL);

    @Test
    void givesARingAgainAndItWorks()
    {
        final OneToOneRingBuffer first = pool.take(SMALL);
        final UnsafeBuffer message = new UnsafeBuffer(new byte[100]);
        for (int i = 0; i < 1000; i++)
        {
            final OneToOneRingBuffer ring = pool.take(LARGE);
            assertNotSame(first, ring);
            for (int j = 0; j < 7; j++)
            {
                message.putInt(0, i + j);
                assertTrue(ring.write(1, message, 0, 100));
            }
            final int[] next = {i};
            while (ring.size() > 0)
            {
                ring.read((type, buffer, offset, length) -> assertEquals(next[0]++, buffer.getInt(offset)));
            }
            assertEquals(i + 7, next[0]);
            pool.give(ring);
        }
        assertEquals(LARGE + SMALL, pool.allocatedBytes());
        assertEquals(SMALL, pool.takenBytes());
        pool.give(first);
        assertSame(first, pool.take(SMALL));
    }

    @Test
    void keepsNoMoreThanItsBudget()
    {
        final OneToOneRingBuffer first = pool.take(LARGE);
        final OneToOneRingBuffer second = pool.take(LARGE);
        assertEquals(2 * LARGE, pool.allocatedBytes());
        pool.give(first);
        assertEquals(LARGE, pool.allocatedBytes());
        pool.give(second);
        assertEquals(LARGE, pool.allocatedBytes());
        pool.take(2 * SMALL);
        assertEquals(2 * SMALL, pool.allocatedBytes(), "what is kept makes room for what is needed");
    }

    @Test
    void freesAllOfItWhenClosed()
    {
        final OneToOneRingBuffer late = pool.take(SMALL);
        pool.give(pool.take(LARGE));
        pool.close();
        assertEquals(SMALL, pool.allocatedBytes());
        pool.give(late);
        assertEquals(0, pool.allocatedBytes());
    }
}
