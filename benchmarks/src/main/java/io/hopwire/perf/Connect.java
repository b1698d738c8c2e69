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

/**
 * {@code perf/connect}: where the time of a connect over three hops goes, and how many sessions a second begin through
 * one relay.
 */
public final class Connect
{
    private static final List<String> SYSTEMS = List.of("hopwire");
    private static final List<String> QUICK = List.of("--rounds", "2", "--warmups", "1", "--millis", "3000");
    private static final List<String> LONG = List.of("--rounds", "5", "--warmups", "2", "--millis", "6000");
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;
    private static final double SECONDS = 1e9;

    private final Table phases = new Table("phase", "p50 us", "p99 us");
    private final Table rates = new Table(
        "clients", "connects", "failed", "connects/s", "p50 ms", "p99 ms", "p99/p50", "max ms", "CPU ms each");
    private final List<Object> results = new ArrayList<>();
    private double coldMs = Double.NaN;
    private long failed;

    private Connect()
    {
    }

    /**
     * Measures and exits: 0 only if everything was measured and no connect failed.
     *
     * @param args options, see {@code perf/connect --help}.
     */
    public static void main(final String[] args)
    {
        final List<String> words = new ArrayList<>(Arrays.asList(args));
        // What the command line says of them comes later, and counts.
        words.addAll(0, words.contains("--quick") ? QUICK : LONG);
        Tool.run(words.toArray(new String[0]), SYSTEMS, (options) -> new Connect().measure(options));
    }

    private boolean measure(final Options options) throws IOException
    {
        System.out.println(Machine.line(options));
        final Process process = new ProcessBuilder(LaunchFlags.connect(options))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final Thread killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8))
        {
            for (String line = in.readLine(); null != line; line = in.readLine())
            {
                add(line);
            }
        }
        Runtime.getRuntime().removeShutdownHook(killer);
        final boolean hasEnded = isOver(process);
        System.out.printf(Locale.ROOT, "%nfirst connect of a process, over 3 hops: %.1f ms; later ones:%n", coldMs);
        System.out.print(phases);
        System.out.println("\nthrough one relay, each client one connect after the other; 1x200: 200 at once");
        System.out.print(rates);
        Tool.write(options.json(), () -> ResultJson.write(toMap(options)));
        return hasEnded && 0 == failed;
    }

    static boolean isOver(final Process process)
    {
        try
        {
            return 0 == process.waitFor();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void add(final String line)
    {
        final Fields fields = Fields.parse(line);
        if (line.startsWith(ConnectScenario.COLD))
        {
            coldMs = fields.number("nanos") / MILLIS;
        }
        else if (line.startsWith(ConnectScenario.PHASE))
        {
            addPhase(fields);
        }
        else if (line.startsWith(ConnectScenario.RATE))
        {
            addRate(fields);
        }
        else
        {
            System.out.println(line);
        }
    }

    private void addPhase(final Fields fields)
    {
        final String name = fields.text("name").replace('-', ' ');
        final double p50 = fields.number("p50") / MICROS;
        final double p99 = fields.number("p99") / MICROS;
        phases.row(List.of(name, Table.figure(p50), Table.figure(p99)));
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("phase", name);
        map.put("count", fields.number("count"));
        map.put("p50Micros", p50);
        map.put("p99Micros", p99);
        results.add(map);
    }

    private void addRate(final Fields fields)
    {
        final long count = fields.number("count");
        final double perSecond = count * SECONDS / fields.number("nanos");
        final double p50 = fields.number("p50") / MILLIS;
        final double p99 = fields.number("p99") / MILLIS;
        final double cpu = fields.number("cpuNs") / MILLIS / count;
        failed += fields.number("failed");
        rates.row(List.of(
            fields.text("clients"), Long.toString(count), fields.text("failed"), Table.figure(perSecond),
            Table.figure(p50), Table.figure(p99), Table.figure(p99 / p50),
            Table.figure(fields.number("max") / MILLIS), Table.figure(cpu)));
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("clients", fields.text("clients"));
        map.put("connects", count);
        map.put("failed", fields.number("failed"));
        map.put("perSecond", perSecond);
        map.put("p50Millis", p50);
        map.put("p99Millis", p99);
        map.put("cpuMillisEach", cpu);
        results.add(map);
    }

    private Map<String, Object> toMap(final Options options)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("what", "connect");
        map.put("machine", Machine.describe(options));
        map.put("notes", options.notes());
        map.put("coldMillis", coldMs);
        map.put("results", results);
        return map;
    }
}
