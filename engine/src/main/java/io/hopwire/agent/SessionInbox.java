package io.hopwire.agent;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;

/**
 * Messages on their way from the node to the application: an off-heap ring with one writer, the node, and one reader.
 * It tells the peer's window from its own free space, so what the peer may send always fits.
 */
final class SessionInbox
{
    static final int MESSAGE = 1;

    private final OneToOneRingBuffer ring;
    private final int slot;
    private final int emptyWindow;

    SessionInbox(final int window, final int maxMessageLength)
    {
        slot = slot(maxMessageLength);
        ring = newRing(window, maxMessageLength);
        emptyWindow = window();
    }

    /**
     * A ring that holds a window of messages of any length: two slots more than the window, see {@link #window()}; and
     * no record may be longer than an eighth of a ring.
     */
    static OneToOneRingBuffer newRing(final int window, final int maxMessageLength)
    {
        return SlowWork.newRing(capacity(window, maxMessageLength));
    }

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
        return ring.read(handler, limit);
    }

    boolean isEmpty()
    {
        return 0 == ring.size();
    }

    /**
     * Bytes of the longest record.
     */
    static int slot(final int maxMessageLength)
    {
        return BitUtil.align(maxMessageLength + RecordDescriptor.HEADER_LENGTH, RecordDescriptor.ALIGNMENT);
    }
}
