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

    private static final int OVERFLOWED = -1;
    private static final int LEAD_SHIFT = Long.SIZE - Byte.SIZE;

    private MutableDirectBuffer buffer;
    private int offset;
    private int end;
    private int position;

    /** Where room ends: the end, or {@link #OVERFLOWED}, before every position, so that nothing fits any more. */
    private int limit;

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
        if (this.buffer != buffer)
        {
            // A collector's barrier costs more than the question.
            this.buffer = buffer;
        }
        this.offset = offset;
        this.position = offset;
        this.end = offset + capacity;
        this.limit = end;
        return this;
    }

    /**
     * Bytes written so far.
     *
     * @return bytes written; the beginning of an unfinished encoding where it {@link #overflowed()}.
     */
    public int length()
    {
        return position - offset;
    }

    /**
     * Where the next value goes.
     *
     * @return its offset in the buffer.
     */
    public int position()
    {
        return position;
    }

    /** {@return how many bytes may still be written} */
    public int remaining()
    {
        return end - position;
    }

    /**
     * Did a value not fit? All values from that one on are missing.
     *
     * @return true if so.
     */
    public boolean overflowed()
    {
        return limit < 0;
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
            return putHead(MsgPackFormat.INT_8, value & UINT_8_MAX, Byte.BYTES);
        }
        if (value >= Short.MIN_VALUE)
        {
            return putHead(MsgPackFormat.INT_16, value & UINT_16_MAX, Short.BYTES);
        }
        return value >= Integer.MIN_VALUE ?
            putHead(MsgPackFormat.INT_32, value & UINT_32_MAX, Integer.BYTES) :
            putWithLong(MsgPackFormat.INT_64, value);
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
            return putHead(MsgPackFormat.UINT_8, value, Byte.BYTES);
        }
        return value <= UINT_16_MAX ?
            putHead(MsgPackFormat.UINT_16, value, Short.BYTES) : putHead(MsgPackFormat.UINT_32, value, Integer.BYTES);
    }

    /**
     * Write a string as UTF-8. Half a surrogate pair is written as a question mark, as Java does.
     *
     * @param value to write.
     * @return this.
     */
    public MsgPackEncoder putString(final CharSequence value)
    {
        final int length = value.length();
        if (length < Long.BYTES)
        {
            final long ascii = Utf8.asciiWord(value, length);
            if (ascii >= 0)
            {
                return putWord((long)(MsgPackFormat.FIXSTR | length) << LEAD_SHIFT | ascii >>> Byte.SIZE, 1 + length);
            }
        }
        return putText(value);
    }

    private MsgPackEncoder putText(final CharSequence value)
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
     * Write one value or more that are msgpack already.
     *
     * @param src       holds them.
     * @param srcOffset first byte.
     * @param srcLength bytes.
     * @return this.
     */
    public MsgPackEncoder putEncoded(final DirectBuffer src, final int srcOffset, final int srcLength)
    {
        if (fits(0, srcLength))
        {
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
            putHead(MsgPackFormat.STR_8, byteLength, Byte.BYTES) :
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
            putHead(MsgPackFormat.BIN_8, byteLength, Byte.BYTES) :
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
        final int at = position;
        if (!fits(0, byteLength))
        {
            return INSUFFICIENT_CAPACITY;
        }
        position = at + byteLength;
        return at;
    }

    private boolean fits(final int headLength, final long bodyLength)
    {
        final boolean fits = bodyLength >= 0 && bodyLength <= limit - position - headLength;
        if (!fits)
        {
            limit = OVERFLOWED;
        }
        return fits;
    }

    private void putBody(final DirectBuffer src, final int srcOffset, final int srcLength)
    {
        final int at = position;
        position = at + srcLength;
        if (srcLength >= Long.BYTES && srcLength <= 4 * Long.BYTES)
        {
            putFewWords(at, src, srcOffset, srcLength);
        }
        else
        {
            buffer.putBytes(at, src, srcOffset, srcLength);
        }
    }

    /**
     * Copy 8 to 32 bytes, most keys and ids, without a call: words from the front and from the back, which overlap.
     * All are read before one is written, as the source may be the same memory.
     */
    private void putFewWords(final int at, final DirectBuffer src, final int srcOffset, final int srcLength)
    {
        final int last = srcLength - Long.BYTES;
        final int second = Math.min(Long.BYTES, last);
        final int third = Math.max(last - Long.BYTES, 0);
        final long a = src.getLong(srcOffset);
        final long b = src.getLong(srcOffset + second);
        final long c = src.getLong(srcOffset + third);
        final long d = src.getLong(srcOffset + last);
        buffer.putLong(at, a);
        buffer.putLong(at + second, b);
        buffer.putLong(at + third, c);
        buffer.putLong(at + last, d);
    }

    private MsgPackEncoder putLead(final int lead)
    {
        final int at = position;
        if (at < limit)
        {
            buffer.putByte(at, (byte)lead);
            position = at + 1;
            return this;
        }
        return overflow();
    }

    /**
     * A lead byte and the bytes of its argument, 4 at most.
     */
    private MsgPackEncoder putHead(final int lead, final long argument, final int argumentLength)
    {
        return putWord(
            (long)lead << LEAD_SHIFT | argument << LEAD_SHIFT - Byte.SIZE * argumentLength, 1 + argumentLength);
    }

    /**
     * The first 1 to 8 bytes of a big endian word, and no byte more: by two stores that overlap where need be.
     */
    private MsgPackEncoder putWord(final long word, final int byteLength)
    {
        final int at = position;
        if (byteLength > limit - at)
        {
            return overflow();
        }
        final int end = at + byteLength;
        if (byteLength == Long.BYTES)
        {
            buffer.putLong(at, word, BIG_ENDIAN);
        }
        else if (byteLength >= Integer.BYTES)
        {
            buffer.putInt(at, (int)(word >>> Integer.SIZE), BIG_ENDIAN);
            buffer.putInt(end - Integer.BYTES, (int)(word >>> Long.SIZE - Byte.SIZE * byteLength), BIG_ENDIAN);
        }
        else if (byteLength >= Short.BYTES)
        {
            buffer.putShort(at, (short)(word >>> Long.SIZE - Short.SIZE), BIG_ENDIAN);
            buffer.putShort(end - Short.BYTES, (short)(word >>> Long.SIZE - Byte.SIZE * byteLength), BIG_ENDIAN);
        }
        else
        {
            buffer.putByte(at, (byte)(word >>> LEAD_SHIFT));
        }
        position = end;
        return this;
    }

    private MsgPackEncoder putWithLong(final int lead, final long argument)
    {
        final int at = position;
        if (1 + Long.BYTES > limit - at)
        {
            return overflow();
        }
        buffer.putByte(at, (byte)lead);
        buffer.putLong(at + 1, argument, BIG_ENDIAN);
        position = at + 1 + Long.BYTES;
        return this;
    }

    private MsgPackEncoder putSized(final int lead16, final int lead32, final long size)
    {
        if (size < 0 || size > UINT_32_MAX)
        {
            return overflow();
        }
        return size <= UINT_16_MAX ?
            putHead(lead16, size, Short.BYTES) : putHead(lead32, size, Integer.BYTES);
    }

    private MsgPackEncoder overflow()
    {
        limit = OVERFLOWED;
        return this;
    }
}
