package io.hopwire.perf;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Latencies as a table for each size, ratios, JSON and a plot.
 */
final class EchoReport
{
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final Options options;
    private final List<Slice> slices;
    private final String[][] pairs;
    private final List<Object> tables = new ArrayList<>();
    private final List<Object> ratios = new ArrayList<>();

    EchoReport(final Options options, final List<Slice> slices, final String[][] pairs)
    {
        this.options = options;
        this.slices = slices;
        this.pairs = pairs;
    }

    void print()
    {
        System.out.println(Machine.line(options));
        for (final int size : options.sizes())
        {
            printTable(Series.of(slices, options.systems(), size), size);
        }
        System.out.println();
        for (final int size : options.sizes())
        {
            printRatios(Series.of(slices, options.systems(), size), size);
        }
    }

    Map<String, Object> toMap(final String what)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("what", what);
        map.put("machine", Machine.describe(options));
        map.put("notes", options.notes());
        map.put("millisPerSlice", options.millis());
        map.put("systems", tables);
        map.put("ratios", ratios);
        return map;
    }

    String svg(final String title)
    {
        final PercentilePlot plot = new PercentilePlot(title, Machine.line(options));
        for (final int size : options.sizes())
        {
            Series.of(slices, options.systems(), size).values().forEach((series) ->
                plot.add(series.system, size, series.latencies()));
        }
        return plot.toSvg();
    }

    private void printTable(final Map<String, Series> all, final int size)
    {
        System.out.printf(Locale.ROOT, "%n%,d B, round trip in µs%n", size);
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
            tables.add(toMap(series, latencies));
        }
        System.out.print(table);
    }

    private static Map<String, Object> toMap(final Series series, final Histogram latencies)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("system", series.system);
        map.put("size", series.size);
        map.put("messages", latencies.getTotalCount());
        for (final double percentile : PERCENTILES)
        {
            map.put(name(percentile), latencies.getValueAtPercentile(percentile) / 1000.0);
        }
        map.put("max", latencies.getMaxValue() / 1000.0);
        map.put("clientBytesPerMessage", series.clientBytesPerMessage());
        map.put("serverBytesPerMessage", series.serverBytesPerMessage());
        map.put("collections", series.collections());
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

    private void printRatios(final Map<String, Series> all, final int size)
    {
        for (final String[] pair : pairs)
        {
            final Series first = all.get(pair[0]);
            final Series second = all.get(pair[1]);
            if (null != first && null != second)
            {
                final Ratios ratio = new Ratios(pair[0] + '/' + pair[1], size);
                for (final double percentile : new double[]{50, 99})
                {
                    ratio.add(name(percentile), first.each((slice) -> slice.microsAt(percentile)),
                        second.each((slice) -> slice.microsAt(percentile)));
                }
                System.out.println(ratio);
                ratios.add(ratio.toMap());
            }
        }
    }

    private static String name(final double percentile)
    {
        return percentile == (int)percentile ? "p" + (int)percentile : "p" + percentile;
    }
}
