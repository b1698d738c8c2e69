package io.hopwire.core;

import io.hopwire.spi.Inspector;
import io.hopwire.spi.Timers;

import java.util.Arrays;

/**
 * All timers of a core: a heap of deadlines, ordered by (deadline, order of scheduling).
 * <p>
 * A heap and not a timer wheel, because its host must know the next deadline exactly: a simulation jumps to it, an
 * agent sleeps until it. Nothing here is on the way of a packet: owners move their timers lazily, when they fire.
 * <p>
 * Each place of the heap has four below it, whose keys lie side by side, for among many cores every cache line is a
 * miss. A timer that fires keeps the top until its owner was called: nearly all are set anew then, and sink from there.
 * <pre>
 *   keys       | deadline | sequence | ...    of each place; below the place p are 4 p + 1 to 4 p + 4
 *   heap       | owner, 8 bits : timer id, 24 bits | ...          of each place
 *   positions  | place, NOT_QUEUED or FIRING | ...                of each timer id of an owner
 * </pre>
 * Grows as owners use higher timer ids and allocates nothing after that. Not thread-safe.
 */
public final class TimerQueue implements Timers.Registry
{
    private static final int INITIAL_CAPACITY = 16;
    private static final int CHILDREN = 4;
    private static final int NOT_QUEUED = -1;
    private static final int FIRING = -2;
    private static final int ID_BITS = 24;
    private static final int ID_MASK = (1 << ID_BITS) - 1;
    private static final int MAX_OWNERS = 1 << Integer.SIZE - ID_BITS;

    private long[] keys = new long[2 * INITIAL_CAPACITY];
    private int[] heap = new int[INITIAL_CAPACITY];
    private Owner[] owners = new Owner[0];
    private int heapSize;
    private long nextSequence;
    private long nextDeadlineNs = Long.MAX_VALUE;

    /**
     * Without any owner.
     */
    public TimerQueue()
    {
    }

    @Override
    public Timers register(final Timers.Handler handler)
    {
        if (owners.length == MAX_OWNERS)
        {
            throw new IllegalStateException("more than " + MAX_OWNERS + " owners of timers");
        }
        final Owner owner = new Owner(handler, owners.length << ID_BITS);
        owners = Arrays.copyOf(owners, owners.length + 1);
        owners[owners.length - 1] = owner;
        return owner;
    }

