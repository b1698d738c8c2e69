package io.hopwire.agent;

import io.hopwire.delivery.MessageReader;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A stream of messages on its way from one thread to another: a ring of bytes with one writer and one reader. A whole
 * packet's worth is written at once, whatever messages lie in it.
 * <pre>
 *    0                head           tail              capacity
 *   +----------------+--------------+------------------+
 *   |  (free)        | to be read   |  (free)          |
 *   +----------------+--------------+------------------+
 * </pre>
 * Head and tail count bytes from the beginning and never fall. Each lies in a line of the cache of its own.
 */
final class StreamRing
{
    private static final int TAIL = 16;
    private static final int HEAD = 2 * TAIL;
    private static final VarHandle POSITIONS = MethodHandles.arrayElementVarHandle(long[].class);

    private final UnsafeBuffer memory;
    private final int capacity;
    private final long[] positions = new long[3 * TAIL];

    /**
     * @param memory of the ring; its capacity is a power of two.
     */
    StreamRing(final UnsafeBuffer memory)
    {
        this.memory = memory;
        capacity = memory.capacity();
        assert Integer.bitCount(capacity) == 1;
    }

    /** {@return what it lies in} */
    UnsafeBuffer memory()
    {
        return memory;
    }

    /** {@return bytes that were written and not read} */
    int size()
    {
        final long head = (long)POSITIONS.getAcquire(positions, HEAD);
        return (int)((long)POSITIONS.getAcquire(positions, TAIL) - head);
    }

    /**
     * By the writer.
     *
     * @return false where there is no room for all of it.
     */
    boolean write(final DirectBuffer buffer, final int offset, final int length)
    {
        final long tail = positions[TAIL];
        if (tail + length - (long)POSITIONS.getAcquire(positions, HEAD) > capacity)
        {
            return false;
        }
        final int index = index(tail);
        final int first = Math.min(length, capacity - index);
        memory.putBytes(index, buffer, offset, first);
        memory.putBytes(0, buffer, offset + first, length - first);
        POSITIONS.setRelease(positions, TAIL, tail + length);
        return true;
    }

    /**
     * By the reader. Where the handler throws, what it was shown counts as read. What there is no memory for, stays.
     *
     * @param limit most messages.
     * @return messages read.
     */
    int read(final MessageReader reader, final MessageReader.Handler handler, final int limit)
    {
        int messages = 0;
        long head = positions[HEAD];
        long tail = (long)POSITIONS.getAcquire(positions, TAIL);
        while (head < tail && messages < limit)
        {
            final int index = index(head);
            final int length = (int)Math.min(tail - head, capacity - index);
            try
            {
                reader.read(memory, index, length, handler, limit - messages);
            }
            finally
            {
                head += reader.bytesRead();
                POSITIONS.setRelease(positions, HEAD, head);
            }
            messages += reader.messages();
            if (reader.isStalled())
            {
                return messages;
            }
            tail = head == tail ? (long)POSITIONS.getAcquire(positions, TAIL) : tail;
        }
        return messages;
    }

    /** {@return bytes that can be written now, by the writer; more may be soon} */
    int room()
    {
        return capacity - size();
    }

    /**
     * By the reader.
     *
     * @return bytes read, 0 where there are none.
     */
    int read(final byte[] to, final int offset, final int maxLength)
    {
        int read = 0;
        int length = Math.min(maxLength, nextLength());
        while (length > 0)
        {
            memory.getBytes(nextIndex(), to, offset + read, length);
            onRead(length);
            read += length;
            length = Math.min(maxLength - read, nextLength());
        }
        return read;
    }

    /** {@return bytes that the reader finds in one piece from {@link #nextIndex()} on} */
    int nextLength()
    {
        final long head = positions[HEAD];
        return (int)Math.min((long)POSITIONS.getAcquire(positions, TAIL) - head, capacity - index(head));
    }

    /** {@return where the next byte for the reader lies in {@link #memory()}} */
    int nextIndex()
    {
        return index(positions[HEAD]);
    }

    /** The reader has taken so many of them. */
    void onRead(final int length)
    {
        POSITIONS.setRelease(positions, HEAD, positions[HEAD] + length);
    }

    private int index(final long position)
    {
        return (int)position & capacity - 1;
    }
}
