package io.hopwire.agent;

import io.hopwire.spi.Limits;
import io.hopwire.spi.OffHeap;
import io.hopwire.spi.Requests;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The two rings between the node and its worker: requests one way, results the other. Both rings are off-heap and used
 * the same way when one thread is at both ends.
 */
final class SlowWork implements Requests, AutoCloseable
{
    /**
     * Record of a request.
     */
    static final int REQUEST = 1;

    /**
     * Record of a result; empty where the request has none, so that requests in flight are counted exactly.
     */
    static final int RESULT = 2;

    /**
     * Most bytes that one record takes of a ring.
     */
    static final int SLOT = BitUtil.align(
        Limits.MAX_SLOW_WORK_LENGTH + RecordDescriptor.HEADER_LENGTH, RecordDescriptor.ALIGNMENT);

    private static final int CAPACITY = 256 * 1024;

    private final OneToOneRingBuffer requests;
    private final OneToOneRingBuffer results;
    private long submitted;
    private long answered;
    private final AgentWait worker;
    private int claim = BACK_PRESSURED;

    /**
     * @param worker where the worker's thread waits, or null where it never does.
     */
    SlowWork(final AgentWait worker)
    {
        this(CAPACITY, worker);
    }

    SlowWork(final int capacity, final AgentWait worker)
    {
        this.worker = worker;
        requests = newRing(capacity);
        results = newRing(capacity);
    }

    static OneToOneRingBuffer newRing(final int capacity)
    {
        return new OneToOneRingBuffer(OffHeap.allocate(capacity + RingBufferDescriptor.TRAILER_LENGTH));
    }

    static void freeRing(final OneToOneRingBuffer ring)
    {
        OffHeap.free((UnsafeBuffer)ring.buffer());
    }

    /**
     * Give the memory back, in which keys were: both threads have ended.
     */
    @Override
    public void close()
    {
        wipe(requests);
        wipe(results);
        freeRing(requests);
        freeRing(results);
    }

    private static void wipe(final OneToOneRingBuffer ring)
    {
        ring.buffer().setMemory(0, ring.buffer().capacity(), (byte)0);
    }

    OneToOneRingBuffer requests()
    {
        return requests;
    }

    OneToOneRingBuffer results()
    {
        return results;
    }

    /**
     * Is there room for all requests that one input may cause? One slot more covers the padding at the ring's end.
     * Where all were answered, which is the rule, the ring is empty.
     */
    boolean hasRoom()
    {
        return submitted == answered ||
            requests.capacity() - requests.size() >= (Limits.MAX_REQUESTS_PER_INPUT + 2) * SLOT;
    }

    void onAnswered()
    {
        answered++;
    }

    @Override
    public int tryClaim(final int length)
    {
        claim = length > Limits.MAX_SLOW_WORK_LENGTH ? BACK_PRESSURED : requests.tryClaim(REQUEST, length);
        return claim < 0 ? BACK_PRESSURED : claim;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return requests.buffer();
    }

    @Override
    public void commit()
    {
        requests.commit(claim);
        submitted++;
        if (null != worker)
        {
            worker.wake();
        }
    }

    @Override
    public void abort()
    {
        requests.abort(claim);
    }

    @Override
    public int inFlight()
    {
        return (int)(submitted - answered);
    }
}
