package io.hopwire.delivery;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Takes messages out of a stream that comes piece by piece. A message that lies in one piece is shown there; of others
 * the parts are gathered first, in memory that grows with what has come, not with what a sender says that will.
 * <p>
 * Not thread-safe. 0 bytes of garbage where its {@link Memory} makes none.
 */
public final class MessageReader
{
    private static final int SMALLEST = 4096;

    private final Memory memory;
    private MutableDirectBuffer gathered;
    private int header;
    private int shift;
    private int total;
    private int have;
    private int messages;
    private int origin;
    private int bytesRead;
    private boolean isStalled;

    /**
     * In front of a message.
     *
     * @param memory for messages that come in parts.
     */
    public MessageReader(final Memory memory)
    {
        this.memory = memory;
    }

    /**
     * Is shown messages.
     */
    @FunctionalInterface
    public interface Handler
    {
        /**
         * A message.
         *
         * @param buffer holds it for the call only.
         * @param offset first byte.
         * @param length bytes.
         */
        void onMessage(DirectBuffer buffer, int offset, int length);
    }

    /**
     * Lends memory for messages that come in parts.
     */
    public interface Memory
    {
        /**
         * Lend some.
         *
         * @param length bytes at least, a power of two.
         * @return memory; null where there is none now.
         */
        MutableDirectBuffer take(int length);

        /**
         * Take some back.
         *
         * @param buffer that was lent.
         */
        void give(MutableDirectBuffer buffer);
    }

    /**
     * Read on in the stream. Where the handler throws, that message counts as read; {@link #bytesRead()} tells.
     *
     * @param buffer  holds what follows what was read before.
     * @param offset  first byte.
     * @param length  bytes.
     * @param handler shown each message.
     * @param limit   most messages.
     * @return bytes read: all of them, unless the limit was reached before, or there is no memory for a part now.
     */
    public int read(
        final DirectBuffer buffer, final int offset, final int length, final Handler handler, final int limit)
    {
        final int end = offset + length;
        int at = offset;
        origin = offset;
        bytesRead = 0;
        messages = 0;
        isStalled = false;
        while (at < end && messages < limit && !isStalled)
        {
            at = isWithin() ? gather(buffer, at, end, handler) : begin(buffer, at, end, handler);
            bytesRead = at - offset;
        }
        return bytesRead;
    }

    /**
     * {@return bytes read by the last {@link #read}}
     */
    public int bytesRead()
    {
        return bytesRead;
    }

    /**
     * {@return messages shown by the last {@link #read}}
     */
    public int messages()
    {
        return messages;
    }

    /**
     * {@return whether the last {@link #read} has found no memory for a part of a message}
     */
    public boolean isStalled()
    {
        return isStalled;
    }

    /**
     * {@return whether a part of a message was read, and not yet all of it}
     */
    public boolean isWithin()
    {
        return have < total || shift > 0;
    }

    /**
     * Give up what was gathered: nothing more will come.
     */
    public void reset()
    {
        release();
        header = 0;
        shift = 0;
    }

    /** One message, or its header and what is there of it. */
    private int begin(final DirectBuffer buffer, final int offset, final int end, final Handler handler)
    {
        int at = offset;
        int length = header;
        int bits = shift;
        byte next;
        do
        {
            next = buffer.getByte(at++);
            length |= (next & MessageHeader.MORE - 1) << bits;
            bits += MessageHeader.BITS;
        }
        while (next < 0 && at < end);
        header = next < 0 ? length : 0;
        shift = next < 0 ? bits : 0;
        if (next < 0)
        {
            return at;
        }
        total = length;
        have = 0;
        if (total > end - at)
        {
            return at;
        }
        return show(buffer, at, total, handler);
    }

    private int gather(final DirectBuffer buffer, final int offset, final int end, final Handler handler)
    {
        if (shift > 0)
        {
            return begin(buffer, offset, end, handler);
        }
        final int length = Math.min(total - have, end - offset);
        if (length == total)
        {
            return show(buffer, offset, total, handler);
        }
        isStalled = !ensureRoom(have + length);
        if (isStalled)
        {
            return offset;
        }
        gathered.putBytes(have, buffer, offset, length);
        have += length;
        bytesRead = offset + length - origin;
        if (have == total)
        {
            showGathered(handler);
        }
        return offset + length;
    }

    private int show(final DirectBuffer buffer, final int offset, final int length, final Handler handler)
    {
        total = 0;
        messages++;
        bytesRead = offset + length - origin;
        handler.onMessage(buffer, offset, length);
        return offset + length;
    }

    private void showGathered(final Handler handler)
    {
        messages++;
        try
        {
            handler.onMessage(gathered, 0, total);
        }
        finally
        {
            release();
        }
    }

    private boolean ensureRoom(final int length)
    {
        final int capacity = null == gathered ? 0 : gathered.capacity();
        if (capacity < length)
        {
            final int wanted = Math.max(SMALLEST, BitUtil.findNextPositivePowerOfTwo(length));
            final MutableDirectBuffer larger = memory.take(wanted);
            if (null == larger)
            {
                return false;
            }
            if (null != gathered)
            {
                larger.putBytes(0, gathered, 0, have);
                memory.give(gathered);
            }
            gathered = larger;
        }
        return true;
    }

    private void release()
    {
        if (null != gathered)
        {
            memory.give(gathered);
            gathered = null;
        }
        total = 0;
        have = 0;
    }
}
