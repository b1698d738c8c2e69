package io.hopwire.sim;

import io.hopwire.spi.EntropySource;

/**
 * SplitMix64: all randomness of a simulation, from a seed. Not for keys that matter.
 */
public final class SimRandom implements EntropySource
{
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    /**
     * From a seed.
     *
     * @param seed any number.
     */
    public SimRandom(final long seed)
    {
        state = seed;
    }

    /**
     * A generator that depends on this one's seed and a number, and not on how often this one was used: so a change in
     * one part of a simulation does not change the luck of another.
     *
     * @param stream number of the part.
     * @return a new generator.
     */
    public SimRandom fork(final long stream)
    {
        return new SimRandom(mix(state + mix(stream * GOLDEN_GAMMA + 1)));
    }

    @Override
    public long nextLong()
    {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /**
     * A number below a bound.
     *
     * @param bound more than 0.
     * @return from 0 to bound - 1.
     */
    public long nextLong(final long bound)
    {
        return (nextLong() >>> 1) % bound;
    }

    /**
     * A number below a bound.
     *
     * @param bound more than 0.
     * @return from 0 to bound - 1.
     */
    public int nextInt(final int bound)
    {
        return (int)nextLong(bound);
    }

    /**
     * A number of the unit interval.
     *
     * @return from 0 to less than 1.
     */
    public double nextDouble()
    {
        return (nextLong() >>> 11) * UNIT;
    }

    @Override
    public void nextBytes(final byte[] dst, final int offset, final int length)
    {
        long bits = 0;
        for (int i = 0; i < length; i++)
        {
            if ((i & 7) == 0)
            {
                bits = nextLong();
            }
            dst[offset + i] = (byte)bits;
            bits >>>= 8;
        }
    }

    /**
     * The finalizer of SplitMix64: spreads a number over all bits, one to one.
     *
     * @param value any number.
     * @return another, which tells nothing of it at first sight.
     */
    public static long mix(final long value)
    {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
