package io.hopwire.examples.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Numbers as people read them, the same in every country. Public for the lines that a command prints by itself.
 */
public final class Quantities
{
    private static final long MICROSECOND = 1_000L;
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

    private Quantities()
    {
    }

    /**
     * A number of things.
     *
     * @param value how many.
     * @return all its digits, in groups of three.
     */
    public static String count(final long value)
    {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /**
     * A number of things, where not every digit matters.
     *
     * @param value how many.
     * @return three digits and a prefix such as k or M.
     */
    public static String about(final double value)
    {
        int prefix = 0;
        double scaled = value;
        while (scaled >= 999.5 && prefix < PREFIXES.length - 1)
        {
            scaled /= 1000;
            prefix++;
        }
        return digits(scaled) + (prefix == 0 ? "" : " " + PREFIXES[prefix]);
    }

    /**
     * A part of a whole.
     *
     * @param part  of it.
     * @param whole of it; 0 where there is nothing to be a part of.
     * @return per cent, with one decimal; "all" and "none" are exact.
     */
    public static String share(final long part, final long whole)
    {
        if (whole == 0)
        {
            return "";
        }
        // Rounding must not hide that one is missing.
        final double percent = 100.0 * part / whole;
        final String text = String.format(Locale.ROOT, "%.1f %%", percent);
        return part < whole && text.startsWith("100") ? "> 99.9 %" :
            part > 0 && text.startsWith("0.0 ") ? "< 0.1 %" : text;
    }

    /**
     * A duration, where not every digit matters.
     *
     * @param ns nanoseconds.
     * @return with its unit.
     */
    public static String duration(final long ns)
    {
        if (ns < MICROSECOND)
        {
            return ns + " ns";
        }
        if (ns < MILLISECOND)
        {
            return digits(ns / (double)MICROSECOND) + " \u00b5s";
        }
        if (ns < SECOND)
        {
            return digits(ns / (double)MILLISECOND) + " ms";
        }
        return ns < MINUTE ? digits(ns / (double)SECOND) + " s" : clock(ns);
    }

    /**
     * A time of a simulation, exactly.
     *
     * @param ns nanoseconds.
     * @return seconds, with as many decimals as it needs.
     */
    public static String seconds(final long ns)
    {
        final BigDecimal seconds = BigDecimal.valueOf(ns, 9).stripTrailingZeros();
        return seconds.toPlainString();
    }

    /**
     * A duration of minutes or hours.
     *
     * @param ns nanoseconds.
     * @return minutes and seconds, or hours and minutes.
     */
    public static String clock(final long ns)
    {
        final long seconds = Math.round(ns / (double)SECOND);
        if (seconds < 60)
        {
            return seconds + " s";
        }
        return seconds < 3600 ? seconds / 60 + " min " + seconds % 60 + " s" :
            seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    private static String digits(final double value)
    {
        final int decimals = value >= 99.95 || value == Math.rint(value) ? 0 : value >= 9.995 ? 1 : 2;
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }
}
