package io.hopwire.core;

import io.hopwire.spi.Inspector;
import io.hopwire.spi.Timers;

import java.util.Arrays;

/**
 * All timers of a core: a binary heap of deadlines, ordered by (deadline, order of scheduling).
 * <p>
 * A heap and not a timer wheel, because its host must know the next deadline exactly: a simulation jumps to it, an
 * agent sleeps until it. Nothing here is on the way of a packet: owners move their timers lazily, when they fire.
 * <p>
 * Grows as owners use higher timer ids and allocates nothing after that. Not thread-safe.
 */
public final class TimerQueue
{
    private static final int INITIAL_CAPACITY = 16;
    private static final int NOT_QUEUED = -1;

    /** For each entry its deadline and, beside it in the same cache line, its place in the order of scheduling. */
    private long[] keys = new long[2 * INITIAL_CAPACITY];
    private int[] positions = new int[INITIAL_CAPACITY];
    private int[] timerIds = new int[INITIAL_CAPACITY];
    private Owner[] owners = new Owner[INITIAL_CAPACITY];
    private int[] heap = new int[INITIAL_CAPACITY];
    private int entryCount;
    private int heapSize;
    private long nextSequence;
    private long nextDeadlineNs = Long.MAX_VALUE;

    /**
     * Without any owner.
     */
    public TimerQueue()
    {
    }

    /**
     * What happens when a timer of an owner fires.
     */
    @FunctionalInterface
    public interface Handler
    {
        /**
         * A timer fired; it is no longer set.
         *
         * @param timerId owner's number of the timer.
         * @param nowNs   time of the duty cycle.
         */
        void onTimer(int timerId, long nowNs);
    }

    /**
     * Add an owner.
     *
     * @param handler called when one of its timers fires.
     * @return its timers.
     */
    public Timers register(final Handler handler)
    {
        return new Owner(handler);
    }

    /**
     * Deadline of the first timer.
     *
     * @return deadline of the first timer, {@link Long#MAX_VALUE} where none is set.
     */
    public long nextDeadlineNs()
    {
        return nextDeadlineNs;
    }

    /**
     * Fire what is due.
     *
     * @param nowNs time of the duty cycle.
     * @param limit most timers to fire.
     * @return timers fired.
     */
    public int poll(final long nowNs, final int limit)
    {
        int fired = 0;
        while (fired < limit && heapSize > 0 && nextDeadlineNs - nowNs <= 0)
        {
            final int entry = heap[0];
            removeAt(0);
            fired++;
            owners[entry].handler.onTimer(timerIds[entry], nowNs);
        }
        return fired;
    }

    void inspect(final Inspector inspector)
    {
        for (int i = 1; i < heapSize; i++)
        {
            inspector.agree("order of timers", before(heap[i], heap[(i - 1) >>> 1]) ? 1 : 0, 0);
        }
        inspector.level("timers", heapSize, entryCount);
        if (heapSize > 0)
        {
            inspector.pending("timer", nextDeadlineNs());
        }
    }

    private int newEntry(final Owner owner, final int timerId)
    {
        if (entryCount == positions.length)
        {
            final int capacity = entryCount + entryCount / 2;
            keys = Arrays.copyOf(keys, 2 * capacity);
            positions = Arrays.copyOf(positions, capacity);
            timerIds = Arrays.copyOf(timerIds, capacity);
            owners = Arrays.copyOf(owners, capacity);
            heap = Arrays.copyOf(heap, capacity);
        }
        final int entry = entryCount++;
        owners[entry] = owner;
        timerIds[entry] = timerId;
        positions[entry] = NOT_QUEUED;
        return entry;
    }

    private void schedule(final int entry, final long deadlineNs)
    {
        keys[2 * entry] = deadlineNs;
        keys[2 * entry + 1] = nextSequence++;
        int position = positions[entry];
        if (position == NOT_QUEUED)
        {
            position = heapSize++;
            heap[position] = entry;
            positions[entry] = position;
        }
        siftDown(siftUp(position));
        noteFirst();
    }

    private void removeAt(final int position)
    {
        final int removed = heap[position];
        final int last = heap[--heapSize];
        positions[removed] = NOT_QUEUED;
        if (position < heapSize)
        {
            heap[position] = last;
            positions[last] = position;
            siftDown(siftUp(position));
        }
        noteFirst();
    }

    /** The host asks after every input: that shall cost it one load. */
    private void noteFirst()
    {
        nextDeadlineNs = heapSize == 0 ? Long.MAX_VALUE : keys[2 * heap[0]];
    }

    private int siftUp(final int from)
    {
        int position = from;
        while (position > 0)
        {
            final int parent = (position - 1) >>> 1;
            if (!before(heap[position], heap[parent]))
            {
                break;
            }
            swap(position, parent);
            position = parent;
        }
        return position;
    }

    private void siftDown(final int from)
    {
        int position = from;
        while (true)
        {
            int child = 2 * position + 1;
            if (child >= heapSize)
            {
                return;
            }
            if (child + 1 < heapSize && before(heap[child + 1], heap[child]))
            {
                child++;
            }
            if (!before(heap[child], heap[position]))
            {
                return;
            }
            swap(position, child);
            position = child;
        }
    }

    private boolean before(final int a, final int b)
    {
        final long deadlineA = keys[2 * a];
        final long deadlineB = keys[2 * b];
        return deadlineA < deadlineB || (deadlineA == deadlineB && keys[2 * a + 1] < keys[2 * b + 1]);
    }

    private void swap(final int a, final int b)
    {
        final int entryA = heap[a];
        final int entryB = heap[b];
        heap[a] = entryB;
        heap[b] = entryA;
        positions[entryB] = a;
        positions[entryA] = b;
    }

    private final class Owner implements Timers
    {
        private final Handler handler;
        private int[] entryByTimerId = new int[0];

        private Owner(final Handler handler)
        {
            this.handler = handler;
        }

        public void schedule(final int timerId, final long deadlineNs)
        {
            TimerQueue.this.schedule(entryOf(timerId), deadlineNs);
        }

        public void cancel(final int timerId)
        {
            if (timerId < entryByTimerId.length && entryByTimerId[timerId] >= 0)
            {
                final int position = positions[entryByTimerId[timerId]];
                if (position != NOT_QUEUED)
                {
                    removeAt(position);
                }
            }
        }

        public long deadlineNs(final int timerId)
        {
            if (timerId < entryByTimerId.length && entryByTimerId[timerId] >= 0)
            {
                final int entry = entryByTimerId[timerId];
                return positions[entry] == NOT_QUEUED ? Long.MAX_VALUE : keys[2 * entry];
            }
            return Long.MAX_VALUE;
        }

        private int entryOf(final int timerId)
        {
            if (timerId >= entryByTimerId.length)
            {
                final int oldLength = entryByTimerId.length;
                final int length = Math.max(timerId + 1, Math.max(8, oldLength + oldLength / 2));
                entryByTimerId = Arrays.copyOf(entryByTimerId, length);
                Arrays.fill(entryByTimerId, oldLength, entryByTimerId.length, NOT_QUEUED);
            }
            int entry = entryByTimerId[timerId];
            if (entry < 0)
            {
                entry = newEntry(this, timerId);
                entryByTimerId[timerId] = entry;
            }
            return entry;
        }
    }
}
