package io.hopwire.perf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code perf/idle}: what a node with thirty links and nothing to do takes of a core, by idle strategy.
 */
public final class Idle
{
    static final String PREFIX = "idle-";
    static final int PEERS = 30;

    private static final String READING = "idle-reading";
    private static final int READERS = 50;

    private static final List<String> SYSTEMS =
        List.of("idle-blocking", READING, "idle-backoff", "idle-sleep", "idle-yield", "idle-busy-spin");
    private static final String USUAL = "idle-blocking,idle-reading,idle-backoff,idle-busy-spin";
    private static final List<String> QUICK = List.of("--rounds", "2", "--warmups", "1", "--millis", "3000");
    private static final List<String> LONG = List.of("--rounds", "6", "--warmups", "1", "--millis", "10000");

    private Idle()
    {
    }

    /**
     * Measures and exits: 0 only if every strategy was measured.
     *
     * @param args options, see {@code perf/idle --help}.
     */
    public static void main(final String[] args)
    {
        final List<String> words = new ArrayList<>(Arrays.asList(args));
        // What the command line says of them comes later, and counts.
        words.addAll(0, words.contains("--quick") ? QUICK : LONG);
        words.addAll(0, List.of("--sizes", "1", "--systems", USUAL));
        Tool.run(words.toArray(new String[0]), SYSTEMS, Idle::measure);
    }

    static HopwireStandingEnd standing(final String system)
    {
        return READING.equals(system) ? new HopwireStandingEnd("blocking", PEERS, READERS) :
            new HopwireStandingEnd(system.substring(PREFIX.length()), PEERS, 0);
    }

    private static boolean measure(final Options options) throws IOException
    {
        System.out.println(Machine.line(options));
        System.out.printf(Locale.ROOT, "%d links, %d s for each strategy, all threads of the process%n",
            PEERS, options.rounds() * options.millis() / 1000);
        final Table table = new Table(
            "strategy", "% of a core", "CPU s/min", "sleeps/s", "duty cycles/s", "datagrams/s", "B/s");
        final List<Object> results = new ArrayList<>();
        boolean hasFailed = false;
        // One after the other: who spins would be felt by the rest.
        for (final String system : options.systems())
        {
            try (Comparison comparison = new Comparison(
                options, List.of(system), (name) -> new Pair.Roles("idle-server", "idle-client")))
            {
                final List<Slice> slices = comparison.run();
                hasFailed |= comparison.hasFailed();
                if (!slices.isEmpty())
                {
                    results.add(add(table, system, total(slices)));
                }
            }
        }
        System.out.print(table);
        Tool.write(options.json(), () -> ResultJson.write(toMap(options, results)));
        return !hasFailed;
    }

    private static Fields total(final List<Slice> slices)
    {
        final Fields total = new Fields();
        for (final String name : List.of("nanos", "cpuNs", "switches", "cycles", "datagrams", "bytes"))
        {
            total.put(name, slices.stream().mapToLong((slice) -> slice.server.number(name)).sum());
        }
        return total;
    }

    private static Map<String, Object> add(final Table table, final String system, final Fields total)
    {
        final double share = (double)total.number("cpuNs") / total.number("nanos");
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("strategy", system.substring(PREFIX.length()));
        map.put("percentOfCore", 100 * share);
        map.put("cpuSecondsPerMinute", 60 * share);
        map.put("sleepsPerSecond", IdleServer.perSecond(total, "switches"));
        map.put("dutyCyclesPerSecond", IdleServer.perSecond(total, "cycles"));
        map.put("datagramsPerSecond", IdleServer.perSecond(total, "datagrams"));
        map.put("bytesPerSecond", IdleServer.perSecond(total, "bytes"));
        final List<String> row = new ArrayList<>();
        map.forEach((name, value) -> row.add(value instanceof final Double figure ? Table.figure(figure) :
            String.valueOf(value)));
        table.row(row);
        return map;
    }

    private static Map<String, Object> toMap(final Options options, final List<Object> results)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("what", "idle");
        map.put("machine", Machine.describe(options));
        map.put("notes", options.notes());
        map.put("links", PEERS);
        map.put("strategies", results);
        return map;
    }
}
