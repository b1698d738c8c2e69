package io.hopwire.delivery;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What stands in front of a message in a stream: its length, seven bits a byte, the lowest first, and the highest bit
 * of each byte but the last is set. One byte up to a length of 127, two up to 16,383, three up to 2,097,151, then four.
 * <pre>
 *    +---------------+---------------+-----
 *    | 1 | bits 0-6  | 0 | bits 7-13 | message ...
 *    +---------------+---------------+-----
 * </pre>
 */
public final class MessageHeader
{
    /** Bytes at most. */
    public static final int MAX_LENGTH = 4;
    /** Longest message. */
    public static final int MAX_MESSAGE = (1 << 28) - 1;

    static final int BITS = 7;
    static final int MORE = 0x80;

    private MessageHeader()
    {
    }

    /**
     * Bytes of the header.
     *
     * @param messageLength bytes of the message.
     * @return 1 to {@link #MAX_LENGTH}.
     */
    public static int length(final int messageLength)
    {
        return messageLength < 1 << BITS ? 1 :
            messageLength < 1 << 2 * BITS ? 2 :
            messageLength < 1 << 3 * BITS ? 3 : MAX_LENGTH;
    }

    /**
     * Bytes of a message with its header.
     *
     * @param buffer holds the header, and no less than it.
     * @param offset of the header.
     * @param end    behind the last byte that may be looked at.
     * @return bytes; 0 where there is no whole header.
     */
    static int size(final DirectBuffer buffer, final int offset, final int end)
    {
        int length = 0;
        int shift = 0;
        int at = offset;
        byte next = -1;
        while (next < 0 && at < end && at - offset < MAX_LENGTH)
        {
            next = buffer.getByte(at++);
            length |= (next & MORE - 1) << shift;
            shift += BITS;
        }
        return next < 0 ? 0 : at - offset + length;
    }

    /**
     * Write a header.
     *
     * @param buffer        to write to.
     * @param offset        of the header.
     * @param messageLength bytes of the message.
     * @return bytes of the header.
     */
    public static int write(final MutableDirectBuffer buffer, final int offset, final int messageLength)
    {
        int at = offset;
        int rest = messageLength;
        while (rest >= MORE)
        {
            buffer.putByte(at++, (byte)(rest | MORE));
            rest >>>= BITS;
        }
        buffer.putByte(at++, (byte)rest);
        return at - offset;
    }

    /**
     * Write a message as it stands in a stream.
     *
     * @param buffer  to write to.
     * @param offset  of the header.
     * @param message holds the message.
     * @param from    its first byte.
     * @param length  its bytes.
     * @return bytes of the header and the message.
     */
    public static int write(
        final MutableDirectBuffer buffer,
        final int offset,
        final DirectBuffer message,
        final int from,
        final int length)
    {
        final int headerLength = write(buffer, offset, length);
        buffer.putBytes(offset + headerLength, message, from, length);
        return headerLength + length;
    }
}
