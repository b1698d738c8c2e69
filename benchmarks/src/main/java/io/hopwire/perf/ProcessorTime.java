package io.hopwire.perf;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What all threads of this process have used together, as Linux counts it for each: nanoseconds on a processor
 * (schedstat), and how often they went to sleep of their own accord (status). Elsewhere the ticks of the JVM, and no
 * sleeps.
 */
final class ProcessorTime
{
    private static final Path THREADS = Paths.get("/proc/self/task");
    private static final String SWITCHES = "voluntary_ctxt_switches:";

    private final boolean isLinux = Files.isReadable(THREADS.resolveSibling("schedstat"));

    /**
     * Processor time. Threads that have ended are not in it on Linux.
     *
     * @return nanoseconds.
     */
    long processorNs()
    {
        return isLinux ? sum("schedstat", (line) -> Long.parseLong(line.substring(0, line.indexOf(' ')))) :
            ((OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /**
     * How often threads went to sleep.
     *
     * @return so often; 0 where that is not known.
     */
    long voluntarySwitches()
    {
        return isLinux ? sum("status", (line) -> line.startsWith(SWITCHES) ?
            Long.parseLong(line.substring(SWITCHES.length()).trim()) : 0) : 0;
    }

    private static long sum(final String file, final ToLongFunction<String> ofLine)
    {
        try (Stream<Path> threads = Files.list(THREADS))
        {
            return threads.mapToLong((thread) -> sumOf(thread.resolve(file), ofLine)).sum();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static long sumOf(final Path file, final ToLongFunction<String> ofLine)
    {
        try
        {
            return Files.readAllLines(file).stream().mapToLong(ofLine).sum();
        }
        catch (final IOException ex)
        {
            // The thread has ended meanwhile.
            return 0;
        }
    }
}
