package io.hopwire.libp2p.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Unsigned varint of multiformats: seven bits a byte, least significant first, the high bit set in all bytes but the
 * last. Numbers have at most 63 bits, so encodings at most {@link #MAX_LENGTH} bytes; only the shortest encoding of a
 * number is one.
 * <p>
 * Since a number has one encoding, {@link #length(long)} of what was read is what to go on by:
 * <pre>{@code
 *    final long value = UnsignedVarint.get(buffer, offset, available);
 *    if (value < 0) ...                                 // INCOMPLETE: wait for more; all else: refuse
 *    offset += UnsignedVarint.length(value);
 * }</pre>
 * Pure functions that allocate nothing, for any thread.
 *
 * @see <a href="https://github.com/multiformats/unsigned-varint">multiformats/unsigned-varint</a>
 */
public final class UnsignedVarint
{
    /** Most bytes of an encoding. */
    public static final int MAX_LENGTH = 9;

    /** Instead of a number: it is right so far, but its last byte is not there yet. */
    public static final int INCOMPLETE = -1;
    /** Instead of a number: a shorter encoding of it exists. */
    public static final int NOT_MINIMAL = -2;
    /** Instead of a number: it has more than {@link #MAX_LENGTH} bytes. */
    public static final int TOO_LONG = -3;

    private static final int BITS = 7;
    private static final int MORE = 0x80;

    private UnsignedVarint()
    {
    }

    /**
     * Read a number.
     *
     * @param buffer    holds it.
     * @param offset    its first byte.
     * @param available bytes from there on, of which it takes what it needs; 0 or more.
     * @return the number, or {@link #INCOMPLETE}, {@link #NOT_MINIMAL} or {@link #TOO_LONG}, all of which are negative.
     */
    public static long get(final DirectBuffer buffer, final int offset, final int available)
    {
        final int limit = Math.min(available, MAX_LENGTH);
        long value = 0;
        for (int i = 0; i < limit; i++)
        {
            final int b = buffer.getByte(offset + i);
            value |= (long)(b & 0x7F) << (BITS * i);
            if (b >= 0)
            {
                return b == 0 && i > 0 ? NOT_MINIMAL : value;
            }
        }
        return limit < MAX_LENGTH ? INCOMPLETE : TOO_LONG;
    }

    /**
     * Write a number.
     *
     * @param buffer to write to.
     * @param offset first byte.
     * @param value  0 or more.
     * @return bytes written, {@link #length(long)}.
     * @throws IllegalArgumentException if the number is negative.
     */
    public static int put(final MutableDirectBuffer buffer, final int offset, final long value)
    {
        if (value < 0)
        {
            throw new IllegalArgumentException("no unsigned varint: " + value);
        }
        int at = offset;
        long rest = value;
        while (rest >= MORE)
        {
            buffer.putByte(at++, (byte)(rest | MORE));
            rest >>>= BITS;
        }
        buffer.putByte(at++, (byte)rest);
        return at - offset;
    }

    /**
     * Bytes that a number takes.
     *
     * @param value 0 or more.
     * @return from 1 to {@link #MAX_LENGTH}.
     */
    public static int length(final long value)
    {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + BITS - 1) / BITS;
    }
}
