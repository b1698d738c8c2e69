package io.hopwire.agent;

import io.hopwire.spi.Commands;
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
 * Commands of all application threads to the node, in one ring, so that what one thread asks for happens in its order;
 * and the table of those that are not answered yet. Commands lie in the ring as {@link Commands} draws them, and
 * besides them what is asked for often, without garbage:
 * <pre>
 *   OFFER    0                    8             12           16
 *           +--------------------+-------------+------------+------------- - -
 *           | session generation | session id  |  (unused)  |  message
 *           +--------------------+-------------+------------+------------- - -
 * </pre>
 * OFFER_LONG is the same without the message, which waits in the session's {@link LongMessage}; OFFER_UNORDERED and
 * OFFER_DATAGRAM are the same for messages that need not wait for others.
 */
final class CommandQueue
{
    static final int OFFER = Commands.FIRST_OF_HOST + 1;
    static final int OFFER_LONG = Commands.FIRST_OF_HOST + 2;
    static final int OFFER_UNORDERED = Commands.FIRST_OF_HOST + 3;
    static final int OFFER_DATAGRAM = Commands.FIRST_OF_HOST + 4;
    /** Longer ones are copied outside of the ring, which is everybody's. */
    private static final int MAX_MESSAGE = 16 << 10;

    static final int GENERATION_OFFSET = 0;
    static final int SESSION_OFFSET = 8;
    static final int MESSAGE_OFFSET = 16;

    /** Off-heap, and given back by the collector: threads of the application may hold it for ever. */
    private final ManyToOneRingBuffer ring;
    private final ConcurrentHashMap<Long, PendingCommand> pending = new ConcurrentHashMap<>();
    private final AtomicLong correlations = new AtomicLong();
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

    /** {@return bytes of the longest message that is offered in the ring} */
    int longestMessage()
    {
        return Math.min(MAX_MESSAGE, ring.maxMsgLength() - MESSAGE_OFFSET);
    }

    boolean offer(
        final long generation, final int sessionId, final DirectBuffer message, final int offset, final int length)
    {
        return offer(OFFER, generation, sessionId, message, offset, length);
    }

    boolean offerAside(
        final EngineSession session,
        final boolean isReliable,
        final DirectBuffer message,
        final int offset,
        final int length)
    {
        return offer(
            isReliable ? OFFER_UNORDERED : OFFER_DATAGRAM,
            session.generation(), session.sessionId(), message, offset, length);
    }

    boolean offerLong(final long generation, final int sessionId)
    {
        return offer(OFFER_LONG, generation, sessionId, ring.buffer(), 0, 0);
    }

    private boolean offer(
        final int type,
        final long generation,
        final int sessionId,
        final DirectBuffer message,
        final int offset,
        final int length)
    {
        final int index = ring.tryClaim(type, MESSAGE_OFFSET + length);
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

    /**
     * By an application.
     *
     * @return false where there is no room; nothing is left behind then.
     */
    boolean submit(final PendingCommand command)
    {
        final long correlationId = add(command);
        final int length = command.command().capacity();
        final int index = ring.tryClaim(command.type(), length);
        if (index >= 0)
        {
            ring.buffer().putBytes(index, command.command(), 0, length);
            commit(index);
            return true;
        }
        pending.remove(correlationId);
        return false;
    }

    /**
     * Give a command its correlation id, under which it waits for its answer. Before it lies in the ring, so that the
     * node finds it.
     */
    long add(final PendingCommand command)
    {
        final long correlationId = correlations.incrementAndGet();
        command.command().putLong(Commands.CORRELATION_OFFSET, correlationId);
        pending.put(correlationId, command);
        return correlationId;
    }

    /**
     * By the node: what waits for an answer.
     */
    PendingCommand pending(final long correlationId)
    {
        return pending.get(correlationId);
    }

    /**
     * By the node: it is answered. Null where the node has asked itself.
     */
    PendingCommand remove(final long correlationId)
    {
        return pending.remove(correlationId);
    }

    /**
     * Is there nothing to read, not even what is being written at this moment?
     */
    boolean isEmpty()
    {
        return 0 == ring.size();
    }

    /**
     * By the node, in each duty cycle: to compare the positions costs less than a read that finds nothing.
     */
    int read(final ControlledMessageHandler handler, final int limit)
    {
        return ring.producerPosition() == ring.consumerPosition() ? 0 : ring.controlledRead(handler, limit);
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
