package io.hopwire.wire;

import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import org.agrona.DirectBuffer;

import static io.hopwire.wire.MsgPackFormat.UINT_8_MAX;
import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Reads msgpack values one behind the other, where they lie. Strings, binaries and extensions are shown as views: an
 * offset in the buffer and a length. Encodings that are longer than need be are read like the shortest ones.
 * <p>
 * What breaks the format, or is not of the type asked for, sets {@link #error()}: it stays until the next
 * {@link #wrap(DirectBuffer, int, int)}, and from then on every read answers 0, false or {@link #FAILED}. So a whole
 * payload may be read first and the error asked for once, at the end. A length is compared with the bytes present,
 * and a count with the bytes left for that many values, before either is handed out: what a count costs the caller is
 * bounded by what the sender paid in bytes.
 * <pre>{@code
 *    decoder.wrap(buffer, offset, length);
 *    final int count = decoder.readArrayHeader();
 *    final long sequence = decoder.readLong();
 *    final int nameLength = decoder.readString();   // at decoder.valueOffset()
 *    if (!decoder.isComplete()) ...                 // count RejectCode.PAYLOAD, drop
 * }</pre>
 * Not thread-safe.
 *
 * @see <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">MessagePack specification</a>
 */
public final class MsgPackDecoder
{
    /**
     * Answer of a read that wanted a length or a count and failed.
     */
    public static final int FAILED = -1;

    private static final int NO_LEAD = Integer.MIN_VALUE;
    private static final int NO_LIMIT = -1;

    private final MsgPackHead head = new MsgPackHead();
    private final MsgPackWalker walker = new MsgPackWalker();

    private DirectBuffer buffer;
    private int start;
    private int position;
    private int end;

    /** Where values end: the end, or after a failure {@link #NO_LIMIT}, before every position. */
    private int limit;
    private MsgPackError error;

    private int valueOffset;
    private int extensionType;

    /**
     * A decoder over no memory: {@link #wrap(DirectBuffer, int, int)} it.
     */
    public MsgPackDecoder()
    {
    }

    /**
     * Begin at an offset of a buffer.
     *
     * @param buffer to read.
     * @param offset first byte.
     * @param length bytes present.
     * @return this.
     */
    public MsgPackDecoder wrap(final DirectBuffer buffer, final int offset, final int length)
    {
        buffer.boundsCheck(offset, length);
        if (this.buffer != buffer)
        {
            // A collector's barrier costs more than the question.
            this.buffer = buffer;
        }
        start = offset;
        end = offset + length;
        rewind();
        return this;
    }

    /**
     * Check all that was wrapped, whatever has been read of it: exactly one value, well-formed, nested no deeper than
     * {@link Limits#MSGPACK_MAX_DEPTH}. Where it is, reading begins again with the first value; where it is not, the
     * error stays. Does not look for UTF-8 in strings nor for keys that occur twice in a map.
     *
     * @param strict true also applies seed 004's limits: no extensions, and strings only as keys of maps.
     * @return null if all is well, else {@link RejectCode#PAYLOAD}.
     */
    public RejectCode validate(final boolean strict)
    {
        rewind();
        if (walk(strict) && position != end)
        {
            fail(MsgPackError.TRAILING);
        }
        if (!failed())
        {
            position = start;
        }
        return rejectCode();
    }

    /**
     * What went wrong first.
     *
     * @return {@link MsgPackError#NONE} as long as nothing did.
     */
    public MsgPackError error()
    {
        return failed() ? error : MsgPackError.NONE;
    }

    /**
     * Did anything go wrong?
     *
     * @return true if so.
     */
    public boolean failed()
    {
        return limit < 0;
    }

    /**
     * The counter to count a failure on.
     *
     * @return null as long as nothing went wrong, then {@link RejectCode#PAYLOAD}.
     */
    public RejectCode rejectCode()
    {
        return failed() ? RejectCode.PAYLOAD : null;
    }

    /**
     * Has everything been read, without a failure?
     *
     * @return true if so.
     */
    public boolean isComplete()
    {
        return position == limit;
    }

    /**
     * Where the next value begins.
     *
     * @return its offset in the buffer.
     */
    public int position()
    {
        return position;
    }

    /** {@return how many bytes are not read yet} */
    public int remaining()
    {
        return end - position;
    }

    /**
     * Type of the next value, which is not consumed.
     *
     * @return its type; {@link MsgPackType#NONE} at the end and after a failure.
     */
    public MsgPackType peek()
    {
        return position < limit ? MsgPackFormat.type(buffer.getByte(position) & 0xff) : MsgPackType.NONE;
    }

    /**
     * Read nil.
     *
     * @return true if it was there.
     */
    public boolean readNil()
    {
        return consume(MsgPackType.NIL);
    }

    /**
     * Read a boolean.
     *
     * @return its value; false after a failure.
     */
    public boolean readBoolean()
    {
        final int lead = lead();
        if ((lead & ~1) == (byte)MsgPackFormat.FALSE)
        {
            position++;
            return lead == (byte)MsgPackFormat.TRUE;
        }
        return consume(MsgPackType.BOOLEAN) && head.argument() != 0;
    }

    /**
     * Read an integer from -2^63 to 2^63-1.
     *
     * @return its value; 0 after a failure.
     */
    public long readLong()
    {
        final int at = position;
        if (limit - at >= Long.BYTES)
        {
            return readLong(at, buffer.getLong(at, BIG_ENDIAN));
        }
        if (at < limit)
        {
            final int lead = buffer.getByte(at);
            if (lead >= MsgPackFormat.FIXINT_MIN)
            {
                position = at + 1;
                return lead;
            }
        }
        return readAnyLong();
    }

    /**
     * An integer out of the next 8 bytes. By cases, because a processor foresees which, and hence where the next value
     * begins, before it has read this one.
     */
    private long readLong(final int at, final long word)
    {
        final int lead = (int)(word >> Long.SIZE - Byte.SIZE);
        if (lead >= MsgPackFormat.FIXINT_MIN)
        {
            position = at + 1;
            return lead;
        }
        final long argument = word << Byte.SIZE;
        switch (lead & 0xff)
        {
            case MsgPackFormat.UINT_8:
                position = at + 1 + Byte.BYTES;
                return argument >>> Long.SIZE - Byte.SIZE;
            case MsgPackFormat.UINT_16:
                position = at + 1 + Short.BYTES;
                return argument >>> Long.SIZE - Short.SIZE;
            case MsgPackFormat.UINT_32:
                position = at + 1 + Integer.BYTES;
                return argument >>> Long.SIZE - Integer.SIZE;
            case MsgPackFormat.INT_8:
                position = at + 1 + Byte.BYTES;
                return argument >> Long.SIZE - Byte.SIZE;
            case MsgPackFormat.INT_16:
                position = at + 1 + Short.BYTES;
                return argument >> Long.SIZE - Short.SIZE;
            case MsgPackFormat.INT_32:
                position = at + 1 + Integer.BYTES;
                return argument >> Long.SIZE - Integer.SIZE;
            default:
                return readAnyLong();
        }
    }

    private long readAnyLong()
    {
        return expect(MsgPackType.INTEGER) && consumeIf(!head.isBeyondLong()) ? head.argument() : 0;
    }

    /**
     * Read an integer from 0 to 2^64-1.
     *
     * @return its value, of which a negative one stands for itself plus 2^64; 0 after a failure.
     */
    public long readUnsignedLong()
    {
        return expect(MsgPackType.INTEGER) && consumeIf(head.argument() >= 0 || head.isBeyondLong()) ?
            head.argument() : 0;
    }

    /**
     * Read a number. An integer will do if a double holds it exactly: in some languages a whole number has no other
     * form.
     *
     * @return its value; 0 after a failure.
     */
    public double readDouble()
    {
        if (peek() != MsgPackType.INTEGER)
        {
            return consume(MsgPackType.FLOAT) ? head.floatValue() : 0;
        }
        return expect(MsgPackType.INTEGER) && consumeIf(head.isExactAsDouble()) ? head.integerAsDouble() : 0;
    }

    /**
     * Read a string; its bytes are at {@link #valueOffset()}.
     *
     * @return how many bytes it has, or {@link #FAILED}.
     */
    public int readString()
    {
        final int at = position;
        if (at < limit)
        {
            final int length = buffer.getByte(at) - (byte)MsgPackFormat.FIXSTR;
            if (length >= 0 && length <= MsgPackFormat.FIXSTR_MAX && length < limit - at)
            {
                return passBody(at + 1, length);
            }
        }
        return consumeBody(MsgPackType.STRING);
    }

    /**
     * Read a binary; its bytes are at {@link #valueOffset()}.
     *
     * @return how many bytes it has, or {@link #FAILED}.
     */
    public int readBinary()
    {
        final int at = position;
        if (limit - at > 1)
        {
            final int length = (buffer.getShort(at, BIG_ENDIAN) & 0xffff) - (MsgPackFormat.BIN_8 << Byte.SIZE);
            if (length >= 0 && length <= UINT_8_MAX && length <= limit - at - 2)
            {
                return passBody(at + 2, length);
            }
        }
        return consumeBody(MsgPackType.BINARY);
    }

    /**
     * Read an extension; its bytes are at {@link #valueOffset()}, its type is {@link #extensionType()}.
     *
     * @return how many bytes it has, or {@link #FAILED}.
     */
    public int readExtension()
    {
        return consumeBody(MsgPackType.EXTENSION);
    }

    /**
     * Where the last string, binary or extension that was read has its bytes.
     *
     * @return their offset in the buffer.
     */
    public int valueOffset()
    {
        return valueOffset;
    }

    /**
     * Type of the last extension that was read.
     *
     * @return from -128 to 127; negative ones are msgpack's own, -1 is a timestamp.
     */
    public int extensionType()
    {
        return extensionType;
    }

    /**
     * Read the head of an array, whose values come next.
     *
     * @return how many values, never more than there are bytes left, or {@link #FAILED}.
     */
    public int readArrayHeader()
    {
        return consumeCount(MsgPackType.ARRAY, MsgPackFormat.FIXARRAY, 1);
    }

    /**
     * Read the head of a map, whose pairs of key and value come next.
     *
     * @return how many pairs, never more than half the bytes left, or {@link #FAILED}.
     */
    public int readMapHeader()
    {
        return consumeCount(MsgPackType.MAP, MsgPackFormat.FIXMAP, 2);
    }

    /**
     * Pass over the next value with all that is in it.
     *
     * @return true if it was there and well-formed.
     */
    public boolean skip()
    {
        return walk(false);
    }

    private void rewind()
    {
        position = start;
        limit = end;
    }

    /**
     * The next lead byte, with its sign: it tells the short forms, most of what is sent; all else goes by the head.
     */
    private int lead()
    {
        return position < limit ? buffer.getByte(position) : NO_LEAD;
    }

    private int passBody(final int bodyOffset, final int length)
    {
        valueOffset = bodyOffset;
        position = bodyOffset + length;
        return length;
    }

    private boolean walk(final boolean strict)
    {
        if (!failed())
        {
            final MsgPackError cause = walker.walk(buffer, position, limit, strict);
            if (cause != MsgPackError.NONE)
            {
                return fail(cause);
            }
            position = walker.end();
        }
        return !failed();
    }

    private boolean consume(final MsgPackType wanted)
    {
        if (!expect(wanted))
        {
            return false;
        }
        position = head.bodyOffset();
        return true;
    }

    private int consumeBody(final MsgPackType wanted)
    {
        if (!consume(wanted))
        {
            return FAILED;
        }
        valueOffset = position;
        extensionType = buffer.getByte(position - 1);
        position += head.bodyLength();
        return head.bodyLength();
    }

    private int consumeCount(final MsgPackType wanted, final int fixLead, final int valuesPerEntry)
    {
        final int lead = lead();
        final int count = lead & MsgPackFormat.FIX_CONTAINER_MAX;
        if (lead - count == (byte)fixLead && valuesPerEntry * count < limit - position)
        {
            position++;
            return count;
        }
        return consume(wanted) ? (int)head.argument() : FAILED;
    }

    private boolean consumeIf(final boolean inRange)
    {
        if (!inRange)
        {
            return fail(MsgPackError.RANGE);
        }
        position = head.bodyOffset();
        return true;
    }

    private boolean expect(final MsgPackType wanted)
    {
        if (failed())
        {
            return false;
        }
        final MsgPackError cause = head.read(buffer, position, limit);
        return cause == MsgPackError.NONE ? head.type() == wanted || fail(MsgPackError.TYPE) : fail(cause);
    }

    private boolean fail(final MsgPackError cause)
    {
        error = cause;
        limit = NO_LIMIT;
        return false;
    }
}
