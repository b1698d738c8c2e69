package io.hopwire.perf;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Latencies: percentiles, garbage, and a plot.
 */
final class EchoReport extends Report
{
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    EchoReport(final Options options, final List<Slice> slices, final String[][] pairs)
    {
        super(options, slices, pairs);
    }

    @Override
    void printTable(final Map<String, Series> all, final int size)
    {
        System.out.printf(Locale.ROOT, "%,d B, round trip in µs%n", size);
        final Table table = new Table(
            "system", "p50", "p90", "p99", "p99.9", "max", "B/msg client", "B/msg server", "GCs", "messages");
        for (final Series series : all.values())
        {
            final Histogram latencies = series.latencies();
            final List<String> row = new ArrayList<>(List.of(series.system));
            for (final double percentile : PERCENTILES)
            {
                row.add(Table.figure(latencies.getValueAtPercentile(percentile) / 1000.0));
            }
            row.add(Table.figure(latencies.getMaxValue() / 1000.0));
            row.add(Table.figure(series.clientBytesPerMessage()));
            row.add(Table.figure(series.serverBytesPerMessage()));
            row.add(Long.toString(series.collections()));
            row.add(Long.toString(latencies.getTotalCount()));
            table.row(row);
        }
        System.out.print(table);
    }

    @Override
    Map<String, Object> toMap(final Series series)
    {
        final Map<String, Object> map = series.toMap();
        final Histogram latencies = series.latencies();
        for (final double percentile : PERCENTILES)
        {
            map.put(name(percentile), latencies.getValueAtPercentile(percentile) / 1000.0);
        }
        map.put("max", latencies.getMaxValue() / 1000.0);
        final List<Object> rounds = new ArrayList<>();
        for (final Slice slice : series.slices)
        {
            final Map<String, Object> round = new LinkedHashMap<>();
            round.put("round", slice.round);
            round.put("messages", slice.client.number("messages"));
            for (final double percentile : PERCENTILES)
            {
                round.put(name(percentile), slice.microsAt(percentile));
            }
            round.put("max", slice.latencies().getMaxValue() / 1000.0);
            round.put("clientBytes", slice.client.number("bytes"));
            round.put("serverBytes", slice.server.number("bytes"));
            rounds.add(round);
        }
        map.put("rounds", rounds);
        return map;
    }

    @Override
    Map<String, ToDoubleFunction<Slice>> figures()
    {
        final Map<String, ToDoubleFunction<Slice>> figures = new LinkedHashMap<>();
        figures.put(name(50), (slice) -> slice.microsAt(50));
        figures.put(name(99), (slice) -> slice.microsAt(99));
        return figures;
    }

    String svg(final String title)
    {
        final PercentilePlot plot = new PercentilePlot(title, Machine.line(options()));
        for (final int size : options().sizes())
        {
            series(size).values().forEach((series) -> plot.add(series.system, size, series.latencies()));
        }
        return plot.toSvg();
    }

    private static String name(final double percentile)
    {
        return percentile == (int)percentile ? "p" + (int)percentile : "p" + percentile;
    }
}
