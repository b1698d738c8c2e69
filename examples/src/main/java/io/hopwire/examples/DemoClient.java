package io.hopwire.examples;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.PublicKey;
import io.hopwire.RouteHop;
import io.hopwire.Session;
import io.hopwire.SessionRoute;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Connects to a public key, and measures.
 */
final class DemoClient extends DemoRole
{
    private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long TRACE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long ROUTES_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int TRACES = 101;
    private static final long PROGRESS_MS = 100;

    private final Host host;
    private final ControlChannel control;
    private final ThreadAllocations allocations = ThreadAllocations.ofCurrentThread();
    private Session session;
    private EchoExchange exchange;
    private volatile LongSupplier progress;

    DemoClient(final Host host, final ControlChannel control)
    {
        this.host = host;
        this.control = control;
        final Thread reporter = new Thread(this::reportProgress, "hopwire-progress");
        reporter.setDaemon(true);
        reporter.start();
    }

    @Override
    String onCommand(final String command, final String argument)
    {
        switch (command)
        {
            case "connect":
                return connect(argument.split(" "));
            case "routes":
                return routes();
            case "trace":
                return trace();
            case "reset":
                exchange.reset();
                return "";
            case "exchange":
                return exchange(argument.split(" "));
            case "file":
                return file(Path.of(argument));
            default:
                return super.onCommand(command, argument);
        }
    }

    /** Instead of the session before, if there is one. */
    private String connect(final String[] arguments)
    {
        if (null != session)
        {
            session.close();
        }
        final long startNs = System.nanoTime();
        session = host.engine()
            .endpoint(new PublicKey(arguments[0]))
            .connect(configuration(arguments), CONNECT_TIMEOUT_NS);
        exchange = new EchoExchange(host, session);
        return session.hops() + " " + (System.nanoTime() - startNs) + " " + session.maxMessageLength();
    }

    private static DataTransitConfiguration configuration(final String[] arguments)
    {
        return new DataTransitConfiguration(
            Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    }

    /**
     * All of them, once each was measured.
     */
    private String routes()
    {
        final long startNs = System.nanoTime();
        List<SessionRoute> routes = session.liveRoutes();
        while (routes.stream().anyMatch((route) -> 0 == route.rttNs()) &&
            System.nanoTime() - startNs < ROUTES_TIMEOUT_NS)
        {
            host.linger(ROUTES_TIMEOUT_NS);
            routes = session.liveRoutes();
        }
        return routes.stream()
            .map((route) -> route.hops() + ":" + route.rttNs() + ":" + route.loss() + ":" + route.bytesPerSecond() +
                ":" + route.state())
            .collect(Collectors.joining(","));
    }

    /**
     * The route, with the median of several measurements: the first ones find the processes asleep.
     */
    private String trace()
    {
        final List<RouteHop> route = session.trace(TRACE_TIMEOUT_NS);
        final long[][] rtts = new long[route.size()][TRACES];
        for (int i = 0; i < TRACES; i++)
        {
            final List<RouteHop> again = session.trace(TRACE_TIMEOUT_NS);
            if (again.size() != route.size())
            {
                throw new CommandFailure("the route has changed while it was measured, or did not answer");
            }
            for (int hop = 0; hop < route.size(); hop++)
            {
                rtts[hop][i] = again.get(hop).rttNs();
            }
        }
        return IntStream.range(0, route.size())
            .mapToObj((hop) -> route.get(hop).key() + "=" + median(rtts[hop]))
            .collect(Collectors.joining(","));
    }

    private static long median(final long[] values)
    {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private String exchange(final String[] arguments)
    {
        progress = exchange::received;
        try
        {
            final long count = Long.parseLong(arguments[0]);
            final int inFlight = Integer.parseInt(arguments[1]);
            final long allocatedBefore = allocations.bytes();
            exchange.run(count, inFlight);
            return exchange.result(allocations.bytes() - allocatedBefore);
        }
        finally
        {
            progress = null;
        }
    }

    private String file(final Path path)
    {
        final FileEcho echo = new FileEcho(host, session);
        progress = echo::received;
        try
        {
            final long startNs = System.nanoTime();
            echo.run(path);
            return echo.receivedHex() + " " + echo.received() + " " + (System.nanoTime() - startNs);
        }
        finally
        {
            progress = null;
        }
    }

    /* On a thread of its own: a line costs allocation, which must not be counted as that of the messages. */
    private void reportProgress()
    {
        final Object monitor = new Object();
        while (!Thread.currentThread().isInterrupted())
        {
            final LongSupplier current = progress;
            if (null != current)
            {
                control.say("progress " + current.getAsLong());
            }
            try
            {
                synchronized (monitor)
                {
                    monitor.wait(PROGRESS_MS);
                }
            }
            catch (final InterruptedException ex)
            {
                Thread.currentThread().interrupt();
            }
        }
    }
}
