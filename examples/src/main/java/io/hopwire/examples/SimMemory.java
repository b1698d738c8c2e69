package io.hopwire.examples;

import java.util.Locale;

/**
 * Heap that a simulated network takes: 115 to 125 KiB a node were measured, and the collector needs room.
 */
final class SimMemory
{
    private static final long BYTES_PER_NODE = 150 * 1024;
    private static final long BASE = 64L << 20;
    private static final long MIB = 1L << 20;

    private SimMemory()
    {
    }

    /**
     * What to say where the heap may be too small.
     *
     * @return null where it is not.
     */
    static String warning(final int nodes, final long heapBytes)
    {
        final long needed = BASE + nodes * BYTES_PER_NODE;
        return needed <= heapBytes ? null : String.format(Locale.ROOT,
            "%,d nodes take about %,d MiB of heap, and this Java has %,d MiB: " +
            "run java -Xmx%dm -jar hopwire.jar sim ...",
            nodes, needed / MIB, heapBytes / MIB, needed / MIB);
    }
}
