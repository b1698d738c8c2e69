package io.hopwire.agent;

import com.sun.management.ThreadMXBean;
import io.hopwire.spi.Counters;
import io.hopwire.spi.SystemCounter;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Publishes, once a second, what the thread of the duty cycle has allocated since it began. In {@code INVOKER} mode
 * that is the application's thread, and what the application allocates counts too.
 */
final class AllocationMeter
{
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final ThreadMXBean THREADS = threads();

    private final Counters counters;
    private long nextNs = Long.MIN_VALUE;
    private long base;

    AllocationMeter(final Counters counters)
    {
        this.counters = counters;
    }

    void start(final long nowNs)
    {
        if (null != THREADS)
        {
            base = THREADS.getCurrentThreadAllocatedBytes();
        }
        nextNs = nowNs + INTERVAL_NS;
    }

    void onCycle(final long nowNs)
    {
        if (nowNs - nextNs >= 0 && null != THREADS)
        {
            nextNs = nowNs + INTERVAL_NS;
            counters.set(SystemCounter.BYTES_ALLOCATED, THREADS.getCurrentThreadAllocatedBytes() - base);
        }
    }

    private static ThreadMXBean threads()
    {
        try
        {
            final java.lang.management.ThreadMXBean bean = ManagementFactory.getThreadMXBean();
            final ThreadMXBean threads = bean instanceof ThreadMXBean ? (ThreadMXBean)bean : null;
            return null != threads && threads.isThreadAllocatedMemorySupported() ? threads : null;
        }
        catch (final LinkageError ex)
        {
            // A JVM without the module jdk.management: the counter stays 0.
            return null;
        }
    }
}
