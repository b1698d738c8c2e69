package io.hopwire.sim;

import java.util.Arrays;

/**
 * Future events in the order of (time, order of scheduling): a heap with four children a node, whose entries are pairs
 * of words in one array, so that the four lie in one cache line. Nothing is allocated per event once it has grown.
 * <pre>
 *   +-----------------------+---------------------------------+
 *   |  time in nanoseconds  |  sequence, 36 bits | value, 28  |
 *   +-----------------------+---------------------------------+
 * </pre>
 */
final class EventQueue
{
    private static final int VALUE_BITS = 28;
    private static final long VALUE_MASK = (1L << VALUE_BITS) - 1;
    private static final int INITIAL_CAPACITY = 1024;

    private long[] entries = new long[2 * INITIAL_CAPACITY];
    private int size;
    private long nextSequence;

    boolean isEmpty()
    {
        return size == 0;
    }

    int size()
    {
        return size;
    }

    /** Time of the first event, {@link Long#MAX_VALUE} where there is none. */
    long firstTime()
    {
        return size == 0 ? Long.MAX_VALUE : entries[0];
    }

    int firstValue()
    {
        return (int)(entries[1] & VALUE_MASK);
    }

    int value(final int position)
    {
        return (int)(entries[2 * position + 1] & VALUE_MASK);
    }

    void add(final long timeNs, final int value)
    {
        if (2 * size == entries.length)
        {
            entries = Arrays.copyOf(entries, 4 * size);
        }
        assert value >>> VALUE_BITS == 0 : value;
        final long[] heap = entries;
        int position = size++;
        while (position > 0)
        {
            final int parent = (position - 1) >> 2;
            if (heap[2 * parent] <= timeNs)
            {
                break;
            }
            heap[2 * position] = heap[2 * parent];
            heap[2 * position + 1] = heap[2 * parent + 1];
            position = parent;
        }
        heap[2 * position] = timeNs;
        heap[2 * position + 1] = nextSequence++ << VALUE_BITS | value;
    }

    void removeFirst()
    {
        assert size > 0;
        final long[] heap = entries;
        final long firstNs = heap[0];
        final int last = --size;
        final long timeNs = heap[2 * last];
        final long rest = heap[2 * last + 1];
        int position = 0;
        while (4 * position + 1 < last)
        {
            final int child = firstChild(4 * position + 1, Math.min(4 * position + 5, last));
            if (!isBefore(heap[2 * child], heap[2 * child + 1], timeNs, rest))
            {
                break;
            }
            heap[2 * position] = heap[2 * child];
            heap[2 * position + 1] = heap[2 * child + 1];
            position = child;
        }
        heap[2 * position] = timeNs;
        heap[2 * position + 1] = rest;
        assert 0 == last || heap[0] >= firstNs : "time goes on";
    }

    private int firstChild(final int from, final int to)
    {
        final long[] heap = entries;
        int first = from;
        for (int i = from + 1; i < to; i++)
        {
            if (isBefore(heap[2 * i], heap[2 * i + 1], heap[2 * first], heap[2 * first + 1]))
            {
                first = i;
            }
        }
        return first;
    }

    private static boolean isBefore(final long timeA, final long restA, final long timeB, final long restB)
    {
        return timeA < timeB || (timeA == timeB && restA < restB);
    }
}
