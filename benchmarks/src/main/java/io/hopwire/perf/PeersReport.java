package io.hopwire.perf;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Cost of a received datagram.
 */
final class PeersReport extends Report
{
    PeersReport(final Options options, final List<Slice> slices, final String[][] pairs)
    {
        super(options, slices, pairs);
    }

    @Override
    void printTable(final Map<String, Series> all, final int size)
    {
        System.out.printf(Locale.ROOT, "%,d B, to receive a datagram; medians of rounds%n", size);
        final Table table = new Table("peers", "ns", "B/datagram", "GCs", "measured");
        for (final Series series : all.values())
        {
            table.row(List.of(
                series.system,
                Table.figure(cost(series)),
                Table.figure(series.serverBytesPerMessage()),
                Long.toString((long)series.sum((slice) -> slice.server.number("collections"))),
                Long.toString((long)series.sum((slice) -> slice.server.number("measured")))));
        }
        System.out.print(table);
    }

    @Override
    Map<String, Object> toMap(final Series series)
    {
        final Map<String, Object> map = series.toMap();
        map.put("nanosPerDatagram", cost(series));
        return map;
    }

    @Override
    Map<String, ToDoubleFunction<Slice>> figures()
    {
        return Map.of("cost", PeersReport::cost);
    }

    private static double cost(final Slice slice)
    {
        return (double)slice.server.number("nanos") / slice.server.number("measured");
    }

    private static double cost(final Series series)
    {
        final double[] costs = series.each(PeersReport::cost);
        Arrays.sort(costs);
        return Ratios.median(costs);
    }
}
