package io.hopwire.perf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Rates: messages and bytes received in a second, what was lost, garbage.
 */
final class RateReport extends Report
{
    RateReport(final Options options, final List<Slice> slices, final String[][] pairs)
    {
        super(options, slices, pairs);
    }

    @Override
    void printTable(final Map<String, Series> all, final int size)
    {
        System.out.printf(Locale.ROOT, "%,d B, one way; medians of rounds%n", size);
        final Table table = new Table(
            "system", "M messages/s", "MB/s", "lost", "late", "B/msg sender", "B/msg receiver", "GCs", "messages");
        for (final Series series : all.values())
        {
            final double rate = rate(series);
            table.row(List.of(
                series.system,
                Table.figure(rate / 1e6),
                Table.figure(rate * size / 1e6),
                Long.toString(lost(series)),
                Long.toString((long)series.sum((slice) -> slice.server.number("late"))),
                Table.figure(series.clientBytesPerMessage()),
                Table.figure(series.serverBytesPerMessage()),
                Long.toString(series.collections()),
                Long.toString((long)series.sum((slice) -> slice.server.number("messages")))));
        }
        System.out.print(table);
    }

    @Override
    Map<String, Object> toMap(final Series series)
    {
        final Map<String, Object> map = series.toMap();
        map.put("messagesPerSecond", rate(series));
        map.put("bytesPerSecond", rate(series) * series.size);
        map.put("lost", lost(series));
        final List<Object> rounds = new ArrayList<>();
        for (final Slice slice : series.slices)
        {
            final Map<String, Object> round = new LinkedHashMap<>();
            round.put("round", slice.round);
            round.put("sent", slice.client.number("messages"));
            round.put("received", slice.server.number("messages"));
            round.put("late", slice.server.number("late"));
            round.put("stalls", slice.client.number("stalls"));
            round.put("messagesPerSecond", rate(slice));
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
        return Map.of("rate", RateReport::rate);
    }

    private static double rate(final Slice slice)
    {
        return slice.server.number("messages") * 1e9 / slice.server.number("nanos");
    }

    private static double rate(final Series series)
    {
        final double[] rates = series.each(RateReport::rate);
        Arrays.sort(rates);
        return Ratios.median(rates);
    }

    private static long lost(final Series series)
    {
        return (long)series.sum((slice) -> slice.client.number("messages") - slice.server.number("messages"));
    }
}
