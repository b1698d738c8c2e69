package io.hopwire.link;

import io.hopwire.spi.EntropySource;

/**
 * Randomness from a seed: splitmix64.
 */
public final class TestEntropy implements EntropySource
{
    private long state;

    public TestEntropy(final long seed)
    {
        state = seed;
    }

    @Override
    public void nextBytes(final byte[] dst, final int offset, final int length)
    {
        for (int i = 0; i < length; i++)
        {
            dst[offset + i] = (byte)(nextLong() >>> 56);
        }
    }

    @Override
    public long nextLong()
    {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /**
     * A number from 0 to the bound, exclusive.
     */
    public long below(final long bound)
    {
        return Long.remainderUnsigned(nextLong(), bound);
    }

    /**
     * True with a probability in thousandths.
     */
    public boolean permille(final int probability)
    {
        return below(1000) < probability;
    }
}
