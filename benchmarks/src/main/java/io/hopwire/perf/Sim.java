package io.hopwire.perf;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code perf/sim}: how fast simulations run on one core, and what a node of one takes in memory. Each scenario has a
 * JVM of its own.
 */
public final class Sim
{
    private static final String LARGE = "--large";
    private static final List<String> USUAL =
        List.of("idle-null-1000", "idle-real-1000", "load-null-1000", "load-real-1000", "idle-null-10000");
    private static final List<String> QUICK = List.of("idle-null-1000", "load-null-1000", "load-real-1000");
    private static final List<String> LARGE_TOO =
        List.of(
            "idle-null-1000", "idle-real-1000", "load-null-1000", "load-real-1000", "idle-null-10000",
            "load-null-10000", "idle-null-50000");
    private static final List<String> ALL = Stream.concat(
        LARGE_TOO.stream(), Stream.of("idle-null-100", "load-null-100", "load-real-100")).toList();

    private final List<Object> results = new ArrayList<>();
    private final Table table = new Table(
        "scenario", "M events/s", "of rounds", "events/node s", "virtual/real", "links/node", "KiB/node", "heap",
        "direct", "join s", "real/CPU");

    private Sim()
    {
    }

    /**
     * Measures and exits: 0 only if every scenario ran.
     *
     * @param args options, see {@code perf/sim --help}.
     */
    public static void main(final String[] args)
    {
        final List<String> words = new ArrayList<>(Arrays.asList(args));
        final boolean isLarge = words.remove(LARGE);
        final List<String> systems = isLarge ? LARGE_TOO : words.contains("--quick") ? QUICK : USUAL;
        // What the command line says of them comes later, and counts.
        words.addAll(0, List.of("--systems", String.join(",", systems)));
        Tool.run(words.toArray(new String[0]), ALL, (options) -> new Sim().measure(options));
    }

    private boolean measure(final Options options) throws IOException
    {
        System.out.println(Machine.line(options));
        boolean ok = true;
        for (final String scenario : options.systems())
        {
            ok &= measure(options, scenario);
        }
        System.out.println();
        System.out.print(table);
        Tool.write(options.json(), () -> ResultJson.write(toMap(options)));
        return ok;
    }

    private boolean measure(final Options options, final String scenario) throws IOException
    {
        final int nodes = SimScenario.nodes(scenario);
        final Process process = new ProcessBuilder(LaunchFlags.simulation(options, scenario, nodes))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final Thread killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        final List<Fields> rounds = new ArrayList<>();
        Fields end = null;
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8))
        {
            String line = in.readLine();
            while (null != line)
            {
                if (line.startsWith(SimScenario.ROUND))
                {
                    rounds.add(Fields.parse(line));
                }
                end = line.startsWith(SimScenario.END) ? Fields.parse(line) : end;
                line = in.readLine();
            }
        }
        Runtime.getRuntime().removeShutdownHook(killer);
        if (null == end || rounds.isEmpty())
        {
            System.err.println(scenario + " did not end");
            return false;
        }
        add(scenario, rounds, end);
        return true;
    }

    private void add(final String scenario, final List<Fields> rounds, final Fields end)
    {
        final double[] rates = rounds.stream().mapToDouble(Sim::millionsPerSecond).sorted().toArray();
        final double events = rounds.stream().mapToLong((round) -> round.number("events")).sum();
        final double virtualNs = rounds.stream().mapToLong((round) -> round.number("virtualNs")).sum();
        final double[] factors = rounds.stream()
            .mapToDouble((round) -> (double)round.number("virtualNs") / round.number("cpuNs")).sorted().toArray();
        final int nodes = SimScenario.nodes(scenario);
        final double heap = end.number("heapBytes") / 1024.0 / nodes;
        final double direct = end.number("directBytes") / 1024.0 / nodes;
        final double eventsPerNode = events * 1e9 / virtualNs / nodes;
        final double links = (double)end.number("links") / nodes;
        final double disturbance = rounds.stream().mapToDouble((round) -> round.number("realNs")).sum() /
            rounds.stream().mapToDouble((round) -> round.number("cpuNs")).sum();
        final double joinSeconds = end.number("joinNs") / 1e9;
        final String range = String.format(Locale.ROOT, "%.2f..%.2f", rates[0], rates[rates.length - 1]);
        table.row(List.of(
            scenario, Table.figure(median(rates)), range, Table.figure(eventsPerNode), Table.figure(median(factors)),
            Table.figure(links), Table.figure(heap + direct), Table.figure(heap), Table.figure(direct),
            Table.figure(joinSeconds), Table.figure(disturbance)));
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("scenario", scenario);
        map.put("millionEventsPerSecond", median(rates));
        map.put("ofRounds", Arrays.stream(rates).boxed().toList());
        map.put("eventsPerNodeAndVirtualSecond", eventsPerNode);
        map.put("virtualByReal", median(factors));
        map.put("linksPerNode", links);
        map.put("heapKiBPerNode", heap);
        map.put("directKiBPerNode", direct);
        map.put("joinSeconds", joinSeconds);
        map.put("realByCpuTime", disturbance);
        map.put("messagesDelivered", end.number("delivered"));
        map.put("traceHash", end.text("hash"));
        results.add(map);
        System.out.println(scenario + ' ' + end);
    }

    private Map<String, Object> toMap(final Options options)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("what", "sim");
        map.put("machine", Machine.describe(options));
        map.put("notes", options.notes());
        map.put("scenarios", results);
        return map;
    }

    private static double millionsPerSecond(final Fields round)
    {
        return 1e3 * round.number("events") / round.number("cpuNs");
    }

    private static double median(final double[] sorted)
    {
        final int half = sorted.length / 2;
        return 0 == (sorted.length & 1) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half];
    }
}
