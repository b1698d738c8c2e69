package io.hopwire.wire;

import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import org.agrona.DirectBuffer;

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

    private final MsgPackHead head = new MsgPackHead();
    private final MsgPackWalker walker = new MsgPackWalker();

    private DirectBuffer buffer;
    private int start;
    private int position;
    private int limit;
    private MsgPackError error = MsgPackError.NONE;

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
        this.buffer = buffer;
        start = offset;
        position = offset;
        limit = offset + length;
        error = MsgPackError.NONE;
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
        position = start;
        error = MsgPackError.NONE;
        if (walk(strict) && position != limit)
        {
            fail(MsgPackError.TRAILING);
        }
        if (error == MsgPackError.NONE)
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
        return error;
    }

    /**
     * Did anything go wrong?
     *
     * @return true if so.
     */
    public boolean failed()
    {
        return error != MsgPackError.NONE;
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
        return position == limit && !failed();
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

    /**
     * Bytes not read yet.
     *
     * @return bytes not read yet.
     */
    public int remaining()
    {
        return limit - position;
    }

    /**
     * Type of the next value, which is not consumed.
     *
     * @return its type; {@link MsgPackType#NONE} at the end and after a failure.
     */
    public MsgPackType peek()
    {
        return failed() || position == limit ? MsgPackType.NONE : MsgPackFormat.type(buffer.getByte(position) & 0xff);
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
        return consume(MsgPackType.BOOLEAN) && head.argument() != 0;
    }

    /**
     * Read an integer from -2^63 to 2^63-1.
     *
     * @return its value; 0 after a failure.
     */
    public long readLong()
    {
        final int lead = lead();
        if (lead >= MsgPackFormat.FIXINT_MIN)
        {
            position++;
            return lead;
        }
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
        final int lead = lead();
        final int length = lead & MsgPackFormat.FIXSTR_MAX;
        return lead - length == (byte)MsgPackFormat.FIXSTR && length < remaining() ?
            passBody(1, length) : consumeBody(MsgPackType.STRING);
    }

    /**
     * Read a binary; its bytes are at {@link #valueOffset()}.
     *
     * @return how many bytes it has, or {@link #FAILED}.
     */
    public int readBinary()
    {
        final int length =
            lead() == (byte)MsgPackFormat.BIN_8 && remaining() > 1 ? buffer.getByte(position + 1) & 0xff : FAILED;
        return length >= 0 && length <= remaining() - 2 ? passBody(2, length) : consumeBody(MsgPackType.BINARY);
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

    /**
     * The next lead byte, with its sign: it tells the short forms, most of what is sent; all else goes by the head.
     */
    private int lead()
    {
        return position < limit && !failed() ? buffer.getByte(position) : NO_LEAD;
    }

    private int passBody(final int headLength, final int length)
    {
        valueOffset = position + headLength;
        position = valueOffset + length;
        return length;
    }

    private boolean walk(final boolean strict)
    {
        if (!failed())
        {
            error = walker.walk(buffer, position, limit, strict);
            position = failed() ? position : walker.end();
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
        if (lead - count == (byte)fixLead && valuesPerEntry * count < remaining())
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
        if (!failed())
        {
            error = head.read(buffer, position, limit);
        }
        return !failed() && (head.type() == wanted || fail(MsgPackError.TYPE));
    }

    private boolean fail(final MsgPackError cause)
    {
        error = cause;
        return false;
    }
}
