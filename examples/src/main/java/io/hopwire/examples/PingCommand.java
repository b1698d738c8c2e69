package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.RouteHop;
import io.hopwire.Session;
import io.hopwire.agent.NodeRole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code hopwire ping}.
 */
@Command(
    name = "ping",
    description = "Measure the round trip of messages to a public key. The other side must send them back, as " +
        "'hopwire listen --echo' does; --trace also measures the route, hop by hop, and needs no such help.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:at least one reply came", "1:no reply, or the endpoint could not be reached", "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire ping --bootstrap 127.0.0.1:4001 -c 5 <public key>",
        "  hopwire ping --bootstrap 127.0.0.1:4001 -c 1000 -i 0 -s 1024 --quiet --trace <public key>"})
final class PingCommand implements Callable<Integer>
{
    private static final double MAX_INTERVAL_SECONDS = 3600;

    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private TransitOptions transit;

    @Mixin
    private NodeOptions options;

    @Option(names = {"-c", "--count"}, paramLabel = "COUNT", description = "Messages. Default: until Ctrl-C.")
    private long count = Long.MAX_VALUE;

    @Option(
        names = {"-i", "--interval"},
        paramLabel = "SECONDS",
        defaultValue = "1",
        description = "From one message to the next; 0 sends the next when the last is answered. Default: 1.")
    private double intervalSeconds;

    @Option(
        names = {"-s", "--size"},
        paramLabel = "BYTES",
        defaultValue = "64",
        description = "Length of a message, from " + PingExchange.MIN_LENGTH + ". Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(names = {"-q", "--quiet"}, description = "Only the summary.")
    private boolean quiet;

    @Option(names = "--trace", description = "Measure the hops of the route first.")
    private boolean trace;

    @Override
    public Integer call()
    {
        checkValues();
        final Terminal terminal = parent.terminal();
        try (Host host = Host.launch(options.context(NodeRole.ENDPOINT, terminal), options.invokerIdle());
            Session session = transit.connect(host.engine()))
        {
            checkSize(session);
            terminal.out().printf(Locale.ROOT, "PING %s %d bytes, %d hops%n", session.peer(), size, session.hops());
            if (trace)
            {
                printRoute(session, terminal.out());
            }
            return ping(host, session, terminal);
        }
    }

    private int ping(final Host host, final Session session, final Terminal terminal)
    {
        final PingExchange exchange = new PingExchange(session, size, quiet ? null : terminal.out());
        final long startNs = System.nanoTime();
        final long intervalNs = (long)(intervalSeconds * TimeUnit.SECONDS.toNanos(1));
        exchange.run(host, count, intervalNs, transit.timeoutNs());
        print(exchange.statistics(), System.nanoTime() - startNs, session, terminal);
        if (!session.isOpen())
        {
            terminal.err().println("hopwire: the session has ended before its time");
        }
        return exchange.statistics().received() > 0 ? 0 : 1;
    }

    private static void print(
        final PingStatistics statistics, final long elapsedNs, final Session session, final Terminal terminal)
    {
        final PrintStream out = terminal.out();
        out.println();
        out.println("--- " + session.peer() + " ping statistics ---");
        out.println(statistics.countsLine(elapsedNs));
        if (statistics.received() > 0)
        {
            out.println(statistics.rttLine());
        }
        else if (session.isOpen() && statistics.transmitted() > 0)
        {
            terminal.err().println("hopwire: connected, but nothing came back: does the other side run with --echo?");
        }
        out.flush();
    }

    private void printRoute(final Session session, final PrintStream out)
    {
        for (final RouteHop hop : session.trace(transit.timeoutNs()))
        {
            out.printf(Locale.ROOT, "hop %d %s time=%.3f ms%n", hop.hop(), hop.key(), hop.rttNs() / 1e6);
        }
    }

    private void checkValues()
    {
        require(count >= 1, "count must be at least 1");
        require(intervalSeconds >= 0 && intervalSeconds <= MAX_INTERVAL_SECONDS,
            "interval must be 0 to " + (int)MAX_INTERVAL_SECONDS + " seconds");
        require(size >= PingExchange.MIN_LENGTH, "size must be at least " + PingExchange.MIN_LENGTH + " bytes");
    }

    private void checkSize(final Session session)
    {
        require(size <= session.maxMessageLength(),
            "size must be at most " + session.maxMessageLength() + " bytes, what one datagram holds");
    }

    private static void require(final boolean condition, final String message)
    {
        if (!condition)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, message);
        }
    }
}
