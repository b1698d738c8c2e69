package io.hopwire.delivery;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * Puts messages together again, a few at a time and in memory that is bounded: what has no room is not taken, so its
 * packet is not acknowledged and comes again. The length that a fragment claims is reserved in full at its first
 * fragment, so a message that was begun can always be finished. Memory is kept for the next message of its size.
 */
public final class Reassembly
{
    /** Taken; more are missing. */
    public static final int INCOMPLETE = 0;
    /** Taken; it was the last one that was missing, and {@link #buffer(long)} holds the message. */
    public static final int COMPLETE = 1;
    /** It was here before. */
    public static final int DUPLICATE = 2;
    /** It can not be a fragment, or not of that message. */
    public static final int INVALID = 3;
    /** There is no room for the message. */
    public static final int NO_MEMORY = 4;

    private static final long FREE = -1;

    private final int maxMessageLength;
    private final long maxBytes;
    private final Message[] messages;
    private long reserved;

    /**
     * Without messages.
     *
     * @param maxMessages      put together at a time.
     * @param maxMessageLength bytes of the longest.
     * @param maxBytes         for all of them, in powers of two.
     */
    public Reassembly(final int maxMessages, final int maxMessageLength, final long maxBytes)
    {
        this.maxMessageLength = maxMessageLength;
        this.maxBytes = maxBytes;
        this.messages = new Message[maxMessages];
    }

    /**
     * A fragment came.
     *
     * @param number of its message, 0 or more.
     * @param total  bytes of the message.
     * @param count  fragments of the message.
     * @param index  of this one.
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes.
     * @return what became of it.
     */
    public int onFragment(
        final long number,
        final int total,
        final int count,
        final int index,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (total > maxMessageLength || !Fragments.isPossible(total, count) || index < 0 || index >= count ||
            length != Fragments.length(total, count, index))
        {
            return INVALID;
        }
        final Message known = find(number);
        final Message message = null == known ? begin(number, total, count) : known;
        if (null == message)
        {
            return NO_MEMORY;
        }
        if (message.total != total || message.count != count)
        {
            return INVALID;
        }
        return message.take(index, buffer, offset, length);
    }

    /**
     * The memory of a complete message, valid until {@link #release}.
     *
     * @param number of the message.
     * @return holds the message from its beginning on.
     */
    public DirectBuffer buffer(final long number)
    {
        return find(number).buffer;
    }

    /**
     * A message is not needed any more, complete or not.
     *
     * @param number of the message; unknown ones are ignored.
     */
    public void release(final long number)
    {
        final Message message = find(number);
        if (null != message)
        {
            message.number = FREE;
        }
    }

    /**
     * {@return bytes of memory held, for messages and for later ones}
     */
    public long reserved()
    {
        return reserved;
    }

    private Message find(final long number)
    {
        for (final Message message : messages)
        {
            if (null != message && message.number == number)
            {
                return message;
            }
        }
        return null;
    }

    private Message begin(final long number, final int total, final int count)
    {
        final Message message = bestFree(total);
        if (null == message || !reserve(message, total))
        {
            return null;
        }
        message.begin(number, total, count);
        return message;
    }

    /** Of the free ones the smallest that is large enough, else the largest. */
    private Message bestFree(final int total)
    {
        Message best = null;
        for (int i = 0; i < messages.length; i++)
        {
            if (null == messages[i])
            {
                messages[i] = new Message();
            }
            final Message message = messages[i];
            if (message.number == FREE && (null == best || message.suits(total, best)))
            {
                best = message;
            }
        }
        return best;
    }

    private boolean reserve(final Message message, final int total)
    {
        final int capacity = message.buffer.capacity();
        if (capacity >= total)
        {
            return true;
        }
        final int wanted = BitUtil.findNextPositivePowerOfTwo(total);
        dropFree(message, reserved - capacity + wanted - maxBytes);
        if (reserved - capacity + wanted > maxBytes)
        {
            return false;
        }
        message.buffer.wrap(new byte[wanted]);
        reserved += wanted - capacity;
        return true;
    }

    private void dropFree(final Message but, final long bytes)
    {
        long missing = bytes;
        for (int i = 0; i < messages.length && missing > 0; i++)
        {
            final Message message = messages[i];
            if (null != message && message != but && message.number == FREE)
            {
                missing -= message.buffer.capacity();
                reserved -= message.buffer.capacity();
                message.buffer.wrap(Message.NOTHING);
            }
        }
    }

    /** One that is being put together. */
    private static final class Message
    {
        static final byte[] NOTHING = new byte[0];

        final UnsafeBuffer buffer = new UnsafeBuffer(NOTHING);
        long number = FREE;
        int total;
        int count;
        int missing;
        private long[] here = new long[1];

        void begin(final long newNumber, final int newTotal, final int newCount)
        {
            number = newNumber;
            total = newTotal;
            count = newCount;
            missing = newCount;
            final int words = (newCount - 1) / Long.SIZE + 1;
            if (words > here.length)
            {
                here = new long[words];
            }
            else
            {
                Arrays.fill(here, 0, words, 0);
            }
        }

        int take(final int index, final DirectBuffer from, final int offset, final int length)
        {
            if (0 != (here[index / Long.SIZE] & 1L << index))
            {
                return DUPLICATE;
            }
            here[index / Long.SIZE] |= 1L << index;
            buffer.putBytes(Fragments.offset(total, count, index), from, offset, length);
            missing--;
            assert missing >= 0;
            return missing == 0 ? COMPLETE : INCOMPLETE;
        }

        boolean suits(final int length, final Message other)
        {
            final int capacity = buffer.capacity();
            final int others = other.buffer.capacity();
            return others < length ? capacity > others : capacity >= length && capacity < others;
        }
    }
}
