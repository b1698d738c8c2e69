package io.hopwire.examples;

import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.status.CountersFile;
import org.agrona.concurrent.errors.ErrorLogReader;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Counters of one node for people: values, and how fast they grew since they were last printed.
 */
final class StatTable
{
    private static final String SUFFIX = ".counters";
    private static final double NS_PER_SECOND = 1e9;

    private final CountersFile file;
    private final boolean all;
    private final long[] system = new long[SystemCounter.count()];
    private final long[] rejects = new long[RejectCode.count()];
    private long printedNs;
    private boolean printedBefore;

    StatTable(final CountersFile file, final boolean all)
    {
        this.file = file;
        this.all = all;
    }

    /**
     * Name of a node, as its file says it.
     */
    static String name(final CountersFile file)
    {
        final String fileName = String.valueOf(file.path().getFileName());
        return fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : fileName;
    }

    static void printNodes(final List<CountersFile> nodes, final long epochMs, final PrintStream out)
    {
        out.printf("%-20s %8s %10s %6s %9s %9s  %s%n",
            "name", "pid", "up", "links", "sessions", "circuits", "public key");
        for (final CountersFile node : nodes)
        {
            final Counters counters = node.counters();
            out.printf("%-20s %8d %10s %6d %9d %9d  %s%n",
                name(node),
                node.pid(),
                uptime(node, epochMs),
                counters.get(SystemCounter.LINKS_UP),
                counters.get(SystemCounter.SESSIONS_OPEN),
                counters.get(SystemCounter.CIRCUITS_OPEN),
                node.nodeKey());
        }
        out.flush();
    }

    void print(final long nowNs, final long epochMs, final PrintStream out)
    {
        final double seconds = (nowNs - printedNs) / NS_PER_SECOND;
        out.printf("node %s, process %d, up %s%npublic key %s%n%n",
            name(file), file.pid(), uptime(file, epochMs), file.nodeKey());
        out.printf("%-36s %20s %16s%n", "counter", "value", printedBefore ? "per second" : "");
        for (int id = 0; id < system.length; id++)
        {
            final SystemCounter counter = SystemCounter.get(id);
            final long value = file.counters().get(counter);
            printRow(counter.label(), value, system[id], seconds, out);
            system[id] = value;
        }
        for (int id = 0; id < rejects.length; id++)
        {
            final RejectCode code = RejectCode.get(id);
            final long value = file.counters().get(code);
            printRow("dropped: " + code.label(), value, rejects[id], seconds, out);
            rejects[id] = value;
        }
        printErrors(out);
        out.flush();
        printedNs = nowNs;
        printedBefore = true;
    }

    private void printRow(
        final String label, final long value, final long previous, final double seconds, final PrintStream out)
    {
        if (all || 0 != value)
        {
            final String rate = printedBefore && value != previous ?
                String.format(Locale.ROOT, "%,.0f", (value - previous) / seconds) : "";
            out.printf(Locale.ROOT, "%-36s %,20d %16s%n", label, value, rate);
        }
    }

    private void printErrors(final PrintStream out)
    {
        ErrorLogReader.read(file.errors(), (count, firstMs, lastMs, text) ->
            out.println("error, seen " + count + " times: " + text.lines().findFirst().orElse("")));
    }

    private static String uptime(final CountersFile node, final long epochMs)
    {
        final long seconds = Math.max(0, epochMs / 1000 - TimeUnit.NANOSECONDS.toSeconds(node.startNs()));
        return String.format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
