package io.hopwire.routing;

import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Kademlia's metric on ids of {@link #ID_LENGTH} bytes: the distance of two ids is their XOR, read as an unsigned big
 * endian number. Pure functions on buffers, safe on any thread.
 */
public final class Distance
{
    /**
     * Bytes of an id, which is the SHA-256 of a key.
     */
    public static final int ID_LENGTH = 32;

    /**
     * Bits of an id.
     */
    public static final int ID_BITS = ID_LENGTH * Byte.SIZE;

    private Distance()
    {
    }

    /**
     * Length of the longest prefix that two ids share.
     *
     * @param a       holds the first id.
     * @param aOffset its first byte.
     * @param b       holds the second id.
     * @param bOffset its first byte.
     * @return 0 to {@link #ID_BITS} bits; {@link #ID_BITS} where the ids are equal.
     */
    public static int commonPrefixLength(
        final DirectBuffer a, final int aOffset, final DirectBuffer b, final int bOffset)
    {
        for (int i = 0; i < ID_LENGTH; i += SIZE_OF_LONG)
        {
            final long difference = word(a, aOffset + i) ^ word(b, bOffset + i);
            if (0 != difference)
            {
                return i * Byte.SIZE + Long.numberOfLeadingZeros(difference);
            }
        }
        return ID_BITS;
    }

    /**
     * Order of two ids by their distance to a target.
     *
     * @param a            holds the first id.
     * @param aOffset      its first byte.
     * @param b            holds the second id.
     * @param bOffset      its first byte.
     * @param target       holds the id that distances are measured to.
     * @param targetOffset its first byte.
     * @return negative where a is closer, positive where b is closer, 0 where they are the same id.
     */
    public static int compare(
        final DirectBuffer a,
        final int aOffset,
        final DirectBuffer b,
        final int bOffset,
        final DirectBuffer target,
        final int targetOffset)
    {
        for (int i = 0; i < ID_LENGTH; i += SIZE_OF_LONG)
        {
            final long t = word(target, targetOffset + i);
            final int order = Long.compareUnsigned(word(a, aOffset + i) ^ t, word(b, bOffset + i) ^ t);
            if (0 != order)
            {
                return order;
            }
        }
        return 0;
    }

    /**
     * Is one id strictly closer to a target than another?
     *
     * @param a            holds the first id.
     * @param aOffset      its first byte.
     * @param b            holds the second id.
     * @param bOffset      its first byte.
     * @param target       holds the id that distances are measured to.
     * @param targetOffset its first byte.
     * @return true where a is closer than b.
     */
    public static boolean closer(
        final DirectBuffer a,
        final int aOffset,
        final DirectBuffer b,
        final int bOffset,
        final DirectBuffer target,
        final int targetOffset)
    {
        return compare(a, aOffset, b, bOffset, target, targetOffset) < 0;
    }

    /**
     * Numerical order of two ids, the order in which the table keeps them.
     *
     * @param a       holds the first id.
     * @param aOffset its first byte.
     * @param b       holds the second id.
     * @param bOffset its first byte.
     * @return negative, 0 or positive, as in {@link Comparable#compareTo(Object)}.
     */
    public static int compareIds(final DirectBuffer a, final int aOffset, final DirectBuffer b, final int bOffset)
    {
        for (int i = 0; i < ID_LENGTH; i += SIZE_OF_LONG)
        {
            final int order = Long.compareUnsigned(word(a, aOffset + i), word(b, bOffset + i));
            if (0 != order)
            {
                return order;
            }
        }
        return 0;
    }

    /**
     * Eight bytes of an id such that the order of unsigned words is the order of ids.
     *
     * @param buffer holds the bytes.
     * @param offset first of them.
     * @return big endian word.
     */
    static long word(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset, ByteOrder.BIG_ENDIAN);
    }
}
