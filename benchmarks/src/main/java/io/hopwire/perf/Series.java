package io.hopwire.perf;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * All rounds of one system with one size.
 */
final class Series
{
    /** Bytes of a message that a table shows as 0.01. */
    private static final double SHOWN = 0.005;

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

    /**
     * What a message costs the sender, in the median of the rounds. What happens now and then, a handshake for
     * instance, is told by {@link #besides()}.
     */
    double clientBytesPerMessage()
    {
        return median((slice) -> slice.client.number("bytes") / messages(slice));
    }

    double serverBytesPerMessage()
    {
        return median((slice) -> slice.server.number("bytes") / messages(slice));
    }

    /**
     * What was allocated in some rounds only, and does not show in the medians.
     *
     * @return a line; null where there is nothing to tell.
     */
    String besides()
    {
        final boolean isSteady = clientBytesPerMessage() + serverBytesPerMessage() >= SHOWN;
        final double client = sum((slice) -> slice.client.number("bytes"));
        final double server = sum((slice) -> slice.server.number("bytes"));
        if (isSteady || Math.max(client, server) / sum(Series::messages) < SHOWN)
        {
            return null;
        }
        final long rounds = slices.stream().filter(Series::allocates).count();
        return String.format(Locale.ROOT, "besides, %s size=%d: %,.0f B client, %,.0f B server, in %d of %d rounds",
            system, size, client, server, rounds, slices.size());
    }

    Map<String, Object> toMap()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("system", system);
        map.put("size", size);
        map.put("messages", (long)sum(Series::messages));
        map.put("clientBytesPerMessage", clientBytesPerMessage());
        map.put("serverBytesPerMessage", serverBytesPerMessage());
        map.put("clientBytes", (long)sum((slice) -> slice.client.number("bytes")));
        map.put("serverBytes", (long)sum((slice) -> slice.server.number("bytes")));
        map.put("collections", collections());
        return map;
    }

    private double median(final ToDoubleFunction<Slice> figure)
    {
        final double[] figures = each(figure);
        Arrays.sort(figures);
        return Ratios.median(figures);
    }

    private static boolean allocates(final Slice slice)
    {
        return slice.client.number("bytes") + slice.server.number("bytes") >= SHOWN * messages(slice);
    }

    private static double messages(final Slice slice)
    {
        return slice.client.number("messages");
    }

    long collections()
    {
        return (long)sum((slice) -> slice.client.number("collections") + slice.server.number("collections"));
    }
}
