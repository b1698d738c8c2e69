package io.hopwire.agent;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;

import java.util.ArrayDeque;

/**
 * Messages on their way from the node to the application: an off-heap ring with one writer, the node, and one reader.
 * It tells the peer's window from its own free space, so what the peer may send always fits. When the node writes no
 * more, {@link #release()} gives the ring back, and what nobody has read yet waits on the heap.
 */
final class SessionInbox
{
    static final int MESSAGE = 1;

    private final RingPool rings;
    private final ArrayDeque<byte[]> rest = new ArrayDeque<>(0);
    private OneToOneRingBuffer ring;
    private final int slot;
    private final int emptyWindow;

    SessionInbox(final RingPool rings, final int window, final int maxMessageLength)
    {
        this.rings = rings;
        slot = slot(maxMessageLength);
        ring = rings.take(capacity(window, maxMessageLength));
        emptyWindow = window();
    }

    /**
     * Bytes of a ring that holds a window of messages of any length: two slots more than the window, see {@link
     * #window()}; and no record may be longer than an eighth of a ring.
     */
    static int capacity(final int window, final int maxMessageLength)
    {
        return BitUtil.findNextPositivePowerOfTwo(Math.max(window + 2, 8) * slot(maxMessageLength));
    }

    /**
     * Bytes of records that fit now. Where a record does not fit before the ring's end it begins at its start: up to
     * one slot is lost there, and a header at most is needed beside it.
     */
    int window()
    {
        return Math.max(0, ring.capacity() - ring.size() - 2 * slot);
    }

    /**
     * The same of an empty one.
     */
    int emptyWindow()
    {
        return emptyWindow;
    }

    boolean write(final DirectBuffer buffer, final int offset, final int length)
    {
        return ring.write(MESSAGE, buffer, offset, length);
    }

    int read(final MessageHandler handler, final int limit)
    {
        return null == ring ? readRest(handler, limit) : read(ring, handler, limit);
    }

    /**
     * Read from a ring: nothing only where there is nothing. A read of Agrona's ends with the ring, and what is left
     * there may be padding and no message; then the next message lies at the ring's start.
     */
    static int read(final OneToOneRingBuffer from, final MessageHandler handler, final int limit)
    {
        final int read = from.read(handler, limit);
        return 0 == read && 0 != from.size() ? from.read(handler, limit) : read;
    }

    boolean isEmpty()
    {
        return null == ring ? rest.isEmpty() : 0 == ring.size();
    }

    /**
     * {@return where rings come from, and go to}
     */
    RingPool rings()
    {
        return rings;
    }

    /**
     * Give the ring back. Nobody may write any more, and nobody read at the same time. Does nothing the second time.
     */
    void release()
    {
        if (null != ring)
        {
            final OneToOneRingBuffer released = ring;
            while (read(released, this::keep, Integer.MAX_VALUE) > 0)
            {
                // One call reads up to the ring's end at most.
            }
            ring = null;
            rings.give(released);
        }
    }

    private void keep(final int type, final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] message = new byte[length];
        buffer.getBytes(offset, message);
        rest.addLast(message);
    }

    private int readRest(final MessageHandler handler, final int limit)
    {
        int read = 0;
        while (read < limit && !rest.isEmpty())
        {
            final byte[] message = rest.pollFirst();
            read++;
            handler.onMessage(MESSAGE, new UnsafeBuffer(message), 0, message.length);
        }
        return read;
    }

    /**
     * Bytes of the longest record.
     */
    static int slot(final int maxMessageLength)
    {
        return BitUtil.align(maxMessageLength + RecordDescriptor.HEADER_LENGTH, RecordDescriptor.ALIGNMENT);
    }
}
