package io.hopwire.libp2p.identity;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The little of DER (X.690) that keys and signatures need, strictly: lengths as short as possible, numbers that are not
 * negative and as short as possible, nothing behind the end. The first thing that is wrong stays.
 */
final class DerReader
{
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int SEQUENCE = 0x30;

    private static final int FAILED = -1;

    private final byte[] bytes;
    private int position;
    private int limit;
    private boolean failed;

    DerReader(final byte[] bytes)
    {
        this.bytes = bytes;
        limit = bytes.length;
    }

    /** Into an element that goes on to the end of what is around it. */
    DerReader enter(final int tag)
    {
        failed |= length(tag) != limit - position;
        return this;
    }

    /** Bytes that must stand there. */
    DerReader expect(final byte[] expected)
    {
        final int end = position + expected.length;
        failed |= failed || end > limit || !Arrays.equals(bytes, position, end, expected, 0, expected.length);
        position = end;
        return this;
    }

    /**
     * A number.
     *
     * @param maxBits that it may have.
     * @return it; zero where something is wrong.
     */
    BigInteger integer(final int maxBits)
    {
        final int length = length(INTEGER);
        if (failed || 0 == length || length > maxBits / Byte.SIZE + 1 || !isMinimal(length))
        {
            failed = true;
            return BigInteger.ZERO;
        }
        final BigInteger number = new BigInteger(1, bytes, position, length);
        position += length;
        failed |= number.bitLength() > maxBits;
        return number;
    }

    /** {@return whether all was right, and all is read} */
    boolean isComplete()
    {
        return !failed && position == limit;
    }

    private boolean isMinimal(final int length)
    {
        final int first = bytes[position];
        return first > 0 || 0 == first && (1 == length || bytes[position + 1] < 0);
    }

    /** Bytes of the next element, which lie within what is around it. */
    private int length(final int tag)
    {
        if (failed || limit - position < 2 || tag != bytes[position])
        {
            failed = true;
            return FAILED;
        }
        int length = bytes[position + 1];
        position += 2;
        if (length < 0)
        {
            length = longLength(length & 0x7F);
        }
        failed |= length < 0 || length > limit - position;
        return failed ? FAILED : length;
    }

    /** One or two bytes of length are more than any key needs. */
    private int longLength(final int count)
    {
        if (count < 1 || count > 2 || count > limit - position)
        {
            return FAILED;
        }
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            length = length << Byte.SIZE | bytes[position++] & 0xFF;
        }
        return length < (1 == count ? 0x80 : 0x100) ? FAILED : length;
    }
}
