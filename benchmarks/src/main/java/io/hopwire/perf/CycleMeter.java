package io.hopwire.perf;

import org.HdrHistogram.Histogram;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/**
 * Processor time of each duty cycle that had something to do: what the engine does at a time, and not for how long
 * others kept its thread from the core. It stands where an idle strategy does, because that is called after each of
 * them, and parks where there is nothing to do.
 */
final class CycleMeter implements IdleStrategy
{
    private static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX_SPINS = 20;
    private static final int MAX_YIELDS = 5;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private final IdleStrategy idle = new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private Histogram histogram = Latencies.newHistogram(HIGHEST_NS);
    private volatile long threadId = -1;
    private volatile boolean isPaused;
    private long beginNs;

    @Override
    public void idle(final int workCount)
    {
        if (threadId < 0)
        {
            threadId = Thread.currentThread().getId();
        }
        if (isPaused)
        {
            idle.idle(workCount);
            return;
        }
        final long endNs = threads.getCurrentThreadCpuTime();
        if (workCount > 0)
        {
            record(endNs - beginNs);
        }
        idle.idle(workCount);
        beginNs = workCount > 0 ? endNs : threads.getCurrentThreadCpuTime();
    }

    @Override
    public void idle()
    {
        idle.idle();
    }

    @Override
    public void reset()
    {
        idle.reset();
    }

    /** From now on measure no cycle: two readings of the clock in each are more than an idle one costs. */
    void pause()
    {
        isPaused = true;
    }

    /** Forget what was measured. */
    synchronized void clear()
    {
        histogram.reset();
    }

    /** {@return what was measured since it was forgotten, nanoseconds} */
    synchronized Histogram take()
    {
        return histogram.copy();
    }

    /** {@return what the thread of the duty cycle has used, nanoseconds} */
    long processorNs()
    {
        return threads.getThreadCpuTime(threadId);
    }

    private synchronized void record(final long cycleNs)
    {
        histogram.recordValue(Math.max(0, Math.min(cycleNs, HIGHEST_NS)));
    }
}
