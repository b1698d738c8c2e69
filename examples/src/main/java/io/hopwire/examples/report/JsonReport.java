package io.hopwire.examples.report;

import io.hopwire.sim.NetworkDrop;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.report.SimHistogram;
import io.hopwire.sim.report.SimReport;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A run as JSON. Names are stable: they may become more, but none changes its meaning.
 * <pre>
 *   format            1
 *   state             "passed", "failed", "interrupted" or "stopped"
 *   commit, java      what ran
 *   config            seed, nodes, ... as {@link SimulationConfig}
 *   plan              text of the faults, on one line
 *   elapsedNs, realNs virtual and real time; events; traceHash (16 hexadecimal digits)
 *   joins, lookups, sessions, messages    as in {@link SimReport}; a histogram is
 *                     { count, mean, min, p50, p90, p99, p999, max, buckets: [[least value, how many], ...] }
 *   network           sent, bytes, duplicated, delivered;
 *                     drops by {@link NetworkDrop}, rejects by {@link RejectCode}, counters by {@link SystemCounter},
 *                     by their names in lower case, zeros included
 *   samples           [{ timeNs, alive, linked, links, sent, dropped, lookups, delivered, events }, ...]
 *   log               what the fault plan did, a line each
 *   failure           null, or { timeNs, invariant, message }
 *   replay            null, or the command line that makes the failure happen again
 * </pre>
 */
public final class JsonReport
{
    private JsonReport()
    {
    }

    /**
     * All of a run.
     *
     * @param run that it is about.
     * @return JSON, with a line feed at its end.
     */
    public static String write(final SimRun run)
    {
        return JsonWriter.write(run(run));
    }

    /**
     * Several runs, without their histograms and samples.
     *
     * @param runs that it is about.
     * @return JSON: an array of objects with the names above, with a line feed at its end.
     */
    public static String write(final List<SimRun> runs)
    {
        final List<Object> all = new ArrayList<>();
        runs.forEach((run) -> all.add(head(run)));
        return JsonWriter.write(all);
    }

    private static Map<String, Object> run(final SimRun run)
    {
        final Map<String, Object> object = head(run);
        fields(run.report()).forEach(object::putIfAbsent);
        object.put("network", network(run.report().network()));
        return object;
    }

    private static Map<String, Object> head(final SimRun run)
    {
        final SimReport report = run.report();
        final Map<String, Object> object = new LinkedHashMap<>();
        object.put("format", 1);
        object.put("state", run.state());
        object.put("commit", run.commit());
        object.put("java", Runtime.version().toString());
        object.put("config", flat(report.config()));
        object.put("plan", report.plan());
        object.put("elapsedNs", report.elapsedNs());
        object.put("realNs", run.realNs());
        object.put("events", report.events());
        object.put("traceHash", Figures.hash(report));
        object.put("failure", value(report.failure()));
        object.put("replay", run.replay());
        return object;
    }

    private static Map<String, Object> network(final SimReport.Network network)
    {
        final Map<String, Object> object = fields(network);
        object.put("drops", named(NetworkDrop.values(), network.drops()));
        object.put("rejects", named(RejectCode.values(), network.rejects()));
        object.put("counters", named(SystemCounter.values(), network.counters()));
        return object;
    }

    private static Map<String, Object> named(final Enum<?>[] names, final long[] values)
    {
        final Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++)
        {
            object.put(names[i].name().toLowerCase(Locale.ROOT), values[i]);
        }
        return object;
    }

    /**
     * What a record holds, by the names of its components and in their order.
     */
    private static Map<String, Object> fields(final Record data)
    {
        final Map<String, Object> object = new LinkedHashMap<>();
        for (final RecordComponent component : data.getClass().getRecordComponents())
        {
            try
            {
                object.put(component.getName(), value(component.getAccessor().invoke(data)));
            }
            catch (final ReflectiveOperationException ex)
            {
                throw new IllegalStateException(ex);
            }
        }
        return object;
    }

    /**
     * The same, with what the records in it hold in their places: those only keep the number of components small.
     */
    private static Map<String, Object> flat(final Record data)
    {
        final Map<String, Object> object = new LinkedHashMap<>();
        fields(data).forEach((name, value) ->
        {
            if (value instanceof final Map<?, ?> group)
            {
                group.forEach((inner, innerValue) -> object.put((String)inner, innerValue));
            }
            else
            {
                object.put(name, value);
            }
        });
        return object;
    }

    private static Object value(final Object value)
    {
        if (value instanceof final SimHistogram histogram)
        {
            return histogram(histogram);
        }
        if (value instanceof final List<?> list)
        {
            return list.stream().map((one) -> one instanceof final Record data ? flat(data) : value(one)).toList();
        }
        return value instanceof final Record data ? fields(data) : value;
    }

    private static Map<String, Object> histogram(final SimHistogram histogram)
    {
        final Map<String, Object> object = new LinkedHashMap<>();
        object.put("count", histogram.count());
        object.put("mean", histogram.mean());
        object.put("min", histogram.min());
        object.put("p50", histogram.percentile(0.5));
        object.put("p90", histogram.percentile(0.9));
        object.put("p99", histogram.percentile(0.99));
        object.put("p999", histogram.percentile(0.999));
        object.put("max", histogram.max());
        final List<Object> buckets = new ArrayList<>();
        for (int i = 0; i < histogram.buckets(); i++)
        {
            if (histogram.countAt(i) != 0)
            {
                buckets.add(List.of(histogram.lowest(i), histogram.countAt(i)));
            }
        }
        object.put("buckets", buckets);
        return object;
    }
}
