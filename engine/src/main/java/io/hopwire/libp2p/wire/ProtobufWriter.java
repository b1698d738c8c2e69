package io.hopwire.libp2p.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the fields of protobuf messages one behind the other, canonically if its caller keeps their order. A message
 * inside of a message is announced with its length, which {@link #numberLength} and {@link #bytesLength} add up to.
 * <p>
 * Where the room does not suffice, nothing more is written and {@link #failed()} tells so: the caller may write all and
 * ask once. Allocates nothing. Not thread-safe.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding of protobuf</a>
 */
public final class ProtobufWriter
{
    private static final int TYPE_BITS = 3;

    private MutableDirectBuffer buffer;
    private int start;
    private int position;
    private int limit;
    private boolean failed;

    /**
     * A writer over no memory: {@link #wrap} it.
     */
    public ProtobufWriter()
    {
    }

    /**
     * Begin.
     *
     * @param buffer   to write to.
     * @param offset   first byte.
     * @param capacity bytes that there is room for.
     * @return this.
     */
    public ProtobufWriter wrap(final MutableDirectBuffer buffer, final int offset, final int capacity)
    {
        buffer.boundsCheck(offset, capacity);
        this.buffer = buffer;
        start = offset;
        position = offset;
        limit = offset + capacity;
        failed = false;
        return this;
    }

    /**
     * A field that is a number.
     *
     * @param field  number of the field.
     * @param number 0 or more.
     * @return this.
     */
    public ProtobufWriter putNumber(final int field, final long number)
    {
        if (hasRoom(numberLength(field, number)))
        {
            putTag(field, ProtobufReader.VARINT);
            position += UnsignedVarint.put(buffer, position, number);
        }
        return this;
    }

    /**
     * A field that is bytes or a string.
     *
     * @param field number of the field.
     * @param src   holds the value.
     * @return this.
     */
    public ProtobufWriter putBytes(final int field, final byte[] src)
    {
        if (putHead(field, src.length))
        {
            buffer.putBytes(position, src);
            position += src.length;
        }
        return this;
    }

    /**
     * A field that is bytes or a string.
     *
     * @param field  number of the field.
     * @param src    holds the value.
     * @param offset first byte.
     * @param length bytes.
     * @return this.
     */
    public ProtobufWriter putBytes(final int field, final DirectBuffer src, final int offset, final int length)
    {
        if (putHead(field, length))
        {
            buffer.putBytes(position, src, offset, length);
            position += length;
        }
        return this;
    }

    /**
     * Begin a field that is a message, whose fields follow.
     *
     * @param field  number of the field.
     * @param length bytes that its fields will have.
     * @return this.
     */
    public ProtobufWriter putMessage(final int field, final int length)
    {
        putHead(field, length);
        return this;
    }

    /**
     * Leave room for a value that the caller writes.
     *
     * @param field  number of the field.
     * @param length bytes of the value.
     * @return its first byte, or -1 where there is no room.
     */
    public int claim(final int field, final int length)
    {
        if (!putHead(field, length))
        {
            return -1;
        }
        position += length;
        return position - length;
    }

    /** {@return bytes written} */
    public int length()
    {
        return position - start;
    }

    /** {@return whether the room did not suffice} */
    public boolean failed()
    {
        return failed;
    }

    /**
     * Bytes of a field that is a number.
     *
     * @param field  number of the field.
     * @param number 0 or more.
     * @return bytes of all of it.
     */
    public static int numberLength(final int field, final long number)
    {
        return tagLength(field) + UnsignedVarint.length(number);
    }

    /**
     * Bytes of a field that is bytes, a string or a message.
     *
     * @param field  number of the field.
     * @param length bytes of its value.
     * @return bytes of all of it.
     */
    public static int bytesLength(final int field, final int length)
    {
        return tagLength(field) + UnsignedVarint.length(length) + length;
    }

    private boolean putHead(final int field, final int length)
    {
        if (!hasRoom(bytesLength(field, length)))
        {
            return false;
        }
        putTag(field, ProtobufReader.BYTES);
        position += UnsignedVarint.put(buffer, position, length);
        return true;
    }

    private void putTag(final int field, final int wireType)
    {
        position += UnsignedVarint.put(buffer, position, tag(field) | wireType);
    }

    private boolean hasRoom(final int length)
    {
        failed |= length > limit - position;
        return !failed;
    }

    private static int tagLength(final int field)
    {
        return UnsignedVarint.length(tag(field));
    }

    private static long tag(final int field)
    {
        return (long)field << TYPE_BITS;
    }
}
