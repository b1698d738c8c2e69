package io.hopwire.sim;

import java.util.Arrays;

/**
 * When each node wants to be called: one time a node, which moves with the node's deadline. So a simulation has no
 * events for deadlines that were overtaken by others. Ties go to the smaller number.
 */
final class WakeQueue
{
    private static final int ABSENT = -1;

    private long[] times = new long[64];
    private int[] heap = new int[64];
    private int[] positions = new int[64];
    private int size;
    private int nodes;

    /** Time of the first, {@link Long#MAX_VALUE} where there is none. */
    long firstTime()
    {
        return size == 0 ? Long.MAX_VALUE : times[heap[0]];
    }

    int firstNode()
    {
        return heap[0];
    }

    int size()
    {
        return size;
    }

    /**
     * Set the time of a node.
     *
     * @param node   its number.
     * @param timeNs when, {@link Long#MAX_VALUE} for never.
     */
    void set(final int node, final long timeNs)
    {
        while (node >= nodes)
        {
            addNode();
        }
        if (timeNs == Long.MAX_VALUE)
        {
            remove(node);
            return;
        }
        if (positions[node] == ABSENT)
        {
            positions[node] = size;
            heap[size++] = node;
            times[node] = Long.MAX_VALUE;
        }
        final boolean isSooner = timeNs < times[node];
        times[node] = timeNs;
        if (isSooner)
        {
            up(positions[node]);
        }
        else
        {
            down(positions[node]);
        }
    }

    private void addNode()
    {
        if (nodes == times.length)
        {
            times = Arrays.copyOf(times, 2 * nodes);
            heap = Arrays.copyOf(heap, 2 * nodes);
            positions = Arrays.copyOf(positions, 2 * nodes);
        }
        positions[nodes++] = ABSENT;
    }

    private void remove(final int node)
    {
        final int position = positions[node];
        if (position != ABSENT)
        {
            positions[node] = ABSENT;
            final int last = heap[--size];
            if (last != node)
            {
                place(last, position);
                up(position);
                down(positions[last]);
            }
        }
    }

    private void up(final int from)
    {
        final int node = heap[from];
        int position = from;
        while (position > 0 && isBefore(node, heap[(position - 1) >> 1]))
        {
            place(heap[(position - 1) >> 1], position);
            position = (position - 1) >> 1;
        }
        place(node, position);
    }

    private void down(final int from)
    {
        final int node = heap[from];
        int position = from;
        while (2 * position + 1 < size)
        {
            int child = 2 * position + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child]))
            {
                child++;
            }
            if (!isBefore(heap[child], node))
            {
                break;
            }
            place(heap[child], position);
            position = child;
        }
        place(node, position);
    }

    private void place(final int node, final int position)
    {
        heap[position] = node;
        positions[node] = position;
    }

    private boolean isBefore(final int a, final int b)
    {
        return times[a] < times[b] || (times[a] == times[b] && a < b);
    }
}
