package io.hopwire.examples.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * An axis of a chart: where a value lies on it, and which values are named.
 */
final class Axis
{
    private static final double NS_PER_SECOND = 1e9;
    private static final int TICKS = 7;
    private static final double[] STEPS = {1, 2, 5, 10};

    /**
     * A value that is named.
     *
     * @param value on the axis.
     * @param label for people.
     */
    record Tick(double value, String label)
    {
    }

    private final String title;
    private final double from;
    private final double to;
    private final boolean logarithmic;
    private final List<Tick> ticks = new ArrayList<>();

    private Axis(final String title, final double from, final double to, final boolean logarithmic)
    {
        this.title = title;
        this.from = from;
        this.to = to;
        this.logarithmic = logarithmic;
    }

    /**
     * From 0 to a round number that is not less than the greatest value.
     */
    static Axis amounts(final String title, final double greatest)
    {
        final double step = step(Math.max(1, greatest), 1);
        final Axis axis = new Axis(title, 0, step * Math.ceil(Math.max(1, greatest) / step), false);
        axis.steps(step, Quantities::about);
        return axis;
    }

    /**
     * Whole numbers, a bar each, from 0.
     */
    static Axis numbers(final String title, final long greatest)
    {
        final Axis axis = new Axis(title, -0.5, greatest + 0.5, false);
        axis.steps(step(greatest, 1), Quantities::about);
        return axis;
    }

    /**
     * Virtual time from its beginning, in a unit that suits its length.
     */
    static Axis time(final long totalNs)
    {
        final boolean isShort = totalNs <= 180 * NS_PER_SECOND;
        final double unit = isShort ? 1 : totalNs <= 3 * 3600 * NS_PER_SECOND ? 60 : 3600;
        final String title = "virtual time, " + (unit == 1 ? "s" : unit == 60 ? "min" : "h");
        final double total = totalNs / NS_PER_SECOND;
        final Axis axis = new Axis(title, 0, total, false);
        axis.steps(step(total / unit, 0) * unit, (value) -> plain(value / unit));
        return axis;
    }

    /**
     * Durations in nanoseconds on a logarithmic scale.
     *
     * @param from decade, as a power of ten.
     * @param to   decade, greater.
     */
    static Axis durations(final String title, final int from, final int to)
    {
        final Axis axis = new Axis(title, from, to, true);
        for (int decade = from; decade <= to; decade++)
        {
            axis.ticks.add(new Tick(Math.pow(10, decade), Quantities.duration(Math.round(Math.pow(10, decade)))));
        }
        return axis;
    }

    String title()
    {
        return title;
    }

    List<Tick> ticks()
    {
        return ticks;
    }

    /**
     * Where a value lies.
     *
     * @return 0 for the beginning of the axis, 1 for its end.
     */
    double at(final double value)
    {
        final double position = logarithmic ? Math.log10(Math.max(1, value)) : value;
        return Math.max(0, Math.min(1, (position - from) / (to - from)));
    }

    private void steps(final double step, final DoubleFunction<String> format)
    {
        for (int i = (int)Math.ceil(from / step); i * step <= to * (1 + 1e-9); i++)
        {
            ticks.add(new Tick(i * step, format.apply(i * step)));
        }
    }

    /**
     * 1, 2 or 5 times a power of ten, so that there are some six of them.
     */
    private static double step(final double length, final double least)
    {
        final double rough = length / TICKS;
        final double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (final double step : STEPS)
        {
            if (step * power >= rough)
            {
                return Math.max(least, step * power);
            }
        }
        return Math.max(least, 10 * power);
    }

    private static String plain(final double value)
    {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }
}
