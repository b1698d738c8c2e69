package io.hopwire.examples;

import io.hopwire.SessionRoute;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * The routes of a session, as they are now, a line each.
 */
final class RouteTable
{
    private static final double NS_PER_MS = 1e6;

    private RouteTable()
    {
    }

    static void print(final PrintStream out, final List<SessionRoute> routes)
    {
        out.printf("  %-7s %5s %9s %8s %11s  %s%n", "route", "hops", "rtt, ms", "loss, %", "sent", "state");
        for (int i = 0; i < routes.size(); i++)
        {
            final SessionRoute route = routes.get(i);
            out.printf(Locale.ROOT, "  %-7d %5d %9s %8.1f %11s  %s%n", i + 1, route.hops(), rtt(route),
                100 * route.loss(), TransferProgress.bytes(route.bytesPerSecond()) + "/s",
                route.state().name().toLowerCase(Locale.ROOT));
        }
    }

    private static String rtt(final SessionRoute route)
    {
        return 0 == route.rttNs() ? "?" : String.format(Locale.ROOT, "%.3f", route.rttNs() / NS_PER_MS);
    }
}
