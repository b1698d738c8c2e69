package io.hopwire.libp2p.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Reads the fields of one protobuf message, one behind the other, where they lie. Bytes, strings and messages inside
 * are shown as an offset and a length. Whoever reads passes over the fields that it does not know by asking nothing of
 * them.
 * <pre>{@code
 *    reader.wrap(buffer, offset, length, MAX_FIELDS);
 *    while (reader.next())
 *    {
 *        switch (reader.field())
 *        {
 *            case 1 -> sequence = reader.varint();
 *            case 2 -> name = reader.isBytes() ? reader.valueOffset() : 0;
 *            default -> { }
 *        }
 *    }
 *    if (ProtobufError.NONE != reader.error()) ...
 * }</pre>
 * The first error stays, and nothing is read behind it. A length is compared with the bytes present, and fields are
 * counted, since a peer can put half a million empty ones into a mebibyte. Messages inside of messages are read by
 * another reader: nothing here recurs.
 * <p>
 * A <em>canonical</em> message is what libp2p wants of keys: numbers as short as possible, fields in order.
 * <p>
 * Allocates nothing. Not thread-safe.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding of protobuf</a>
 */
public final class ProtobufReader
{
    /** Wire type of numbers. */
    public static final int VARINT = 0;
    /** Wire type of 8 bytes. */
    public static final int FIXED_64 = 1;
    /** Wire type of bytes, strings and messages. */
    public static final int BYTES = 2;
    /** Wire type of 4 bytes. */
    public static final int FIXED_32 = 5;

    private static final int MAX_VARINT = 10;
    private static final int BITS = 7;
    private static final int TYPE_BITS = 3;
    private static final long MAX_TAG = (1L << 32) - 1;

    private DirectBuffer buffer;
    private int position;
    private int limit;
    private int fieldsLeft;
    private boolean isCanonical;
    private ProtobufError error = ProtobufError.NONE;

    private int field;
    private int wireType;
    private long number;
    private int valueOffset;
    private int valueLength;

    /**
     * A reader over no memory: {@link #wrap} it.
     */
    public ProtobufReader()
    {
    }

    /**
     * Begin a message.
     *
     * @param buffer    holds it.
     * @param offset    its first byte.
     * @param length    its bytes; 0 is a message without fields.
     * @param maxFields it may have, known and unknown ones.
     * @return this.
     */
    public ProtobufReader wrap(final DirectBuffer buffer, final int offset, final int length, final int maxFields)
    {
        buffer.boundsCheck(offset, length);
        this.buffer = buffer;
        position = offset;
        limit = offset + length;
        fieldsLeft = maxFields;
        isCanonical = false;
        error = ProtobufError.NONE;
        field = 0;
        wireType = VARINT;
        number = 0;
        valueOffset = offset;
        valueLength = 0;
        return this;
    }

    /**
     * Begin a message that must be canonical.
     *
     * @param buffer    holds it.
     * @param offset    its first byte.
     * @param length    its bytes.
     * @param maxFields it may have, known and unknown ones.
     * @return this.
     */
    public ProtobufReader wrapCanonical(
        final DirectBuffer buffer, final int offset, final int length, final int maxFields)
    {
        wrap(buffer, offset, length, maxFields);
        isCanonical = true;
        return this;
    }

    /**
     * Go on to the next field.
     *
     * @return false at the end, and where the message is wrong: {@link #error()} tells which.
     */
    public boolean next()
    {
        if (position == limit || ProtobufError.NONE != error)
        {
            return false;
        }
        if (0 == fieldsLeft)
        {
            return fail(ProtobufError.TOO_MANY_FIELDS);
        }
        fieldsLeft--;
        return readTag() && readValue();
    }

    /**
     * What went wrong first.
     *
     * @return {@link ProtobufError#NONE} as long as nothing did.
     */
    public ProtobufError error()
    {
        return error;
    }

    /** {@return number of this field} */
    public int field()
    {
        return field;
    }

    /** {@return type of this field on the wire} */
    public int wireType()
    {
        return wireType;
    }

    /**
     * This field's number, signed ones as they lie. A field of another wire type is an error.
     *
     * @return all 64 bits of it; 0 where there is none.
     */
    public long varint()
    {
        if (VARINT != wireType)
        {
            fail(ProtobufError.WIRE_TYPE);
        }
        return number;
    }

    /**
     * This field's fixed number. A field of another wire type is an error.
     *
     * @return its 32 (without a sign) or 64 bits; 0 where there is none.
     */
    public long fixed()
    {
        if (FIXED_32 != wireType && FIXED_64 != wireType)
        {
            fail(ProtobufError.WIRE_TYPE);
        }
        return number;
    }

    /**
     * Whether this field holds bytes, a string or a message. One that does not is an error.
     *
     * @return true if so.
     */
    public boolean isBytes()
    {
        return BYTES == wireType || fail(ProtobufError.WIRE_TYPE);
    }

    /** {@return first byte of this field's value, in the buffer} */
    public int valueOffset()
    {
        return valueOffset;
    }

    /** {@return bytes of this field's value} */
    public int valueLength()
    {
        return valueLength;
    }

    private boolean readTag()
    {
        final int last = field;
        if (!readVarint())
        {
            return false;
        }
        field = (int)(number >>> TYPE_BITS);
        wireType = (int)number & (1 << TYPE_BITS) - 1;
        if (number < 0 || number > MAX_TAG || 0 == field)
        {
            return fail(ProtobufError.FIELD_NUMBER);
        }
        return !isCanonical || field >= last || fail(ProtobufError.ORDER);
    }

    private boolean readValue()
    {
        switch (wireType)
        {
            case VARINT:
                valueOffset = position;
                return readVarint() && take(0);

            case BYTES:
                if (!readVarint())
                {
                    return false;
                }
                if (number < 0 || number > limit - position)
                {
                    return fail(ProtobufError.LENGTH);
                }
                valueOffset = position;
                return take((int)number);

            case FIXED_32:
                return readFixed(Integer.BYTES);

            case FIXED_64:
                return readFixed(Long.BYTES);

            default:
                return fail(ProtobufError.WIRE_TYPE);
        }
    }

    private boolean readFixed(final int length)
    {
        if (length > limit - position)
        {
            return fail(ProtobufError.TRUNCATED);
        }
        valueOffset = position;
        number = Long.BYTES == length ?
            buffer.getLong(position, LITTLE_ENDIAN) : buffer.getInt(position, LITTLE_ENDIAN) & 0xFFFF_FFFFL;
        return take(length);
    }

    private boolean take(final int length)
    {
        position += length;
        valueLength = position - valueOffset;
        return true;
    }

    /**
     * Other than multiformats', protobuf's numbers have 64 bits, and may be longer than need be.
     */
    private boolean readVarint()
    {
        long value = 0;
        for (int i = 0; i < MAX_VARINT; i++)
        {
            if (position == limit)
            {
                return fail(ProtobufError.TRUNCATED);
            }
            final int b = buffer.getByte(position++);
            value |= (long)(b & 0x7F) << BITS * i;
            if (b >= 0)
            {
                number = value;
                final boolean isTooBig = MAX_VARINT - 1 == i && b > 1;
                final boolean isTooLong = isCanonical && 0 == b && i > 0;
                return !isTooBig && !isTooLong || fail(ProtobufError.VARINT);
            }
        }
        return fail(ProtobufError.VARINT);
    }

    private boolean fail(final ProtobufError reason)
    {
        if (ProtobufError.NONE == error)
        {
            error = reason;
        }
        number = 0;
        valueLength = 0;
        return false;
    }
}
