package io.hopwire.examples.report;

import io.hopwire.sim.report.SimHistogram;

/**
 * Charts of histograms, with their median and 99th percentile marked.
 */
final class HistogramChart
{
    private static final SvgChart.Size WIDE = SvgChart.Size.wide(460, 250);
    private static final SvgChart.Size NARROW = SvgChart.Size.narrow(220);
    private static final int BARS_PER_DECADE = 10;

    private HistogramChart()
    {
    }

    /**
     * Small whole numbers, a bar each.
     *
     * @param unit of the values: "hops".
     */
    static String numbers(final String text, final String unit, final String colour, final SimHistogram histogram)
    {
        return numbers(WIDE, text, unit, colour, histogram) + numbers(NARROW, text, unit, colour, histogram);
    }

    /**
     * Durations on a logarithmic scale.
     */
    static String durations(final String text, final String colour, final SimHistogram histogram)
    {
        return durations(WIDE, text, colour, histogram) + durations(NARROW, text, colour, histogram);
    }

    private static String numbers(
        final SvgChart.Size size,
        final String text,
        final String unit,
        final String colour,
        final SimHistogram histogram)
    {
        final int greatest = (int)Math.min(histogram.max(), HistogramBars.MOST_NUMBERS);
        final long[] bars = HistogramBars.numbers(histogram, greatest);
        final SvgChart chart = new SvgChart(
            size, text, Axis.numbers(unit, greatest), Axis.amounts("how many", HistogramBars.max(bars)));
        for (int i = 0; i < bars.length; i++)
        {
            if (bars[i] > 0)
            {
                chart.bar(colour, i - 0.5, i + 0.5, bars[i], i + " " + unit + ": " + share(bars[i], histogram));
            }
        }
        chart.mark("c3", histogram.percentile(0.5), "p50 " + histogram.percentile(0.5), 0);
        chart.mark("c3", histogram.percentile(0.99), "p99 " + histogram.percentile(0.99), 1);
        return chart.end();
    }

    private static String durations(
        final SvgChart.Size size, final String text, final String colour, final SimHistogram histogram)
    {
        final int from = (int)Math.floor(Math.log10(Math.max(1, histogram.min())));
        final int to = Math.max(from + 1, (int)Math.ceil(Math.log10(Math.max(1, histogram.max()))));
        final long[] bars = HistogramBars.durations(histogram, from, (to - from) * BARS_PER_DECADE, BARS_PER_DECADE);
        final SvgChart chart = new SvgChart(size, text, Axis.durations("time, logarithmic", from, to),
            Axis.amounts("how many", HistogramBars.max(bars)));
        for (int i = 0; i < bars.length; i++)
        {
            if (bars[i] > 0)
            {
                final double low = Math.pow(10, from + i / (double)BARS_PER_DECADE);
                final double high = Math.pow(10, from + (i + 1) / (double)BARS_PER_DECADE);
                chart.bar(colour, low, high, bars[i], Quantities.duration(Math.round(low)) + " to " +
                    Quantities.duration(Math.round(high)) + ": " + share(bars[i], histogram));
            }
        }
        mark(chart, histogram, 0.5, "p50 ", 0);
        mark(chart, histogram, 0.99, "p99 ", 1);
        return chart.end();
    }

    private static void mark(
        final SvgChart chart, final SimHistogram histogram, final double share, final String name, final int row)
    {
        final long value = histogram.percentile(share);
        chart.mark("c3", value, name + Quantities.duration(value), row);
    }

    private static String share(final long part, final SimHistogram histogram)
    {
        return Quantities.count(part) + " (" + Quantities.share(part, histogram.count()) + ")";
    }
}
