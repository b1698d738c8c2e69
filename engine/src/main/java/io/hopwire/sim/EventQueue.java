package io.hopwire.sim;

import java.util.Arrays;

/**
 * Future events in the order of (time, order of scheduling), in parallel arrays: nothing is allocated per event once
 * the arrays have grown.
 */
final class EventQueue
{
    private static final int INITIAL_CAPACITY = 256;

    private long[] times = new long[INITIAL_CAPACITY];
    private long[] sequences = new long[INITIAL_CAPACITY];
    private int[] kinds = new int[INITIAL_CAPACITY];
    private int[] nodes = new int[INITIAL_CAPACITY];
    private int[] values = new int[INITIAL_CAPACITY];
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

    long firstTime()
    {
        return times[0];
    }

    int firstKind()
    {
        return kinds[0];
    }

    int firstNode()
    {
        return nodes[0];
    }

    int firstValue()
    {
        return values[0];
    }

    void add(final long timeNs, final int kind, final int node, final int value)
    {
        if (size == times.length)
        {
            grow();
        }
        int position = size++;
        final long sequence = nextSequence++;
        while (position > 0)
        {
            final int parent = (position - 1) >>> 1;
            if (times[parent] <= timeNs)
            {
                break;
            }
            move(parent, position);
            position = parent;
        }
        put(position, timeNs, sequence, kind, node, value);
    }

    void removeFirst()
    {
        final int last = --size;
        final long timeNs = times[last];
        final long sequence = sequences[last];
        int position = 0;
        while (true)
        {
            int child = 2 * position + 1;
            if (child >= last)
            {
                break;
            }
            if (child + 1 < last && before(times[child + 1], sequences[child + 1], times[child], sequences[child]))
            {
                child++;
            }
            if (!before(times[child], sequences[child], timeNs, sequence))
            {
                break;
            }
            move(child, position);
            position = child;
        }
        put(position, timeNs, sequence, kinds[last], nodes[last], values[last]);
    }

    private static boolean before(final long timeA, final long sequenceA, final long timeB, final long sequenceB)
    {
        return timeA < timeB || (timeA == timeB && sequenceA < sequenceB);
    }

    private void move(final int from, final int to)
    {
        put(to, times[from], sequences[from], kinds[from], nodes[from], values[from]);
    }

    private void put(
        final int position, final long timeNs, final long sequence, final int kind, final int node, final int value)
    {
        times[position] = timeNs;
        sequences[position] = sequence;
        kinds[position] = kind;
        nodes[position] = node;
        values[position] = value;
    }

    private void grow()
    {
        final int capacity = size * 2;
        times = Arrays.copyOf(times, capacity);
        sequences = Arrays.copyOf(sequences, capacity);
        kinds = Arrays.copyOf(kinds, capacity);
        nodes = Arrays.copyOf(nodes, capacity);
        values = Arrays.copyOf(values, capacity);
    }
}
