package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.EngineSettings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.status.CountersDirectory;
import io.hopwire.status.CountersFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code hopwire stat}.
 */
@Command(
    name = "stat",
    description = "Watch the counters of a node that runs on this machine. Without NODE: list the nodes.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done, or the node has ended", "1:no such node", "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire stat             the nodes that run",
        "  hopwire stat r1          refresh every second until Ctrl-C",
        "  hopwire stat --once 4711 print once the counters of the node in process 4711"})
final class StatCommand implements Callable<Integer>
{
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double MIN_INTERVAL_SECONDS = 0.1;
    private static final double MAX_INTERVAL_SECONDS = 3600;
    /* Cursor home, and clear what is below it. */
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @ParentCommand
    private HopwireCommand parent;

    @Parameters(
        arity = "0..1",
        paramLabel = "NODE",
        description = "Name of the node, id of its process, or path of its counters file.")
    private String node;

    @Option(names = {"-1", "--once"}, description = "Print once and end.")
    private boolean once;

    @Option(names = {"-a", "--all"}, description = "Also counters that are 0.")
    private boolean all;

    @Option(
        names = {"-i", "--interval"},
        paramLabel = "SECONDS",
        defaultValue = "1",
        description = "Time between two refreshes. Default: ${DEFAULT-VALUE}.")
    private double intervalSeconds;

    @Option(names = "--directory", paramLabel = "DIR", description = "${bundle:hopwire.counters.dir}")
    private Path directory;

    @Override
    public Integer call()
    {
        if (!(intervalSeconds >= MIN_INTERVAL_SECONDS && intervalSeconds <= MAX_INTERVAL_SECONDS))
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION,
                "interval must be " + MIN_INTERVAL_SECONDS + " to " + (int)MAX_INTERVAL_SECONDS + " seconds");
        }
        final CountersDirectory nodes =
            null == directory ? configuredDirectory() : new CountersDirectory(directory);
        return null == node ? list(nodes) : watch(attach(nodes));
    }

    /**
     * Where nodes that are started like this command keep theirs.
     */
    static CountersDirectory configuredDirectory()
    {
        final String configured = new EngineContext().get(EngineSettings.COUNTERS_DIR);
        return null == configured ? CountersDirectory.ofUser() : new CountersDirectory(Path.of(configured));
    }

    private int list(final CountersDirectory nodes)
    {
        final List<CountersFile> live = nodes.live();
        final PrintStream out = parent.terminal().out();
        if (live.isEmpty())
        {
            throw new CommandFailure("no node runs, of those that keep their counters in " + nodes.path());
        }
        StatTable.printNodes(live, System.currentTimeMillis(), out);
        return 0;
    }

    private CountersFile attach(final CountersDirectory nodes)
    {
        final Path path = Path.of(node);
        if (Files.isRegularFile(path))
        {
            return CountersFile.map(path);
        }
        for (final CountersFile file : nodes.live())
        {
            if (StatTable.name(file).equals(node) || Long.toString(file.pid()).equals(node))
            {
                return file;
            }
        }
        throw new CommandFailure("no node '" + node + "' runs: 'hopwire stat' lists those that do");
    }

    private int watch(final CountersFile file)
    {
        final PrintStream out = parent.terminal().out();
        final StatTable table = new StatTable(file, all);
        final Heartbeat heartbeat = new Heartbeat();
        final boolean redraw = !once && Consoles.isTerminal();
        long nextNs = System.nanoTime();
        do
        {
            out.print(redraw ? CLEAR : "");
            table.print(System.nanoTime(), System.currentTimeMillis(), out);
            if (heartbeat.stopped(file.counters().get(SystemCounter.DUTY_CYCLES), System.nanoTime()))
            {
                parent.terminal().err().println("hopwire: the node stands still: its process is stopped, " +
                    "or its thread hangs, or nobody drives it");
            }
            nextNs += (long)(intervalSeconds * TimeUnit.SECONDS.toNanos(1));
        }
        while (!once && isWritten() && awaitNext(file, nextNs));
        return 0;
    }

    private boolean isWritten()
    {
        parent.terminal().checkOut();
        return true;
    }

    /**
     * False when the node has ended, or this command shall.
     */
    private boolean awaitNext(final CountersFile file, final long nextNs)
    {
        while (!Thread.currentThread().isInterrupted())
        {
            final long leftNs = nextNs - System.nanoTime();
            if (leftNs <= 0)
            {
                if (!Files.exists(file.path()) || !file.isLive())
                {
                    parent.terminal().err().println("hopwire: the node has ended");
                    return false;
                }
                return true;
            }
            LockSupport.parkNanos(Math.min(leftNs, MAX_PARK_NS));
        }
        return false;
    }
}
