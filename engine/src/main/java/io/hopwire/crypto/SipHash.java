package io.hopwire.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012) with 64 or 128 bits of output: the keyed MAC in front of handshakes, and
 * the keyed hash of tables that strangers may fill. Allocates nothing.
 * <p>
 * Immutable, so any number of threads may share an instance.
 */
public final class SipHash
{
    /**
     * Bytes of a key.
     */
    public static final int KEY_LENGTH = 16;

    /**
     * Bytes of the longer output.
     */
    public static final int LENGTH_128 = 16;

    private final long k0;
    private final long k1;

    /**
     * With a key as two numbers.
     *
     * @param k0 first 8 bytes of the key, little endian.
     * @param k1 last 8 bytes of the key, little endian.
     */
    public SipHash(final long k0, final long k1)
    {
        this.k0 = k0;
        this.k1 = k1;
    }

    /**
     * With a key in a buffer.
     *
     * @param key    holds the key.
     * @param offset first of {@link #KEY_LENGTH} bytes.
     */
    public SipHash(final DirectBuffer key, final int offset)
    {
        this(key.getLong(offset, LITTLE_ENDIAN), key.getLong(offset + Long.BYTES, LITTLE_ENDIAN));
    }

    /**
     * Hash to 64 bits.
     *
     * @param buffer holds the message.
     * @param offset first byte.
     * @param length bytes of the message.
     * @return the hash; its bytes in the paper's order are little endian.
     */
    public long hash(final DirectBuffer buffer, final int offset, final int length)
    {
        return hash(k0, k1, buffer, offset, length, null, 0);
    }

    /**
     * Hash to 64 bits under a key that is no object.
     *
     * @param k0     first 8 bytes of the key, little endian.
     * @param k1     last 8 bytes of the key, little endian.
     * @param buffer holds the message.
     * @param offset first byte.
     * @param length bytes of the message.
     * @return the hash.
     */
    public static long hash(
        final long k0, final long k1, final DirectBuffer buffer, final int offset, final int length)
    {
        return hash(k0, k1, buffer, offset, length, null, 0);
    }

    /**
     * Hash to 128 bits.
     *
     * @param buffer    holds the message.
     * @param offset    first byte.
     * @param length    bytes of the message.
     * @param dst       where the hash goes.
     * @param dstOffset first of {@link #LENGTH_128} bytes.
     */
    public void hash128(
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        hash(k0, k1, buffer, offset, length, dst, dstOffset);
    }

    /**
     * Hash to 128 bits under a key that is no object.
     *
     * @param k0        first 8 bytes of the key, little endian.
     * @param k1        last 8 bytes of the key, little endian.
     * @param buffer    holds the message.
     * @param offset    first byte.
     * @param length    bytes of the message.
     * @param dst       where the hash goes.
     * @param dstOffset first of {@link #LENGTH_128} bytes.
     */
    public static void hash128(
        final long k0,
        final long k1,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        hash(k0, k1, buffer, offset, length, dst, dstOffset);
    }

    /**
     * Both outputs: 64 bits where {@code dst} is null. The round is written out twice, in locals, to stay in registers.
     */
    private static long hash(
        final long k0,
        final long k1,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final boolean wide = null != dst;
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL ^ (wide ? 0xEE : 0);
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;

        final int end = offset + (length & -Long.BYTES);
        for (int i = offset; i <= end; i += Long.BYTES)
        {
            final long m = i < end ? buffer.getLong(i, LITTLE_ENDIAN) : lastWord(buffer, end, length);
            v3 ^= m;
            for (int round = 0; round < 2; round++)
            {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32) + v3;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= m;
        }

        v2 ^= wide ? 0xEE : 0xFF;
        for (int round = 0; round < (wide ? 8 : 4); round++)
        {
            if (round == 4)
            {
                dst.putLong(dstOffset, v0 ^ v1 ^ v2 ^ v3, LITTLE_ENDIAN);
                v1 ^= 0xDD;
            }
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32) + v3;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
        final long result = v0 ^ v1 ^ v2 ^ v3;
        if (wide)
        {
            dst.putLong(dstOffset + Long.BYTES, result, LITTLE_ENDIAN);
        }
        return result;
    }

    private static long lastWord(final DirectBuffer buffer, final int offset, final int length)
    {
        long word = (long)length << 56;
        for (int i = 0, count = length & 7; i < count; i++)
        {
            word |= (buffer.getByte(offset + i) & 0xFFL) << (i << 3);
        }
        return word;
    }
}
