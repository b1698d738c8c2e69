package io.hopwire.test;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many bytes an operation allocates on this thread. The minimum over rounds is the answer: compilers, class loading
 * and the measuring itself disturb some rounds, but never all of them.
 */
public final class Allocations
{
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private Allocations()
    {
    }

    /**
     * Least bytes allocated by one round, over 10 rounds after as many rounds of warm-up.
     *
     * @param operations calls of the operation in one round.
     * @param operation  to measure.
     * @return bytes of the cheapest round.
     */
    public static long minimumPerRound(final int operations, final Runnable operation)
    {
        return minimumPerRound(10, 10, operations, operation);
    }

    /**
     * Least bytes allocated by one round.
     *
     * @param warmups    rounds not measured.
     * @param rounds     rounds measured.
     * @param operations calls of the operation in one round.
     * @param operation  to measure.
     * @return bytes of the cheapest round.
     */
    public static long minimumPerRound(
        final int warmups, final int rounds, final int operations, final Runnable operation)
    {
        long minimum = Long.MAX_VALUE;
        for (int round = -warmups; round < rounds; round++)
        {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < operations; i++)
            {
                operation.run();
            }
            final long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (round >= 0)
            {
                minimum = Math.min(minimum, allocated);
            }
        }
        return minimum;
    }
}
