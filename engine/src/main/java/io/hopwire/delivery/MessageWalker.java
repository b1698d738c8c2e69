package io.hopwire.delivery;

import org.agrona.DirectBuffer;

/**
 * Walks along a stream that comes piece by piece, and finds where its messages end. Pure: touches headers only.
 */
public final class MessageWalker
{
    /** The stream is none: a message is longer than it may be, or its header is. */
    public static final int MALFORMED = -1;

    private final int maxMessageLength;
    private int header;
    private int shift;
    private int missing;

    /**
     * In front of a message.
     *
     * @param maxMessageLength bytes of the longest message.
     */
    public MessageWalker(final int maxMessageLength)
    {
        this.maxMessageLength = maxMessageLength;
    }

    /**
     * Walk on.
     *
     * @param buffer holds what follows in the stream.
     * @param offset first byte.
     * @param length bytes.
     * @return messages that end within it, or {@link #MALFORMED}.
     */
    public int walk(final DirectBuffer buffer, final int offset, final int length)
    {
        final int end = offset + length;
        int at = offset;
        int messages = 0;
        while (at < end)
        {
            if (missing > 0)
            {
                final int here = Math.min(missing, end - at);
                missing -= here;
                at += here;
                messages += missing == 0 ? 1 : 0;
            }
            else if (onHeader(buffer.getByte(at++)))
            {
                if (missing > maxMessageLength)
                {
                    return MALFORMED;
                }
                messages += missing == 0 ? 1 : 0;
            }
            else if (shift == MessageHeader.MAX_LENGTH * MessageHeader.BITS)
            {
                return MALFORMED;
            }
        }
        return messages;
    }

    /**
     * {@return whether a message is under way}
     */
    public boolean isWithin()
    {
        return missing > 0 || shift > 0;
    }

    /** True where the header is complete. */
    private boolean onHeader(final byte next)
    {
        header |= (next & MessageHeader.MORE - 1) << shift;
        if (next < 0)
        {
            shift += MessageHeader.BITS;
            return false;
        }
        missing = header;
        header = 0;
        shift = 0;
        return true;
    }
}
