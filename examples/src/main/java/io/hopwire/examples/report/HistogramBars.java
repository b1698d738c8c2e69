package io.hopwire.examples.report;

import io.hopwire.sim.report.SimHistogram;

/**
 * Buckets of a histogram, put together to as many bars as a chart has room for.
 */
final class HistogramBars
{
    /** More are not told apart: the last bar holds what is greater. */
    static final int MOST_NUMBERS = 40;

    private HistogramBars()
    {
    }

    /**
     * A bar for each number from 0 to the greatest, which stands for those that are greater, too.
     */
    static long[] numbers(final SimHistogram histogram, final int greatest)
    {
        final long[] bars = new long[greatest + 1];
        for (int i = 0; i < histogram.buckets(); i++)
        {
            bars[(int)Math.min(greatest, histogram.lowest(i))] += histogram.countAt(i);
        }
        return bars;
    }

    /**
     * Bars that are equally wide on a logarithmic scale.
     *
     * @param from  power of ten that the first begins at.
     * @param count of bars; the last one stands for those that are greater, too.
     */
    static long[] durations(final SimHistogram histogram, final int from, final int count, final int perDecade)
    {
        final long[] bars = new long[count];
        for (int i = 0; i < histogram.buckets(); i++)
        {
            if (histogram.countAt(i) > 0)
            {
                final double value = Math.max(1, Math.max(histogram.min(), histogram.lowest(i)));
                final int bar = (int)Math.floor((Math.log10(value) - from) * perDecade);
                bars[Math.max(0, Math.min(count - 1, bar))] += histogram.countAt(i);
            }
        }
        return bars;
    }

    static long max(final long[] bars)
    {
        long max = 0;
        for (final long bar : bars)
        {
            max = Math.max(max, bar);
        }
        return max;
    }
}
