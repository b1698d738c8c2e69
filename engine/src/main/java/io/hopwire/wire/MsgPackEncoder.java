package io.hopwire.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static io.hopwire.wire.MsgPackFormat.UINT_16_MAX;
import static io.hopwire.wire.MsgPackFormat.UINT_32_MAX;
import static io.hopwire.wire.MsgPackFormat.UINT_8_MAX;
import static io.hopwire.wire.MsgPackFormat.binaryHeadLength;
import static io.hopwire.wire.MsgPackFormat.stringHeadLength;
import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Writes msgpack values one behind the other into lent memory, each in its shortest form; only numbers with a
 * fraction are always 64 bits wide, because seed 004 allows doubles alone.
 * <p>
 * Writes nothing beyond the capacity it was given. A value that does not fit, whole, is not written, and neither is any
 * value after it: {@link #overflowed()} need be asked once only, at the end. A length or count that msgpack can not say
 * (negative, 2^32 or more) counts as one that does not fit. Does not check that containers get as many values as their
 * header promised.
 * <pre>{@code
 *    encoder.wrap(buffer, offset, capacity).putArrayHeader(2).putLong(7).putString("name");
 *    if (encoder.overflowed()) ...
 *    send(buffer, offset, encoder.length());
 * }</pre>
 * Not thread-safe.
 *
 * @see <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">MessagePack specification</a>
 */
public final class MsgPackEncoder
{
    /**
     * There is no room.
     */
    public static final int INSUFFICIENT_CAPACITY = -1;

    private MutableDirectBuffer buffer;
    private int offset;
    private int capacity;
    private int length;
    private boolean overflowed;

    /**
     * An encoder over no memory: {@link #wrap(MutableDirectBuffer, int, int)} it.
     */
    public MsgPackEncoder()
    {
    }

    /**
     * Begin at an offset of a buffer.
     *
     * @param buffer   to write into.
     * @param offset   first byte.
     * @param capacity most bytes to write.
     * @return this.
     */
    public MsgPackEncoder wrap(final MutableDirectBuffer buffer, final int offset, final int capacity)
    {
        buffer.boundsCheck(offset, capacity);
        this.buffer = buffer;
        this.offset = offset;
        this.capacity = capacity;
        this.length = 0;
        this.overflowed = false;
        return this;
    }

    /**
     * Bytes written so far.
     *
     * @return bytes written; the beginning of an unfinished encoding where it {@link #overflowed()}.
     */
    public int length()
    {
        return length;
    }

    /**
     * Where the next value goes.
     *
     * @return its offset in the buffer.
     */
    public int position()
    {
        return offset + length;
    }

    /**
     * Bytes that may still be written.
     *
     * @return bytes that may still be written.
     */
    public int remaining()
    {
        return capacity - length;
    }

    /**
     * Did a value not fit? All values from that one on are missing.
     *
     * @return true if so.
     */
    public boolean overflowed()
    {
        return overflowed;
    }

    /**
     * Write nil.
     *
     * @return this.
     */
    public MsgPackEncoder putNil()
    {
        return putLead(MsgPackFormat.NIL);
    }

    /**
     * Write a boolean.
     *
     * @param value to write.
     * @return this.
     */
    public MsgPackEncoder putBoolean(final boolean value)
    {
        return putLead(value ? MsgPackFormat.TRUE : MsgPackFormat.FALSE);
    }

    /**
     * Write a double, bit for bit, NaN too.
     *
     * @param value to write.
     * @return this.
     */
    public MsgPackEncoder putDouble(final double value)
    {
        return putWithLong(MsgPackFormat.FLOAT_64, Double.doubleToRawLongBits(value));
    }

    /**
     * Write a signed integer.
     *
     * @param value to write.
     * @return this.
     */
    public MsgPackEncoder putLong(final long value)
    {
        if (value >= 0)
        {
            return putUnsignedLong(value);
        }
        if (value >= MsgPackFormat.FIXINT_MIN)
        {
            return putLead((int)value);
        }
        if (value >= Byte.MIN_VALUE)
        {
            return putWithByte(MsgPackFormat.INT_8, (int)value);
        }
        if (value >= Short.MIN_VALUE)
        {
            return putWithShort(MsgPackFormat.INT_16, (int)value);
        }
        return value >= Integer.MIN_VALUE ?
            putWithInt(MsgPackFormat.INT_32, (int)value) : putWithLong(MsgPackFormat.INT_64, value);
    }

    /**
     * Write an unsigned integer.
     *
     * @param value to write; a negative one stands for itself plus 2^64.
     * @return this.
     */
    public MsgPackEncoder putUnsignedLong(final long value)
    {
        if (value < 0 || value > UINT_32_MAX)
        {
            return putWithLong(MsgPackFormat.UINT_64, value);
        }
        if (value <= MsgPackFormat.FIXINT_MAX)
        {
            return putLead((int)value);
        }
        if (value <= UINT_8_MAX)
        {
            return putWithByte(MsgPackFormat.UINT_8, (int)value);
        }
        return value <= UINT_16_MAX ?
            putWithShort(MsgPackFormat.UINT_16, (int)value) : putWithInt(MsgPackFormat.UINT_32, (int)value);
    }

    /**
     * Write a string as UTF-8. Half a surrogate pair is written as a question mark, as Java does.
     *
     * @param value to write.
     * @return this.
     */
    public MsgPackEncoder putString(final CharSequence value)
    {
        final long byteLength = Utf8.encodedLength(value);
        if (fits(stringHeadLength(byteLength), byteLength))
        {
            putStringHeader(byteLength);
            Utf8.encode(value, buffer, claim((int)byteLength));
        }
        return this;
    }

    /**
     * Write a string whose UTF-8 bytes are there already.
     *
     * @param src       holds the bytes.
     * @param srcOffset first byte.
     * @param srcLength how many.
     * @return this.
     */
    public MsgPackEncoder putString(final DirectBuffer src, final int srcOffset, final int srcLength)
    {
        if (fits(stringHeadLength(srcLength), srcLength))
        {
            putStringHeader(srcLength);
            putBody(src, srcOffset, srcLength);
        }
        return this;
    }

    /**
     * Write bytes.
     *
     * @param src       holds the bytes.
     * @param srcOffset first byte.
     * @param srcLength how many.
     * @return this.
     */
    public MsgPackEncoder putBinary(final DirectBuffer src, final int srcOffset, final int srcLength)
    {
        if (fits(binaryHeadLength(srcLength), srcLength))
        {
            putBinaryHeader(srcLength);
            putBody(src, srcOffset, srcLength);
        }
        return this;
    }

    /**
     * Write the head of a string whose bytes follow: from elsewhere, or in place by {@link #claim(int)}.
     *
     * @param byteLength bytes of its UTF-8 form, 0 to 2^32-1.
     * @return this.
     */
    public MsgPackEncoder putStringHeader(final long byteLength)
    {
        if (byteLength >= 0 && byteLength <= MsgPackFormat.FIXSTR_MAX)
        {
            return putLead(MsgPackFormat.FIXSTR | (int)byteLength);
        }
        return byteLength <= UINT_8_MAX && byteLength >= 0 ?
            putWithByte(MsgPackFormat.STR_8, (int)byteLength) :
            putSized(MsgPackFormat.STR_16, MsgPackFormat.STR_32, byteLength);
    }

    /**
     * Write the head of a binary whose bytes follow: from elsewhere, or in place by {@link #claim(int)}.
     *
     * @param byteLength how many, 0 to 2^32-1.
     * @return this.
     */
    public MsgPackEncoder putBinaryHeader(final long byteLength)
    {
        return byteLength <= UINT_8_MAX && byteLength >= 0 ?
            putWithByte(MsgPackFormat.BIN_8, (int)byteLength) :
            putSized(MsgPackFormat.BIN_16, MsgPackFormat.BIN_32, byteLength);
    }

    /**
     * Write the head of an array whose values follow.
     *
     * @param count of values, 0 to 2^32-1.
     * @return this.
     */
    public MsgPackEncoder putArrayHeader(final long count)
    {
        return count >= 0 && count <= MsgPackFormat.FIX_CONTAINER_MAX ?
            putLead(MsgPackFormat.FIXARRAY | (int)count) :
            putSized(MsgPackFormat.ARRAY_16, MsgPackFormat.ARRAY_32, count);
    }

    /**
     * Write the head of a map. As many pairs follow, key and value; seed 004 allows strings only as keys.
     *
     * @param count of pairs, 0 to 2^32-1.
     * @return this.
     */
    public MsgPackEncoder putMapHeader(final long count)
    {
        return count >= 0 && count <= MsgPackFormat.FIX_CONTAINER_MAX ?
            putLead(MsgPackFormat.FIXMAP | (int)count) :
            putSized(MsgPackFormat.MAP_16, MsgPackFormat.MAP_32, count);
    }

    /**
     * Take room for the bytes behind a string's or binary's head, to be written by the caller.
     *
     * @param byteLength how many, exactly.
     * @return their offset in the buffer, or {@link #INSUFFICIENT_CAPACITY}, and then nothing may be written.
     */
    public int claim(final int byteLength)
    {
        if (!fits(0, byteLength))
        {
            return INSUFFICIENT_CAPACITY;
        }
        final int at = offset + length;
        length += byteLength;
        return at;
    }

    private boolean fits(final int headLength, final long bodyLength)
    {
        if (bodyLength < 0 || bodyLength > capacity - length - headLength)
        {
            overflowed = true;
        }
        return !overflowed;
    }

    private void putBody(final DirectBuffer src, final int srcOffset, final int srcLength)
    {
        buffer.putBytes(claim(srcLength), src, srcOffset, srcLength);
    }

    private MsgPackEncoder putLead(final int lead)
    {
        final int at = claim(1);
        if (at >= 0)
        {
            buffer.putByte(at, (byte)lead);
        }
        return this;
    }

    private MsgPackEncoder putWithByte(final int lead, final int argument)
    {
        final int at = claim(2);
        if (at >= 0)
        {
            buffer.putByte(at, (byte)lead);
            buffer.putByte(at + 1, (byte)argument);
        }
        return this;
    }

    private MsgPackEncoder putWithShort(final int lead, final int argument)
    {
        final int at = claim(3);
        if (at >= 0)
        {
            buffer.putByte(at, (byte)lead);
            buffer.putShort(at + 1, (short)argument, BIG_ENDIAN);
        }
        return this;
    }

    private MsgPackEncoder putWithInt(final int lead, final int argument)
    {
        final int at = claim(5);
        if (at >= 0)
        {
            buffer.putByte(at, (byte)lead);
            buffer.putInt(at + 1, argument, BIG_ENDIAN);
        }
        return this;
    }

    private MsgPackEncoder putWithLong(final int lead, final long argument)
    {
        final int at = claim(9);
        if (at >= 0)
        {
            buffer.putByte(at, (byte)lead);
            buffer.putLong(at + 1, argument, BIG_ENDIAN);
        }
        return this;
    }

    private MsgPackEncoder putSized(final int lead16, final int lead32, final long size)
    {
        if (size < 0 || size > UINT_32_MAX)
        {
            overflowed = true;
            return this;
        }
        return size <= UINT_16_MAX ? putWithShort(lead16, (int)size) : putWithInt(lead32, (int)size);
    }
}
