package io.hopwire.agent;

import io.hopwire.delivery.MessageReader;
import io.hopwire.spi.OffHeap;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory off the heap for sessions: for what waits to be read, and for long messages while they come or leave. Direct
 * memory that only a collector gives back runs out long before the heap does, so a session gives it back when it ends.
 * Some of it is kept for the next session, within the budget, and for a while; what exceeds that, and everything once
 * the pool is closed, goes back to the system at once.
 * <p>
 * Thread-safe: the node takes, and whoever reads last gives back.
 */
final class MemoryPool implements MessageReader.Memory, AutoCloseable
{
    /** Bytes that are not refused: what lies across the end of a ring must always be read. */
    private static final int SMALL = 16 << 10;
    /** Kept for whoever needs some next: the long messages of a few sessions. */
    private static final long MAX_KEPT = 32L << 20;
    private static final long IDLE_NS = 1_000_000_000L;
    private static final int FREED_AT_ONCE = 4;

    private final long budget;
    private final List<UnsafeBuffer> kept = new ArrayList<>();
    private long keptBytes;
    private long takenBytes;
    private long promisedBytes;
    private long taken;
    private long lookedTaken;
    private long lookedNs;
    private boolean isIdle;
    private boolean closed;

    /**
     * @param budget bytes that may be taken and kept together before memory is freed rather than kept.
     */
    MemoryPool(final long budget)
    {
        this.budget = budget;
    }

    /**
     * Lend memory for a long message, or none where sessions have too much already: of a hundred peers that each begin
     * a message of the greatest length, some wait for the others.
     */
    @Override
    public synchronized UnsafeBuffer take(final int capacity)
    {
        return capacity > SMALL && takenBytes + capacity > 2 * budget ? null : takeRing(capacity);
    }

    /**
     * {@return memory for a ring, which was promised; null where the process has none, for others than sessions take
     * some}
     *
     * @param capacity bytes, a power of two.
     */
    synchronized UnsafeBuffer takeRing(final int capacity)
    {
        final UnsafeBuffer buffer = keptOrNew(capacity);
        takenBytes += null == buffer ? 0 : capacity;
        return buffer;
    }

    private UnsafeBuffer keptOrNew(final int capacity)
    {
        taken++;
        isIdle = false;
        for (int i = kept.size() - 1; i >= 0; i--)
        {
            if (kept.get(i).capacity() == capacity)
            {
                keptBytes -= capacity;
                return kept.remove(i);
            }
        }
        trim(capacity);
        try
        {
            return OffHeap.allocate(capacity);
        }
        catch (final OutOfMemoryError ex)
        {
            // It is the process' direct memory that is at its end, and not the heap: whoever asked does without.
            return null;
        }
    }

    @Override
    public synchronized void give(final MutableDirectBuffer buffer)
    {
        assert takenBytes >= buffer.capacity();
        takenBytes -= buffer.capacity();
        kept.add((UnsafeBuffer)buffer);
        keptBytes += buffer.capacity();
        trim(0);
    }

    /**
     * {@return bytes that sessions have now}
     */
    synchronized long takenBytes()
    {
        return takenBytes;
    }

    /**
     * {@return bytes that the system has given and not got back}
     */
    synchronized long allocatedBytes()
    {
        return takenBytes + keptBytes;
    }

    /**
     * A ring is given back, and what its peer may send stays promised: nobody else is promised the same.
     *
     * @param bytes promised; negative where they are promised no longer, or taken.
     */
    synchronized void promise(final int bytes)
    {
        promisedBytes += bytes;
        assert promisedBytes >= 0;
    }

    /**
     * {@return whether another session may be promised memory: all that sessions have and are promised is less than
     * twice the budget}
     */
    synchronized boolean hasRoomForSession()
    {
        return takenBytes + promisedBytes < 2 * budget;
    }

    /**
     * {@return whether sessions have the whole budget, or are promised what they do not have}
     */
    synchronized boolean isScarce()
    {
        return takenBytes + promisedBytes >= budget;
    }

    /**
     * Now and then: free some of what is kept where nobody has needed any for a while.
     *
     * @param nowNs now.
     */
    synchronized void age(final long nowNs)
    {
        if (nowNs - lookedNs >= IDLE_NS)
        {
            isIdle = taken == lookedTaken;
            lookedTaken = taken;
            lookedNs = nowNs;
        }
        for (int i = 0; i < FREED_AT_ONCE && isIdle && !kept.isEmpty(); i++)
        {
            freeOne();
        }
    }

    /**
     * Free what is kept, and from now on whatever is given back.
     */
    @Override
    public synchronized void close()
    {
        closed = true;
        trim(0);
    }

    private void trim(final int wanted)
    {
        while (!kept.isEmpty() && (closed || takenBytes + wanted + keptBytes > budget || keptBytes > MAX_KEPT))
        {
            freeOne();
        }
    }

    private void freeOne()
    {
        final UnsafeBuffer buffer = kept.remove(kept.size() - 1);
        keptBytes -= buffer.capacity();
        OffHeap.free(buffer);
    }
}
