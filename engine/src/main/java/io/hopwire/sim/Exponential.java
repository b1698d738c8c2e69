package io.hopwire.sim;

/**
 * Exponentially distributed numbers of mean 1: the negative logarithm of a number of the unit interval, in arithmetic
 * that is the same to the last bit on every Java. {@link StrictMath#log} would be that too, but is a native call on
 * Java 17, and every datagram draws one.
 * <pre>
 *   1 - u  =  2^-e * m,  m in [1, 2)        the 53 bits of u, normalized
 *      m   =  c * (1 + r),  |r| &lt; 2^-8     c: middle of one of 128 equal parts of [1, 2)
 *   -log   =  e * log 2 - log c - (r - r^2 / 2 + r^3 / 3 - r^4 / 4 + r^5 / 5),  to within 10^-15
 * </pre>
 */
final class Exponential
{
    private static final int BITS = 53;
    private static final int PART_BITS = 7;
    private static final int PARTS = 1 << PART_BITS;
    private static final double UNIT = 0x1.0p-52;
    private static final double LOG_2 = StrictMath.log(2);
    private static final double[] INVERSES = new double[PARTS];
    private static final double[] LOGS = new double[PARTS];

    static
    {
        for (int i = 0; i < PARTS; i++)
        {
            final double middle = 1 + (i + 0.5) / PARTS;
            INVERSES[i] = 1 / middle;
            LOGS[i] = StrictMath.log(middle);
        }
    }

    private Exponential()
    {
    }

    /**
     * Draw a number.
     *
     * @param random to draw from, once.
     * @return 0 to 37.
     */
    static double next(final SimRandom random)
    {
        return of(random.nextLong() >>> (Long.SIZE - BITS));
    }

    /**
     * -log(1 - u).
     *
     * @param bits 2^53 u, below 2^53.
     */
    static double of(final long bits)
    {
        final long rest = (1L << BITS) - bits;
        final int exponent = Long.numberOfLeadingZeros(rest) - (Long.SIZE - 1 - BITS);
        if (0 == exponent)
        {
            return 0;
        }
        final long normalized = rest << exponent - 1;
        final int part = (int)(normalized >>> (BITS - 1 - PART_BITS)) & PARTS - 1;
        final double r = normalized * UNIT * INVERSES[part] - 1;
        final double log = r * (1 + r * (-1.0 / 2 + r * (1.0 / 3 + r * (-1.0 / 4 + r * (1.0 / 5)))));
        return exponent * LOG_2 - LOGS[part] - log;
    }
}
