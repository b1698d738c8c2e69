package io.hopwire.perf;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A figure of one system divided by that of another in the same round: the line
 * {@code ratio a/b size=64 p50=0.97 p99=0.45  (rounds p50 0.93..1.02 p99 0.40..0.61)}, medians over rounds first.
 */
final class Ratios
{
    private final String name;
    private final int size;
    private final Map<String, double[]> rounds = new LinkedHashMap<>();

    Ratios(final String name, final int size)
    {
        this.name = name;
        this.size = size;
    }

    Ratios add(final String figure, final double[] dividends, final double[] divisors)
    {
        if (dividends.length != divisors.length || 0 == dividends.length)
        {
            throw new IllegalArgumentException(
                name + ": " + dividends.length + " rounds can not be compared with " + divisors.length);
        }
        final double[] ratios = new double[dividends.length];
        for (int i = 0; i < ratios.length; i++)
        {
            ratios[i] = dividends[i] / divisors[i];
        }
        Arrays.sort(ratios);
        rounds.put(figure, ratios);
        return this;
    }

    /**
     * Median.
     *
     * @param sorted values.
     * @return the middle one, or the mean of the two in the middle.
     */
    static double median(final double[] sorted)
    {
        final int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    Map<String, Object> toMap()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("size", size);
        rounds.forEach((figure, ratios) -> map.put(figure, Map.of(
            "median", median(ratios), "least", ratios[0], "most", ratios[ratios.length - 1])));
        return map;
    }

    @Override
    public String toString()
    {
        final StringBuilder builder = new StringBuilder("ratio ").append(name).append(" size=").append(size);
        rounds.forEach((figure, ratios) ->
            builder.append(String.format(Locale.ROOT, " %s=%.2f", figure, median(ratios))));
        builder.append("  (rounds");
        rounds.forEach((figure, ratios) -> builder.append(
            String.format(Locale.ROOT, " %s %.2f..%.2f", figure, ratios[0], ratios[ratios.length - 1])));
        return builder.append(')').toString();
    }
}