    /**
     * Timers that are set.
     *
     * @return how many.
     */
    public int size()
    {
        return heapSize;
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
            fire(heap[0], nowNs);
            fired++;
        }
        return fired;
    }

    private void fire(final int timer, final long nowNs)
    {
        final Owner owner = ownerOf(timer);
        final int timerId = timer & ID_MASK;
        assert 0 == owner.positions[timerId] : "what fires is at the top";
        owner.positions[timerId] = FIRING;
        // Nothing that the owner sets is before it.
        keys[0] = Long.MIN_VALUE;
        keys[1] = Long.MIN_VALUE;
        try
        {
            owner.handler.onTimer(timerId, nowNs);
        }
        finally
        {
            if (FIRING == owner.positions[timerId])
            {
                assert heap[0] == timer : "nothing that the owner set is before it";
                owner.positions[timerId] = 0;
                removeAt(0);
            }
        }
    }

    /**
     * Tell how many are set, and when the first is due.
     *
     * @param inspector to tell.
     */
    public void inspect(final Inspector inspector)
    {
        for (int i = 1; i < heapSize; i++)
        {
            inspector.agree("order of timers", isBefore(i, (i - 1) / CHILDREN) ? 1 : 0, 0);
        }
        int set = 0;
        for (final Owner owner : owners)
        {
            set += owner.set();
        }
        inspector.agree("timers by their owners", set, heapSize);
        if (heapSize > 0)
        {
            inspector.pending("timer", nextDeadlineNs());
        }
    }

    private Owner ownerOf(final int timer)
    {
        return owners[timer >>> ID_BITS];
    }

    private void position(final int timer, final int position)
    {
        ownerOf(timer).positions[timer & ID_MASK] = position;
    }

    private int append()
    {
        if (heapSize == heap.length)
        {
            final int capacity = heapSize + heapSize / 2;
            keys = Arrays.copyOf(keys, 2 * capacity);
            heap = Arrays.copyOf(heap, capacity);
        }
        return heapSize++;
    }

    private void removeAt(final int position)
    {
        assert position >= 0 && position < heapSize : "a timer that is set is in the heap";
        assert ownerOf(heap[position]).positions[heap[position] & ID_MASK] == position : "its owner knows where";
        position(heap[position], NOT_QUEUED);
        final int last = --heapSize;
        if (position < last)
        {
            place(heap[last], keys[2 * last], keys[2 * last + 1], position);
        }
        noteFirst();
    }

    /** The host asks after every input: that shall cost it one load. */
    private void noteFirst()
    {
        nextDeadlineNs = heapSize == 0 ? Long.MAX_VALUE : keys[0];
    }

    /** Put a timer where it belongs, seen from a place that is free. */
    private void place(final int timer, final long deadlineNs, final long sequence, final int free)
    {
        final int raised = raise(deadlineNs, sequence, free);
        final int position = raised == free ? sink(deadlineNs, sequence, free) : raised;
        keys[2 * position] = deadlineNs;
        keys[2 * position + 1] = sequence;
        heap[position] = timer;
        position(timer, position);
        assert isInOrder(position) : "neither before what is above it nor behind what is below";
    }

    private boolean isInOrder(final int position)
    {
        boolean isInOrder = 0 == position || !isBefore(position, (position - 1) / CHILDREN);
        final int first = CHILDREN * position + 1;
        for (int child = first; child < Math.min(first + CHILDREN, heapSize); child++)
        {
            isInOrder &= !isBefore(child, position);
        }
        return isInOrder;
    }

    private int raise(final long deadlineNs, final long sequence, final int free)
    {
        int position = free;
        while (position > 0)
        {
            final int parent = (position - 1) / CHILDREN;
            if (!isBefore(deadlineNs, sequence, parent))
            {
                break;
            }
            move(parent, position);
            position = parent;
        }
        return position;
    }

    private int sink(final long deadlineNs, final long sequence, final int free)
    {
        int position = free;
        while (CHILDREN * position + 1 < heapSize)
        {
            final int child = firstChild(position);
            if (isBefore(deadlineNs, sequence, child))
            {
                break;
            }
            move(child, position);
            position = child;
        }
        return position;
    }

    private int firstChild(final int position)
    {
        int first = CHILDREN * position + 1;
        final int end = Math.min(first + CHILDREN, heapSize);
        for (int child = first + 1; child < end; child++)
        {
            if (isBefore(child, first))
            {
                first = child;
            }
        }
        return first;
    }

    private void move(final int from, final int to)
    {
        final int timer = heap[from];
        keys[2 * to] = keys[2 * from];
        keys[2 * to + 1] = keys[2 * from + 1];
        heap[to] = timer;
        position(timer, to);
    }

    private boolean isBefore(final int a, final int b)
    {
        return isBefore(keys[2 * a], keys[2 * a + 1], b);
    }

    private boolean isBefore(final long deadlineNs, final long sequence, final int position)
    {
        final long otherNs = keys[2 * position];
        return deadlineNs < otherNs || (deadlineNs == otherNs && sequence < keys[2 * position + 1]);
    }

    private final class Owner implements Timers
    {
        private final Timers.Handler handler;
        private final int number;
        private int[] positions = new int[0];

        private Owner(final Timers.Handler handler, final int number)
        {
            this.handler = handler;
            this.number = number;
        }

        public void schedule(final int timerId, final long deadlineNs)
        {
            if (timerId >= positions.length)
            {
                extend(timerId);
            }
            final int position = positions[timerId];
            final int free = NOT_QUEUED == position ? append() : Math.max(position, 0);
            place(number | timerId, deadlineNs, nextSequence++, free);
            noteFirst();
        }

        public void cancel(final int timerId)
        {
            if (timerId < positions.length && positions[timerId] >= 0)
            {
                removeAt(positions[timerId]);
            }
        }

        public long deadlineNs(final int timerId)
        {
            return timerId < positions.length && positions[timerId] >= 0 ?
                keys[2 * positions[timerId]] : Long.MAX_VALUE;
        }

        private int set()
        {
            int set = 0;
            for (final int position : positions)
            {
                set += NOT_QUEUED == position ? 0 : 1;
            }
            return set;
        }

        private void extend(final int timerId)
        {
            if (timerId > ID_MASK)
            {
                throw new IllegalArgumentException("timer id " + timerId);
            }
            final int oldLength = positions.length;
            final int length = Math.max(timerId + 1, Math.max(8, oldLength + oldLength / 2));
            positions = Arrays.copyOf(positions, length);
            Arrays.fill(positions, oldLength, length, NOT_QUEUED);
        }
    }
}
