package io.hopwire.crypto;

import io.hopwire.spi.Limits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * The payload inside a Noise handshake message, of links and of sessions alike: fields with their lengths. Only message
 * 1 of XX, which is not encrypted, has none; it carries zeros.
 * <pre>
 *    0      1        3
 *   +------+--------+------------------+------+--------+------------------+ - -
 *   | type | length | value            | type | length | value            |
 *   +------+--------+------------------+------+--------+------------------+ - -
 *
 *   type  what                                                 written by
 *    01   hello: what its owner, link or session, must know     the core        always there, first
 *         (for a link also its role and its MTU)
 *    02   certificate: how the address vouches for the key      the worker      as the identity scheme says
 *    83   reserved for the answer to a puzzle
 *    84   early data, in message 1 of IK                       the core
 *    85   cookie, in message 1 of IK: it was made after that    the core
 * </pre>
 * Little endian. The highest bit of a type says that the field is optional: who does not know it passes over it. A
 * field without that bit that nobody here knows makes the payload invalid. Fields stand in the order of their types
 * without that bit, each once.
 */
public final class HandshakePayload
{
    /** What the owner of the handshake must know. */
    public static final int HELLO = 0x01;

    /** How the address vouches for the static key. */
    public static final int CERTIFICATE = 0x02;

    /** What its owner wants to be seen in front of the answer; whoever has recorded it can have it seen again. */
    public static final int EARLY_DATA = 0x84;

    /** A cookie of the receiver's: whatever carries it, encrypted, was made after that, and is no older recording. */
    public static final int COOKIE = 0x85;

    /** Bit of a type: who does not know it passes over the field. */
    public static final int OPTIONAL = 0x80;

    /** Bytes of a field in front of its value. */
    public static final int FIELD_HEADER_LENGTH = 3;

    /** {@link #find}: there is no such field. */
    public static final int NONE = -1;

    private static final int LENGTH_OFFSET = 1;

    private HandshakePayload()
    {
    }

    /**
     * Bytes of a field.
     *
     * @param valueLength bytes of its value.
     * @return bytes of all of it.
     */
    public static int fieldLength(final int valueLength)
    {
        return FIELD_HEADER_LENGTH + valueLength;
    }

    /**
     * Write what stands in front of a value.
     *
     * @param buffer      where to.
     * @param offset      first byte of the field.
     * @param type        of the field.
     * @param valueLength bytes of the value.
     * @return offset of the value, which the caller writes.
     */
    public static int putField(
        final MutableDirectBuffer buffer, final int offset, final int type, final int valueLength)
    {
        assert valueLength >= 0 && valueLength <= Limits.MAX_HANDSHAKE_PAYLOAD;
        buffer.putByte(offset, (byte)type);
        buffer.putShort(offset + LENGTH_OFFSET, (short)valueLength, LITTLE_ENDIAN);
        return offset + FIELD_HEADER_LENGTH;
    }

    /**
     * Are these fields, in order, and none among them that must be understood and is not?
     *
     * @param buffer holds the payload.
     * @param offset first byte.
     * @param length bytes.
     * @return false for what must not be read any further.
     */
    public static boolean isValid(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length > Limits.MAX_HANDSHAKE_PAYLOAD)
        {
            return false;
        }
        final int limit = offset + length;
        int position = offset;
        int last = 0;
        while (position < limit)
        {
            final int type = type(buffer, position);
            final int number = type & ~OPTIONAL;
            final boolean isTaken = OPTIONAL == (type & OPTIONAL) || HELLO == type || CERTIFICATE == type;
            if (!isTaken || number <= last || 0 == last && HELLO != type || limit - position < FIELD_HEADER_LENGTH)
            {
                return false;
            }
            last = number;
            position += FIELD_HEADER_LENGTH + valueLength(buffer, position + FIELD_HEADER_LENGTH);
        }
        return position == limit && last > 0;
    }

    /**
     * Find a field.
     *
     * @param buffer holds a valid payload.
     * @param offset first byte.
     * @param length bytes.
     * @param type   of the field.
     * @return offset of its value, or {@link #NONE}.
     */
    public static int find(final DirectBuffer buffer, final int offset, final int length, final int type)
    {
        final int limit = offset + length;
        int position = offset;
        while (position < limit)
        {
            final int value = position + FIELD_HEADER_LENGTH;
            if (type == type(buffer, position))
            {
                return value;
            }
            position = value + valueLength(buffer, value);
        }
        return NONE;
    }

    /**
     * Bytes of a value.
     *
     * @param buffer holds it.
     * @param value  its first byte, as {@link #find} says.
     * @return bytes of the value.
     */
    public static int valueLength(final DirectBuffer buffer, final int value)
    {
        return buffer.getShort(value - FIELD_HEADER_LENGTH + LENGTH_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    private static int type(final DirectBuffer buffer, final int position)
    {
        return buffer.getByte(position) & 0xFF;
    }
}
