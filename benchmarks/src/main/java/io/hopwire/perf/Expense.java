package io.hopwire.perf;

import com.sun.management.ThreadMXBean;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What a slice of measuring cost this JVM besides time: bytes that the measuring thread allocated, and collections.
 */
final class Expense
{
    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private long bytesBefore;
    private long collectionsBefore;

    void begin()
    {
        collectionsBefore = collections();
        bytesBefore = threads.getCurrentThreadAllocatedBytes();
    }

    void end(final Fields report)
    {
        final long bytes = threads.getCurrentThreadAllocatedBytes() - bytesBefore;
        report.put("bytes", bytes).put("collections", collections() - collectionsBefore);
    }

    private long collections()
    {
        long count = 0;
        for (int i = 0; i < collectors.size(); i++)
        {
            count += collectors.get(i).getCollectionCount();
        }
        return count;
    }
}
