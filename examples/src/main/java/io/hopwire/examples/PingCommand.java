package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.RouteHop;
import io.hopwire.Session;
import io.hopwire.agent.NodeRole;
import io.hopwire.spi.SessionCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;

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
        "0:at least one reply came",
        "1:no reply, the endpoint could not be reached, or the session ended",
        "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire ping --bootstrap 127.0.0.1:4001 -c 5 <public key>",
        "  hopwire ping --bootstrap 127.0.0.1:4001 --routes 3 --policy fastest <public key>",
        "  hopwire ping --bootstrap 127.0.0.1:4001 -c 1000 -i 0 -s 1024 --quiet --trace <public key>"})
final class PingCommand implements Callable<Integer>
{
    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private TransitOptions transit;

    @Mixin
    private NodeOptions options;

    @Option(names = {"-c", "--count"}, paramLabel = "COUNT", description = "${bundle:option.count}")
    private String countText;

    @Option(names = {"-i", "--interval"}, paramLabel = "TIME", description = "${bundle:option.interval}")
    private String intervalText;

    @Option(names = {"-s", "--size"}, paramLabel = "BYTES", description = "${bundle:option.size}")
    private String sizeText;

    @Option(names = {"-q", "--quiet"}, description = "Only the summary.")
    private boolean quiet;

    @Option(names = "--trace", description = "Measure the hops of the route first.")
    private boolean trace;

    private long count;
    private long intervalNs;
    private int size;

    @Override
    public Integer call()
    {
        readValues();
        final Terminal terminal = parent.terminal();
        try (Host host = Host.launch(options.context(NodeRole.ENDPOINT, terminal));
            Session session = transit.connect(host.engine()))
        {
            checkSize(session);
            terminal.out().printf(Locale.ROOT, "PING %s %d bytes, %s%d hops%n", session.peer(), size,
                session.routes() > 1 ? session.routes() + " routes of at most " : "", session.hops());
            if (trace)
            {
                printRoute(session, terminal.out());
            }
            return ping(host, session, terminal);
        }
    }

    private int ping(final Host host, final Session session, final Terminal terminal)
    {
        final PingExchange exchange = new PingExchange(session, size, quiet ? null : terminal);
        final long startNs = System.nanoTime();
        exchange.run(host, count, intervalNs, transit.timeoutNs());
        print(exchange.statistics(), System.nanoTime() - startNs, session, terminal);
        if (!session.isOpen() && exchange.statistics().received() < count)
        {
            throw new CommandFailure("the session has ended, " + SessionCodes.name(session.closeReason()));
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

    private void readValues()
    {
        transit.check();
        count = CommandSettings.value(CommandSettings.COUNT, countText);
        intervalNs = CommandSettings.durationNs(CommandSettings.INTERVAL, intervalText);
        size = CommandSettings.value(CommandSettings.SIZE, sizeText);
    }

    private void checkSize(final Session session)
    {
        if (size > session.maxMessageLength())
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION,
                "size must be at most " + session.maxMessageLength() + " bytes, the longest message");
        }
    }
}
