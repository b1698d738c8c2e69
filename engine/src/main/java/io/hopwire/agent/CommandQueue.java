package io.hopwire.agent;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Commands of all application threads to the node, in one ring, so that what one thread asks for happens in its order.
 * <pre>
 *   OFFER    0                    8             12           16
 *           +--------------------+-------------+------------+------------- - -
 *           | session generation | session id  |  (unused)  |  message
 *           +--------------------+-------------+------------+------------- - -
 *   TASK    0                    8
 *           +--------------------+
 *           | number of the task |   of an object that can not lie in a ring
 *           +--------------------+
 * </pre>
 * Offers are what is frequent, and allocate nothing.
 */
final class CommandQueue
{
    static final int OFFER = 1;
    static final int TASK = 2;
    static final int GENERATION_OFFSET = 0;
    static final int SESSION_OFFSET = 8;
    static final int MESSAGE_OFFSET = 16;

    private static final int TASK_LENGTH = 8;

    private final ManyToOneRingBuffer ring;
    private final ConcurrentHashMap<Long, Runnable> tasks = new ConcurrentHashMap<>();
    private final AtomicLong nextTask = new AtomicLong();
    private final AgentWait reader;

    /**
     * @param capacity bytes of the ring, a power of two.
     * @param reader   where the node's thread waits, or null where it never does.
     */
    CommandQueue(final int capacity, final AgentWait reader)
    {
        this.reader = reader;
        ring = new ManyToOneRingBuffer(new UnsafeBuffer(BufferUtil.allocateDirectAligned(
            capacity + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)));
    }

    boolean offer(
        final long generation, final int sessionId, final DirectBuffer message, final int offset, final int length)
    {
        final int index = ring.tryClaim(OFFER, MESSAGE_OFFSET + length);
        if (index < 0)
        {
            return false;
        }
        final AtomicBuffer buffer = ring.buffer();
        buffer.putLong(index + GENERATION_OFFSET, generation);
        buffer.putInt(index + SESSION_OFFSET, sessionId);
        buffer.putBytes(index + MESSAGE_OFFSET, message, offset, length);
        commit(index);
        return true;
    }

    boolean submit(final Runnable task)
    {
        final long number = nextTask.incrementAndGet();
        tasks.put(number, task);
        final int index = ring.tryClaim(TASK, TASK_LENGTH);
        if (index < 0)
        {
            tasks.remove(number);
            return false;
        }
        ring.buffer().putLong(index, number);
        commit(index);
        return true;
    }

    Runnable task(final DirectBuffer buffer, final int index)
    {
        return tasks.remove(buffer.getLong(index));
    }

    /**
     * Is there nothing to read, not even what is being written at this moment?
     */
    boolean isEmpty()
    {
        return 0 == ring.size();
    }

    int read(final ControlledMessageHandler handler, final int limit)
    {
        return ring.controlledRead(handler, limit);
    }

    private void commit(final int index)
    {
        ring.commit(index);
        if (null != reader)
        {
            reader.wake();
        }
    }
}
