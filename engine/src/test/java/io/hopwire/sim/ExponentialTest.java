package io.hopwire.sim;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExponentialTest
{
    private static final long LIMIT = 1L << 53;

    @Test
    void agreesWithTheLogarithm()
    {
        final SimRandom random = new SimRandom(3);
        for (int i = 0; i < 1_000_000; i++)
        {
            check(random.nextLong() >>> 11 + random.nextInt(53));
            check(LIMIT - 1 - (random.nextLong() >>> 11 + random.nextInt(53)));
        }
        for (long bits = 0; bits < 1000; bits++)
        {
            check(bits);
            check(LIMIT - 1 - bits);
        }
    }

    @Test
    void hasMeanAndVarianceOfOne()
    {
        final SimRandom random = new SimRandom(4);
        final int draws = 1_000_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++)
        {
            final double value = Exponential.next(random);
            sum += value;
            squares += value * value;
        }
        assertEquals(1, sum / draws, 0.005);
        assertEquals(2, squares / draws, 0.03);
    }

    private static void check(final long bits)
    {
        final double value = Exponential.of(bits);
        final double exact = -StrictMath.log((LIMIT - bits) * 0x1.0p-53);
        assertTrue(value >= -1e-15, () -> "of " + bits + ": " + value);
        assertEquals(exact, value, 2e-15 + exact * 1e-15, () -> "of " + bits);
    }
}
