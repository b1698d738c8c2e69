package io.hopwire.examples;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/**
 * Bytes that a thread has allocated on the Java heap, as the JVM counts them, exactly and at any moment.
 */
final class ThreadAllocations
{
    private static final ThreadMXBean THREADS = threads();

    private final long threadId;

    private ThreadAllocations(final long threadId)
    {
        this.threadId = threadId;
    }

    static ThreadAllocations ofCurrentThread()
    {
        return new ThreadAllocations(id(Thread.currentThread()));
    }

    /**
     * May be asked by any thread.
     *
     * @return bytes since the thread began.
     */
    long bytes()
    {
        return THREADS.getThreadAllocatedBytes(threadId);
    }

    @SuppressWarnings("deprecation")
    private static long id(final Thread thread)
    {
        // Its successor threadId() is there from Java 19 on.
        return thread.getId();
    }

    private static ThreadMXBean threads()
    {
        final java.lang.management.ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        if (bean instanceof ThreadMXBean && ((ThreadMXBean)bean).isThreadAllocatedMemorySupported())
        {
            return (ThreadMXBean)bean;
        }
        throw new CommandFailure("this JVM does not tell what a thread allocates");
    }
}
