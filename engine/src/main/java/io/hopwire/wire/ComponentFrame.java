package io.hopwire.wire;

import io.hopwire.spi.Limits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Messages of one component to one neighbour: the plaintext of a link frame whose first bit is set, which tells it from
 * a transmission and from a cell. Little endian.
 * <pre>
 *    0            1          2                   4                  4 + length
 *   +------------+----------+-------------------+------------------+-------------------+--- ...
 *   | 128 + n    | 0        | length of message | message          | length of next    |
 *   +------------+----------+-------------------+------------------+-------------------+--- ...
 *    n: number of the component, 0 to 63
 * </pre>
 * A frame holds one message at least, and its last one ends where the frame ends.
 */
public final class ComponentFrame
{
    /** Bytes in front of the first message's length. */
    public static final int HEADER_LENGTH = 2;
    /** Bytes in front of each message. */
    public static final int RECORD_HEADER_LENGTH = 2;
    /** {@link #next}: what follows is no record. */
    public static final int MALFORMED = -1;

    private ComponentFrame()
    {
    }

    /**
     * Write what stands in front of the messages.
     *
     * @param buffer    to write to.
     * @param offset    first byte.
     * @param component number, 0 to {@link Limits#MAX_COMPONENTS}, exclusive.
     */
    public static void putHeader(final MutableDirectBuffer buffer, final int offset, final int component)
    {
        assert component >= 0 && component < Limits.MAX_COMPONENTS : component;
        buffer.putShort(offset, (short)(FrameKinds.COMPONENT | component), LITTLE_ENDIAN);
    }

    /**
     * The component that a frame is for.
     *
     * @param buffer holds the frame.
     * @param offset first byte.
     * @param length bytes of the frame.
     * @return number of the component, or {@link #MALFORMED}.
     */
    public static int component(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < HEADER_LENGTH + RECORD_HEADER_LENGTH)
        {
            return MALFORMED;
        }
        final int component = (buffer.getShort(offset, LITTLE_ENDIAN) & 0xFFFF) - FrameKinds.COMPONENT;
        return component < Limits.MAX_COMPONENTS ? component : MALFORMED;
    }

    /**
     * Write what stands in front of one message.
     *
     * @param buffer to write to.
     * @param offset first byte.
     * @param length bytes of the message.
     */
    public static void putRecordHeader(final MutableDirectBuffer buffer, final int offset, final int length)
    {
        assert length >>> Short.SIZE == 0 : length;
        buffer.putShort(offset, (short)length, LITTLE_ENDIAN);
    }

    /**
     * Bytes of the message at a position of a frame.
     *
     * @param buffer   holds the frame.
     * @param position of the message's length field.
     * @param limit    end of the frame.
     * @return its length, or {@link #MALFORMED} where it does not end within the frame.
     */
    public static int next(final DirectBuffer buffer, final int position, final int limit)
    {
        if (limit - position < RECORD_HEADER_LENGTH)
        {
            return MALFORMED;
        }
        final int length = buffer.getShort(position, LITTLE_ENDIAN) & 0xFFFF;
        return length <= limit - position - RECORD_HEADER_LENGTH ? length : MALFORMED;
    }
}
