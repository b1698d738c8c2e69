package io.hopwire.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import static java.lang.Math.multiplyHigh;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Poly1305 (RFC 8439, section 2.5) over whole blocks of 16 bytes, in limbs of 44, 44 and 42 bits.
 * <p>
 * A product of two limbs has up to 94 bits. It is split where the limb it belongs to ends: the low part comes from the
 * ordinary product, the high part from {@link Math#multiplyHigh} of factors that are shifted so far to the left that
 * its word boundary falls on the limb's. Sums of three parts of either kind fit into a long, so nothing carries in
 * between.
 * <p>
 * Not thread-safe.
 */
final class Poly1305
{
    private static final int BLOCK_LENGTH = 16;
    private static final int LIMB_BITS = 44;
    private static final int TOP_LIMB_BITS = 42;
    private static final long LIMB = (1L << LIMB_BITS) - 1;
    private static final long TOP_LIMB = (1L << TOP_LIMB_BITS) - 1;

    /** How far the limbs of h are shifted before a high product; the factor does the rest. */
    private static final int H_SHIFT = 6;
    private static final int FACTOR_SHIFT = Long.SIZE - LIMB_BITS - H_SHIFT;
    private static final int TOP_FACTOR_SHIFT = Long.SIZE - TOP_LIMB_BITS - H_SHIFT;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

    private long r0;
    private long r1;
    private long r2;
    private long h0;
    private long h1;
    private long h2;
    private long padHead;
    private long padTail;

    /**
     * Take a one-time key: r, clamped, and s.
     */
    void init(final byte[] key)
    {
        final long head = word(key, 0);
        final long tail = word(key, 8);
        r0 = head & 0xffc_0fff_ffffL;
        r1 = (head >>> 44 | tail << 20) & 0xfff_ffc0_ffffL;
        r2 = tail >>> 24 & 0x00f_ffff_fc0fL;
        h0 = 0;
        h1 = 0;
        h2 = 0;
        padHead = word(key, 16);
        padTail = word(key, 24);
    }

    /**
     * h = (h + block) * r for each of some blocks of an array. What is above 2^130 comes back multiplied by 5; by 20
     * for a limb that lies 2^132 higher than the one it is added to.
     */
    void update(final byte[] data, final int offset, final int blocks)
    {
        final long s1 = r1 * 20;
        final long s2 = r2 * 20;
        final long r0High = r0 << FACTOR_SHIFT;
        final long r1High = r1 << FACTOR_SHIFT;
        final long s1High = s1 << FACTOR_SHIFT;
        final long s2High = s2 << FACTOR_SHIFT;
        final long r0Top = r0 << TOP_FACTOR_SHIFT;
        final long r1Top = r1 << TOP_FACTOR_SHIFT;
        final long r2Top = r2 << TOP_FACTOR_SHIFT;
        long h0 = this.h0;
        long h1 = this.h1;
        long h2 = this.h2;
        for (int i = offset, end = offset + blocks * BLOCK_LENGTH; i < end; i += BLOCK_LENGTH)
        {
            final long head = word(data, i);
            final long tail = word(data, i + Long.BYTES);
            h0 += head & LIMB;
            h1 += (head >>> 44 | tail << 20) & LIMB;
            h2 += tail >>> 24 | 1L << 40;

            final long g0 = h0 << H_SHIFT;
            final long g1 = h1 << H_SHIFT;
            final long g2 = h2 << H_SHIFT;
            final long low0 = (h0 * r0 & LIMB) + (h1 * s2 & LIMB) + (h2 * s1 & LIMB);
            final long low1 = (h0 * r1 & LIMB) + (h1 * r0 & LIMB) + (h2 * s2 & LIMB);
            final long low2 = (h0 * r2 & TOP_LIMB) + (h1 * r1 & TOP_LIMB) + (h2 * r0 & TOP_LIMB);
            final long high0 = multiplyHigh(g0, r0High) + multiplyHigh(g1, s2High) + multiplyHigh(g2, s1High);
            final long high1 = multiplyHigh(g0, r1High) + multiplyHigh(g1, r0High) + multiplyHigh(g2, s2High);
            final long high2 = multiplyHigh(g0, r2Top) + multiplyHigh(g1, r1Top) + multiplyHigh(g2, r0Top);

            final long sum1 = low1 + high0 + (low0 >>> LIMB_BITS);
            final long sum2 = low2 + high1 + (sum1 >>> LIMB_BITS);
            // Stays below 2^50, which the next products bear.
            h0 = (low0 & LIMB) + 5 * (high2 + (sum2 >>> TOP_LIMB_BITS));
            h1 = sum1 & LIMB;
            h2 = sum2 & TOP_LIMB;
        }
        this.h0 = h0;
        this.h1 = h1;
        this.h2 = h2;
    }

    /**
     * Compute (h mod 2^130 - 5) + s mod 2^128, which is {@link #head()} and {@link #tail()}.
     */
    void finish()
    {
        carry();
        carry();
        reduce();
        final long hHead = h0 | h1 << 44;
        final long hTail = h1 >>> 20 | h2 << 24;
        final long sHead = padHead;
        padHead += hHead;
        padTail += hTail + ((hHead & sHead | (hHead | sHead) & ~padHead) >>> 63);
    }

    /**
     * First 8 bytes of the tag, little endian.
     */
    long head()
    {
        return padHead;
    }

    /**
     * Last 8 bytes of the tag, little endian.
     */
    long tail()
    {
        return padTail;
    }

    private void carry()
    {
        h1 += h0 >>> LIMB_BITS;
        h2 += h1 >>> LIMB_BITS;
        h0 = (h0 & LIMB) + 5 * (h2 >>> TOP_LIMB_BITS);
        h1 = (h1 & LIMB) + (h0 >>> LIMB_BITS);
        h0 &= LIMB;
        h2 &= TOP_LIMB;
    }

    /**
     * Subtract the modulus if h is not below it, without a branch.
     */
    private void reduce()
    {
        final long g0 = h0 + 5;
        final long g1 = h1 + (g0 >>> LIMB_BITS);
        final long g2 = h2 + (g1 >>> LIMB_BITS) - (1L << TOP_LIMB_BITS);
        final long keep = g2 >> 63;
        h0 = h0 & keep | g0 & LIMB & ~keep;
        h1 = h1 & keep | g1 & LIMB & ~keep;
        h2 = h2 & keep | g2 & TOP_LIMB & ~keep;
    }

    private static long word(final byte[] data, final int offset)
    {
        return (long)LONGS.get(data, offset);
    }
}
