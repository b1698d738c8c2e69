package io.hopwire.link;

import io.hopwire.spi.Timers;
import java.util.Arrays;

/**
 * Timers in an array.
 */
public final class TestTimers implements Timers
{
    private long[] deadlines = new long[16];
    private long[] orders = new long[16];
    private long order;
    private long scheduled;

    public TestTimers()
    {
        Arrays.fill(deadlines, Long.MAX_VALUE);
    }

    @Override
    public void schedule(final int timerId, final long deadlineNs)
    {
        if (timerId >= deadlines.length)
        {
            final int length = deadlines.length;
            deadlines = Arrays.copyOf(deadlines, Integer.highestOneBit(timerId) * 2);
            orders = Arrays.copyOf(orders, deadlines.length);
            Arrays.fill(deadlines, length, deadlines.length, Long.MAX_VALUE);
        }
        deadlines[timerId] = deadlineNs;
        orders[timerId] = order++;
        scheduled++;
    }

    @Override
    public void cancel(final int timerId)
    {
        if (timerId < deadlines.length)
        {
            deadlines[timerId] = Long.MAX_VALUE;
        }
    }

    @Override
    public long deadlineNs(final int timerId)
    {
        return timerId < deadlines.length ? deadlines[timerId] : Long.MAX_VALUE;
    }

    /**
     * The timer that fires next, or -1.
     */
    public int next()
    {
        int best = -1;
        for (int i = 0; i < deadlines.length; i++)
        {
            if (Long.MAX_VALUE != deadlines[i] &&
                (best < 0 || deadlines[i] < deadlines[best] ||
                deadlines[i] == deadlines[best] && orders[i] < orders[best]))
            {
                best = i;
            }
        }
        return best;
    }

    /**
     * How often a timer was set.
     */
    public long scheduled()
    {
        return scheduled;
    }
}
