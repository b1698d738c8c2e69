package io.hopwire.agent;

import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

import java.util.ArrayList;
import java.util.List;

/**
 * Off-heap rings for sessions. Direct memory that only a collector gives back runs out long before the heap does, so a
 * session gives its ring back when it ends. Rings are kept for the next session up to the budget; what exceeds it, and
 * everything once the pool is closed, goes back to the system at once.
 * <p>
 * Thread-safe: the node takes, and whoever reads last gives back.
 */
final class RingPool implements AutoCloseable
{
    private final long budget;
    private final List<OneToOneRingBuffer> kept = new ArrayList<>();
    private long keptBytes;
    private long takenBytes;
    private boolean closed;

    /**
     * @param budget bytes that may be taken and kept together before rings are freed rather than kept.
     */
    RingPool(final long budget)
    {
        this.budget = budget;
    }

    /**
     * {@return an empty ring}
     *
     * @param capacity bytes, a power of two.
     */
    synchronized OneToOneRingBuffer take(final int capacity)
    {
        takenBytes += capacity;
        for (int i = kept.size() - 1; i >= 0; i--)
        {
            if (kept.get(i).capacity() == capacity)
            {
                keptBytes -= capacity;
                return kept.remove(i);
            }
        }
        trim();
        return SlowWork.newRing(capacity);
    }

    /**
     * Take back a ring that nobody uses any more.
     *
     * @param ring that {@link #take(int)} has returned, read to its end: it continues where it stopped.
     */
    synchronized void give(final OneToOneRingBuffer ring)
    {
        assert 0 == ring.size() && takenBytes >= ring.capacity();
        takenBytes -= ring.capacity();
        kept.add(ring);
        keptBytes += ring.capacity();
        trim();
    }

    /**
     * {@return bytes of the rings that sessions have now}
     */
    synchronized long takenBytes()
    {
        return takenBytes;
    }

    /**
     * {@return bytes of all rings that the system has given and not got back}
     */
    synchronized long allocatedBytes()
    {
        return takenBytes + keptBytes;
    }

    /**
     * Free what is kept, and from now on whatever is given back.
     */
    @Override
    public synchronized void close()
    {
        closed = true;
        trim();
    }

    private void trim()
    {
        while (!kept.isEmpty() && (closed || takenBytes + keptBytes > budget))
        {
            final OneToOneRingBuffer ring = kept.remove(kept.size() - 1);
            keptBytes -= ring.capacity();
            SlowWork.freeRing(ring);
        }
    }
}
