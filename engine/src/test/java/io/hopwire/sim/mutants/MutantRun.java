package io.hopwire.sim.mutants;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A virtual machine of its own for a mutant: whatever it does, it does to nobody else.
 */
final class MutantRun
{
    /** A seed takes less than a second, a tired machine's included; with a planted bug it may take for ever. */
    private static final long LIMIT_MS = 60_000;
    private static final String OPENING = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";
    private static final int FIELDS = 5;

    private MutantRun()
    {
    }

    /**
     * What became of a mutant.
     *
     * @param clean     seeds that noticed nothing.
     * @param invariant that was found broken; null where all seeds were clean.
     * @param seed      that found it.
     * @param time      virtual seconds at which it was found.
     * @param message   in words.
     */
    record Outcome(int clean, String invariant, String seed, String time, String message)
    {
        boolean isFound()
        {
            return null != invariant;
        }
    }

    /**
     * Run seeds until one notices something.
     *
     * @param classesOrNull that come before all others.
     * @param seeds         the last seed; the first one is 1.
     * @param isOfHosts     whether networks of libp2p hosts are to notice.
     * @return what was noticed.
     */
    static Outcome run(final Path classesOrNull, final int seeds, final boolean isOfHosts)
        throws IOException, InterruptedException
    {
        final Process process = new ProcessBuilder(command(classesOrNull, seeds, isOfHosts))
            .redirectErrorStream(true)
            .start();
        final Thread hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        try
        {
            return read(process, seeds);
        }
        finally
        {
            process.destroyForcibly().waitFor();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private static List<String> command(final Path classesOrNull, final int seeds, final boolean isOfHosts)
    {
        final String classPath = MutantCompiler.CLASS_PATH;
        return List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-ea", "-XX:+UseSerialGC", "-Xmx512m",
            "-XX:TieredStopAtLevel=1", OPENING, "-cp",
            null == classesOrNull ? classPath : classesOrNull + File.pathSeparator + classPath,
            MutantHunt.class.getName(), "1", Integer.toString(seeds),
            isOfHosts ? MutantHunt.HOSTS : "");
    }

    private static Outcome read(final Process process, final int seeds) throws IOException
    {
        final Watch watch = new Watch(process);
        final List<String> rest = new ArrayList<>();
        int clean = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8))
        {
            for (String line = lines.readLine(); null != line; line = lines.readLine())
            {
                final String[] fields = line.split("\t", FIELDS);
                if (fields[0].equals(MutantHunt.CLEAN))
                {
                    clean++;
                    watch.restart();
                }
                else if (fields[0].equals(MutantHunt.FOUND))
                {
                    return new Outcome(clean, fields[3], fields[1], fields[2], fields[4]);
                }
                else
                {
                    rest.add(line);
                }
            }
        }
        finally
        {
            watch.stop();
        }
        final String seed = Integer.toString(clean + 1);
        return clean == seeds ? new Outcome(clean, null, "", "", "") :
            watch.hasBitten() ? new Outcome(clean, "endless", seed, "?", "not over after " + LIMIT_MS / 1000 + " s") :
            new Outcome(clean, "crash", seed, "?", String.join(" ", rest));
    }

    /**
     * Ends a process in which one seed takes too long.
     */
    private static final class Watch
    {
        private final Process process;
        private final Timer timer = new Timer(true);
        private final AtomicBoolean bitten = new AtomicBoolean();
        private TimerTask task;

        private Watch(final Process process)
        {
            this.process = process;
            restart();
        }

        private void restart()
        {
            if (null != task)
            {
                task.cancel();
            }
            task = new TimerTask()
            {
                @Override
                public void run()
                {
                    bitten.set(true);
                    process.destroyForcibly();
                }
            };
            timer.schedule(task, LIMIT_MS);
        }

        private void stop()
        {
            timer.cancel();
        }

        private boolean hasBitten()
        {
            return bitten.get();
        }
    }
}
