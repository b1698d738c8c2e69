package io.hopwire.benchmarks;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs JMH as its own main does, with allocation measured, and writes what came of it: a table with ratios, and JMH's
 * JSON. Settings are system properties; arguments are JMH's.
 * <pre>
 *   hopwire.results   directory of both files, default perf/results
 *   hopwire.commit    that is measured, default unknown
 *   hopwire.quick     true: one fork and short iterations, where the arguments do not say otherwise
 * </pre>
 */
public final class BenchmarkTable
{
    private static final DateTimeFormatter FILE_TIME =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final TimeValue QUICK_TIME = TimeValue.milliseconds(300);
    private static final TimeValue QUICK_WARMUP_TIME = TimeValue.seconds(1);
    private static final int QUICK_WARMUPS = 3;
    private static final int QUICK_ITERATIONS = 3;

    private BenchmarkTable()
    {
    }

    /**
     * Run.
     *
     * @param args JMH's.
     * @throws IOException if the results can not be written.
     */
    public static void main(final String[] args) throws IOException
    {
        try
        {
            obey(new CommandLineOptions(args));
        }
        catch (final CommandLineOptionException | RunnerException ex)
        {
            // Nothing is kept of a run in which a benchmark failed; JMH has said what it was.
            System.err.println("jmh: " + (ex instanceof NoBenchmarksException ? "no such benchmark" : ex.getMessage()));
            System.exit(1);
        }
    }

    private static void obey(final CommandLineOptions options) throws IOException, RunnerException
    {
        if (options.shouldHelp())
        {
            options.showHelp();
        }
        else if (options.shouldList())
        {
            new Runner(options).list();
        }
        else
        {
            run(options);
        }
    }

    private static void run(final CommandLineOptions options) throws IOException, RunnerException
    {
        final String commit = System.getProperty("hopwire.commit", "unknown");
        final Path directory = Path.of(System.getProperty("hopwire.results", "perf/results"));
        final Instant now = Instant.now();
        final String name = "jmh-" + FILE_TIME.format(now) + '-' + commit;
        final ChainedOptionsBuilder builder = new OptionsBuilder()
            .parent(options)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true);
        if (Boolean.getBoolean("hopwire.quick"))
        {
            shorten(options, builder);
        }
        final Collection<RunResult> results = new Runner(builder.build()).run();

        Files.createDirectories(directory);
        final Path json = directory.resolve(name + ".json");
        ResultFormatFactory.getInstance(ResultFormatType.JSON, json.toString()).writeOut(results);
        final List<ResultRow> rows = new ArrayList<>();
        results.forEach(result -> rows.add(ResultRow.of(result)));
        final String text = head(now, commit) + '\n' + new ResultTable(rows);
        final Path table = directory.resolve(name + ".txt");
        Files.writeString(table, text);
        System.out.println();
        System.out.println(text);
        System.out.println("kept in " + table + " and " + json);
    }

    private static void shorten(final CommandLineOptions options, final ChainedOptionsBuilder builder)
    {
        builder
            .forks(options.getForkCount().orElse(1))
            .warmupIterations(options.getWarmupIterations().orElse(QUICK_WARMUPS))
            .measurementIterations(options.getMeasurementIterations().orElse(QUICK_ITERATIONS))
            .warmupTime(options.getWarmupTime().orElse(QUICK_WARMUP_TIME))
            .measurementTime(options.getMeasurementTime().orElse(QUICK_TIME));
    }

    private static String head(final Instant now, final String commit)
    {
        return String.format(
            "date     %s%ncommit   %s%nmachine  %s, %d processors, %s %s %s%njdk      %s %s, %s%n",
            now, commit, cpu(), Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"),
            System.getProperty("os.version"), System.getProperty("os.arch"), System.getProperty("java.vendor"),
            System.getProperty("java.runtime.version"), System.getProperty("java.vm.name"));
    }

    private static String cpu()
    {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo")))
        {
            return lines.filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown processor");
        }
        catch (final IOException ex)
        {
            return "unknown processor";
        }
    }
}
