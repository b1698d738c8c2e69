package io.hopwire.examples;

import io.hopwire.Session;
import io.hopwire.SessionRoute;
import io.hopwire.agent.NodeRole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code hopwire routes}.
 */
@Command(
    name = "routes",
    description = "Connect to a public key, and print the routes that carry the session, once each has been " +
        "measured: links from end to end, round trip, the share of pings that got no answer, and what we send by it.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:the routes were printed",
        "1:there are too few, the endpoint could not be reached, or the session ended",
        "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire routes --bootstrap 127.0.0.1:4001 <public key>",
        "  hopwire routes --bootstrap 127.0.0.1:4001 --routes 3..5 -c 60 <public key>   once a second, for a minute"})
final class RoutesCommand implements Callable<Integer>
{
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private TransitOptions transit;

    @Mixin
    private NodeOptions options;

    @Option(names = {"-c", "--count"}, paramLabel = "COUNT", description = "Tables to print. Default: 1.")
    private String countText;

    @Option(
        names = {"-i", "--interval"},
        paramLabel = "TIME",
        description = "From one table to the next; a number alone is seconds. Default: 1s.")
    private String intervalText;

    @Override
    public Integer call()
    {
        transit.setDefaultRoutes(RouteRange.ANY);
        transit.check();
        final long count = CommandSettings.value(CommandSettings.COUNT, null == countText ? "1" : countText);
        final long intervalNs = CommandSettings.durationNs(CommandSettings.INTERVAL, intervalText);
        final Terminal terminal = parent.terminal();
        try (Host host = Host.launch(options.context(NodeRole.ENDPOINT, terminal));
            Session session = transit.connect(host.engine()))
        {
            terminal.out().println("ROUTES to " + session.peer() + ", " + transit.demand());
            print(host, session, awaitMeasured(host, session), terminal);
            for (long i = 1; i < count && host.isRunning(); i++)
            {
                pause(host, intervalNs);
                print(host, session, session.liveRoutes(), terminal);
            }
            return 0;
        }
    }

    /** A route is measured by pings, of which there is none in the first moment. */
    private List<SessionRoute> awaitMeasured(final Host host, final Session session)
    {
        final long startNs = System.nanoTime();
        List<SessionRoute> routes = session.liveRoutes();
        while (host.isRunning() && routes.stream().anyMatch((route) -> 0 == route.rttNs()) &&
            System.nanoTime() - startNs < transit.timeoutNs())
        {
            pause(host, LOOK_NS);
            routes = session.liveRoutes();
        }
        return routes;
    }

    private static void print(
        final Host host, final Session session, final List<SessionRoute> routes, final Terminal terminal)
    {
        if (host.isRunning())
        {
            RouteTable.print(terminal.out(), routes);
            if (routes.isEmpty())
            {
                terminal.err().println("hopwire: cut off from " + session.peer() + ", looking for another route");
            }
            terminal.checkOut();
        }
    }

    private static void pause(final Host host, final long timeNs)
    {
        final long startNs = System.nanoTime();
        long leftNs = timeNs;
        while (host.isRunning() && leftNs > 0)
        {
            host.linger(leftNs);
            leftNs = timeNs - (System.nanoTime() - startNs);
        }
    }
}
