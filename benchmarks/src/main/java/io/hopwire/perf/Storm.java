package io.hopwire.perf;

import io.hopwire.agent.ThreadingMode;

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
 * {@code perf/connect --storm N}: N clients of a server come back at once, through one relay. How long that takes, and
 * what a session that was open before notices of it.
 */
public final class Storm
{
    private static final List<String> SYSTEMS = List.of("hopwire");
    private static final String STORM = "--storm";
    private static final String ACCEPTS = "--accepts";
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;
    private static final double SECONDS = 1e9;
    private static final double PERCENT = 100;

    private final int count;
    private final String accepts;
    private final Table connects = new Table(
        "threads of the server", "connects", "failed", "seconds", "connects/s", "p50 ms", "p99 ms", "max ms",
        "CPU ms each", "of clients");
    private final Table echoes = new Table("echo of a session", "echoes", "p50 ms", "p99 ms", "max ms");
    private final Table cycles = new Table("duty cycle", "cycles", "p50 us", "p99 us", "p99.9 us", "max us");
    private final Table idles = new Table("idle sessions", "server, % of a core", "all, % of a core", "datagrams/s");
    private final List<Object> results = new ArrayList<>();
    private String mode;
    private long failed;

    private Storm(final int count, final String accepts)
    {
        this.count = count;
        this.accepts = accepts;
    }

    /**
     * Measures and exits: 0 only if everything was measured and no connect failed.
     *
     * @param args {@code --storm N}, perhaps {@code --accepts N}, and options, see {@code perf/connect --help}.
     */
    public static void main(final String[] args)
    {
        final List<String> words = new ArrayList<>(Arrays.asList(args));
        final String count = take(words, STORM, "how many clients come back");
        if (null == count)
        {
            usage(STORM, "how many clients come back");
        }
        final String accepts = take(words, ACCEPTS, "how many of them the server lets in a second");
        Tool.run(words.toArray(new String[0]), SYSTEMS,
            (options) -> new Storm(Integer.parseInt(count), accepts).measure(options));
    }

    /** What an option says; null where it is not given. */
    private static String take(final List<String> words, final String option, final String what)
    {
        final int at = words.indexOf(option);
        if (at < 0)
        {
            return null;
        }
        if (at + 1 == words.size() || !words.get(at + 1).matches("[1-9][0-9]{0,5}"))
        {
            usage(option, what);
        }
        words.remove(at);
        return words.remove(at);
    }

    private static void usage(final String option, final String what)
    {
        System.err.println(option + " takes " + what);
        System.exit(2);
    }

    private boolean measure(final Options options) throws IOException
    {
        System.out.println(Machine.line(options));
        boolean isWhole = true;
        for (final ThreadingMode one : List.of(ThreadingMode.SHARED, ThreadingMode.DEDICATED))
        {
            mode = one.name().toLowerCase(Locale.ROOT);
            isWhole &= run(LaunchFlags.storm(options, new StormPlan(count, accepts, one)));
        }
        System.out.println(
            "\nthrough one relay, all on the same cores; the clients are a process of the lowest priority");
        System.out.print(connects);
        System.out.println(
            "\na session that was open before, 64 B, one at a time; bare: datagrams over as many hops and threads");
        System.out.print(echoes);
        System.out.println("\nthe thread of the server's node, processor time of its own");
        System.out.print(cycles);
        System.out.println("\nwhat is left of the storm has nothing to say");
        System.out.print(idles);
        Tool.write(options.json(), () -> ResultJson.write(toMap(options)));
        return isWhole && 0 == failed;
    }

    private boolean run(final List<String> command) throws IOException
    {
        final Process process = new ProcessBuilder(command)
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
        return Connect.isOver(process);
    }

    private void add(final String line)
    {
        final Fields fields = Fields.parse(line);
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("mode", mode);
        map.put("line", line);
        results.add(map);
        if (line.startsWith(StormScenario.STORM))
        {
            addStorm(fields);
        }
        else if (line.startsWith(StormScenario.ECHO) || line.startsWith(StormScenario.BARE))
        {
            final String what = line.startsWith(StormScenario.BARE) ? ", bare" : "";
            echoes.row(List.of(
                mode + ", " + fields.text("when") + what, fields.text("count"), figure(fields, "p50", MILLIS),
                figure(fields, "p99", MILLIS), figure(fields, "max", MILLIS)));
        }
        else if (line.startsWith(StormScenario.CYCLE))
        {
            cycles.row(List.of(mode + ", " + fields.text("when"), fields.text("count"), figure(fields, "p50", MICROS),
                figure(fields, "p99", MICROS), figure(fields, "p999", MICROS), figure(fields, "max", MICROS)));
        }
        else if (line.startsWith(StormScenario.IDLE))
        {
            final double nanos = fields.number("nanos");
            idles.row(List.of(mode + ", " + fields.text("sessions"), figure(fields, "serverNs", nanos / PERCENT),
                figure(fields, "cpuNs", nanos / PERCENT), figure(fields, "datagrams", nanos / SECONDS)));
        }
        else
        {
            System.out.println(line);
        }
    }

    private void addStorm(final Fields fields)
    {
        final long done = fields.number("count");
        failed += fields.number("failed");
        connects.row(List.of(
            mode, Long.toString(done), fields.text("failed"), figure(fields, "nanos", SECONDS),
            Table.figure(done * SECONDS / fields.number("nanos")), figure(fields, "p50", MILLIS),
            figure(fields, "p99", MILLIS), figure(fields, "max", MILLIS),
            Table.figure(fields.number("cpuNs") / MILLIS / Math.max(1, done)),
            Table.figure(fields.number("clientsNs") / MILLIS / Math.max(1, done))));
    }

    private static String figure(final Fields fields, final String name, final double unit)
    {
        return Table.figure(fields.number(name) / unit);
    }

    private Map<String, Object> toMap(final Options options)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("what", "storm");
        map.put("machine", Machine.describe(options));
        map.put("notes", options.notes());
        map.put("connects", count);
        map.put("accepts", accepts);
        map.put("results", results);
        return map;
    }
}
