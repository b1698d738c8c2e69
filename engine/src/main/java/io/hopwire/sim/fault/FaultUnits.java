package io.hopwire.sim.fault;

import java.math.BigDecimal;

/**
 * Numbers with units as a {@link FaultPlan} writes them: exact, and in one way only. Durations in the largest unit, up
 * to seconds, that needs at most three decimals; shares with at most six. Readers take larger units, too.
 */
enum FaultUnits
{
    DURATION(
        "a duration such as 20ms",
        new String[]{ "ns", "us", "ms", "s", "min", "h" },
        new long[]{ 1L, 1_000L, 1_000_000L, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L }, 4),
    BYTES("a length such as 64kB", new String[]{ "B", "kB", "MB" }, new long[]{ 1L, 1_000L, 1_000_000L }, 3),
    RATE(
        "a rate such as 10mbit",
        new String[]{ "bit", "kbit", "mbit", "gbit" }, new long[]{ 1L, 1_000L, 1_000_000L, 1_000_000_000L }, 4),
    DRIFT("a drift such as 100ppm", new String[]{ "ppm" }, new long[]{ 1L }, 1),
    EVENTS("a number a second such as 50/s", new String[]{ "/s" }, new long[]{ 1L }, 1),
    COUNT("a whole number", new String[]{ "" }, new long[]{ 1L }, 1);

    /** What {@link #parse} and {@link #parseShare} return for a text that is none of theirs. */
    static final long INVALID = -1;

    /** Shares are multiples of 1 / this. */
    static final long SHARE_STEPS = 1_000_000L;

    /** Quantities are written with at most three decimals. */
    private static final long FRACTION_STEPS = 1000;
    private static final int MAX_DIGITS = 18;

    private final String expectation;
    private final String[] names;
    private final long[] factors;
    private final int written;

    FaultUnits(final String expectation, final String[] names, final long[] factors, final int written)
    {
        this.expectation = expectation;
        this.names = names;
        this.factors = factors;
        this.written = written;
    }

    String expectation()
    {
        return expectation;
    }

    /**
     * @return value in the smallest unit, or {@link #INVALID}.
     */
    long parse(final String text)
    {
        final int digits = digits(text);
        final String unit = text.substring(digits);
        for (int i = 0; i < names.length; i++)
        {
            if (names[i].equals(unit))
            {
                return scaled(text.substring(0, digits), factors[i]);
            }
        }
        return "0".equals(text) ? 0 : INVALID;
    }

    String print(final long value)
    {
        int unit = 0;
        for (int i = 1; i < written; i++)
        {
            unit = value >= factors[i] && value % (factors[i] / FRACTION_STEPS) == 0 ? i : unit;
        }
        final BigDecimal number = BigDecimal.valueOf(value).divide(BigDecimal.valueOf(factors[unit]));
        return value == 0 && this == DURATION ? "0s" : plain(number) + names[unit];
    }

    /**
     * @return share in millionths, or {@link #INVALID}.
     */
    static long parseShare(final String text)
    {
        final long steps = digits(text) == text.length() ? scaled(text, SHARE_STEPS) : INVALID;
        return steps > SHARE_STEPS ? INVALID : steps;
    }

    static String printShare(final double share)
    {
        final long steps = Math.round(share * SHARE_STEPS);
        return plain(BigDecimal.valueOf(steps, 6));
    }

    static boolean isShare(final double share)
    {
        return share >= 0 && share <= 1 && Math.rint(share * SHARE_STEPS) / SHARE_STEPS == share;
    }

    private static String plain(final BigDecimal number)
    {
        return number.stripTrailingZeros().toPlainString();
    }

    private static int digits(final String text)
    {
        int i = 0;
        while (i < text.length() && (text.charAt(i) >= '0' && text.charAt(i) <= '9' || text.charAt(i) == '.'))
        {
            i++;
        }
        return i;
    }

    private static long scaled(final String number, final long factor)
    {
        final int point = number.indexOf('.');
        final boolean isNumber = !number.isEmpty() && number.length() <= MAX_DIGITS && point != 0 &&
            point != number.length() - 1 && point == number.lastIndexOf('.');
        if (!isNumber)
        {
            return INVALID;
        }
        final BigDecimal scaled = new BigDecimal(number).multiply(BigDecimal.valueOf(factor)).stripTrailingZeros();
        final boolean fits = scaled.scale() <= 0 && scaled.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0;
        return fits ? scaled.longValueExact() : INVALID;
    }
}
