package io.hopwire.perf;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * All rounds of one system with one size.
 */
final class Series
{
    final String system;
    final int size;
    final List<Slice> slices = new ArrayList<>();

    Series(final String system, final int size)
    {
        this.system = system;
        this.size = size;
    }

    /**
     * Sort what was measured.
     *
     * @param slices  of all rounds.
     * @param systems in the order wanted.
     * @param size    of the messages.
     * @return by system; those without a slice are left out.
     */
    static Map<String, Series> of(final List<Slice> slices, final List<String> systems, final int size)
    {
        final Map<String, Series> all = new LinkedHashMap<>();
        for (final String system : systems)
        {
            final Series series = new Series(system, size);
            slices.stream()
                .filter((slice) -> slice.system.equals(system) && slice.size == size)
                .forEach(series.slices::add);
            if (!series.slices.isEmpty())
            {
                all.put(system, series);
            }
        }
        return all;
    }

    double[] each(final ToDoubleFunction<Slice> figure)
    {
        return slices.stream().mapToDouble(figure).toArray();
    }

    double sum(final ToDoubleFunction<Slice> figure)
    {
        return slices.stream().mapToDouble(figure).sum();
    }

    Histogram latencies()
    {
        Histogram pooled = null;
        for (final Slice slice : slices)
        {
            if (null == pooled)
            {
                pooled = slice.latencies().copy();
            }
            else
            {
                pooled.add(slice.latencies());
            }
        }
        return pooled;
    }

    double clientBytesPerMessage()
    {
        return sum((slice) -> slice.client.number("bytes")) / sum((slice) -> slice.client.number("messages"));
    }

    double serverBytesPerMessage()
    {
        return sum((slice) -> slice.server.number("bytes")) / sum((slice) -> slice.client.number("messages"));
    }

    Map<String, Object> toMap()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("system", system);
        map.put("size", size);
        map.put("messages", (long)sum((slice) -> slice.client.number("messages")));
        map.put("clientBytesPerMessage", clientBytesPerMessage());
        map.put("serverBytesPerMessage", serverBytesPerMessage());
        map.put("collections", collections());
        return map;
    }

    long collections()
    {
        return (long)sum((slice) -> slice.client.number("collections") + slice.server.number("collections"));
    }
}
