package io.hopwire.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Poly1305 (RFC 8439, section 2.5) over whole blocks of 16 bytes, in five limbs of 26 bits.
 * <p>
 * Not thread-safe.
 */
final class Poly1305
{
    private static final int BLOCK_LENGTH = 16;
    private static final int LIMB_BITS = 26;
    private static final long LIMB = (1L << LIMB_BITS) - 1;
    private static final long WORD = 0xFFFF_FFFFL;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);

    private long r0;
    private long r1;
    private long r2;
    private long r3;
    private long r4;
    private final long[] pad = new long[4];
    private final long[] h = new long[5];

    /**
     * Take a one-time key: r, clamped, and s.
     */
    void init(final byte[] key)
    {
        r0 = word(key, 0) & 0x3ffffff;
        r1 = word(key, 3) >>> 2 & 0x3ffff03;
        r2 = word(key, 6) >>> 4 & 0x3ffc0ff;
        r3 = word(key, 9) >>> 6 & 0x3f03fff;
        r4 = word(key, 12) >>> 8 & 0x00fffff;
        for (int i = 0; i < 4; i++)
        {
            pad[i] = word(key, BLOCK_LENGTH + i * Integer.BYTES);
        }
        for (int i = 0; i < 5; i++)
        {
            h[i] = 0;
        }
    }

    /**
     * h = (h + block) * r for each of the first blocks of an array. Limbs above 2^130 come back multiplied by 5.
     */
    void update(final byte[] data, final int blocks)
    {
        final long s1 = r1 * 5;
        final long s2 = r2 * 5;
        final long s3 = r3 * 5;
        final long s4 = r4 * 5;
        long h0 = h[0];
        long h1 = h[1];
        long h2 = h[2];
        long h3 = h[3];
        long h4 = h[4];
        for (int i = 0, end = blocks * BLOCK_LENGTH; i < end; i += BLOCK_LENGTH)
        {
            h0 += word(data, i) & LIMB;
            h1 += word(data, i + 3) >>> 2 & LIMB;
            h2 += word(data, i + 6) >>> 4 & LIMB;
            h3 += word(data, i + 9) >>> 6;
            h4 += word(data, i + 12) >>> 8 | 1L << 24;

            final long d0 = h0 * r0 + h1 * s4 + h2 * s3 + h3 * s2 + h4 * s1;
            long d1 = h0 * r1 + h1 * r0 + h2 * s4 + h3 * s3 + h4 * s2;
            long d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s4 + h4 * s3;
            long d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s4;
            long d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0;

            d1 += d0 >>> LIMB_BITS;
            d2 += d1 >>> LIMB_BITS;
            d3 += d2 >>> LIMB_BITS;
            d4 += d3 >>> LIMB_BITS;
            h0 = (d0 & LIMB) + (d4 >>> LIMB_BITS) * 5;
            h1 = (d1 & LIMB) + (h0 >>> LIMB_BITS);
            h0 &= LIMB;
            h2 = d2 & LIMB;
            h3 = d3 & LIMB;
            h4 = d4 & LIMB;
        }
        h[0] = h0;
        h[1] = h1;
        h[2] = h2;
        h[3] = h3;
        h[4] = h4;
    }

    /**
     * Write (h mod 2^130 - 5) + s mod 2^128.
     */
    void finish(final byte[] tag)
    {
        h[0] += carry() * 5;
        h[0] += carry() * 5;
        reduce();
        long sum = pad[0] + ((h[0] | h[1] << 26) & WORD);
        INTS.set(tag, 0, (int)sum);
        sum = pad[1] + ((h[1] >>> 6 | h[2] << 20) & WORD) + (sum >>> 32);
        INTS.set(tag, 4, (int)sum);
        sum = pad[2] + ((h[2] >>> 12 | h[3] << 14) & WORD) + (sum >>> 32);
        INTS.set(tag, 8, (int)sum);
        sum = pad[3] + ((h[3] >>> 18 | h[4] << 8) & WORD) + (sum >>> 32);
        INTS.set(tag, 12, (int)sum);
    }

    /**
     * Carry from limb to limb.
     *
     * @return what leaves the highest limb.
     */
    private long carry()
    {
        for (int i = 0; i < 4; i++)
        {
            h[i + 1] += h[i] >>> LIMB_BITS;
            h[i] &= LIMB;
        }
        final long carry = h[4] >>> LIMB_BITS;
        h[4] &= LIMB;
        return carry;
    }

    /**
     * Subtract the modulus if h is not below it, without a branch.
     */
    private void reduce()
    {
        final long g0 = h[0] + 5;
        final long g1 = h[1] + (g0 >>> LIMB_BITS);
        final long g2 = h[2] + (g1 >>> LIMB_BITS);
        final long g3 = h[3] + (g2 >>> LIMB_BITS);
        final long g4 = h[4] + (g3 >>> LIMB_BITS) - (1L << LIMB_BITS);
        final long keep = g4 >> 63;
        h[0] = h[0] & keep | g0 & LIMB & ~keep;
        h[1] = h[1] & keep | g1 & LIMB & ~keep;
        h[2] = h[2] & keep | g2 & LIMB & ~keep;
        h[3] = h[3] & keep | g3 & LIMB & ~keep;
        h[4] = h[4] & keep | g4 & LIMB & ~keep;
    }

    private static long word(final byte[] data, final int offset)
    {
        return (int)INTS.get(data, offset) & WORD;
    }
}
