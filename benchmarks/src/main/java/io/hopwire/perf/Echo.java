package io.hopwire.perf;

import java.io.IOException;
import java.util.List;

/**
 * {@code perf/echo}: round-trip latency between two processes, one message on its way at a time.
 */
public final class Echo
{
    static final String PACED = "paced-";

    private static final List<String> SYSTEMS = List.of(
        "nio-udp", "aeron", "hopwire-link", "hopwire-session", "hopwire-session-2-routes", "hopwire-plain", "netty-tls",
        "paced-blocking", "paced-backoff", "paced-busy-spin");
    private static final String[][] RATIOS =
    {
        {"hopwire-link", "aeron"},
        {"hopwire-link", "nio-udp"},
        {"hopwire-session", "aeron"},
        {"hopwire-session", "nio-udp"},
        {"hopwire-plain", "nio-udp"},
        {"hopwire-link", "netty-tls"},
        {"hopwire-session", "netty-tls"},
        {"aeron", "nio-udp"},
        {"nio-udp", "aeron"},
        {"paced-blocking", "paced-backoff"},
        {"paced-blocking", "paced-busy-spin"},
    };

    private Echo()
    {
    }

    /**
     * Runs the comparison and exits: 0 only if every system ran and answered.
     *
     * @param args options, see {@code perf/echo --help}.
     */
    public static void main(final String[] args)
    {
        Tool.run(args, SYSTEMS, Echo::measure);
    }

    private static Pair.Roles roles(final String system)
    {
        return system.startsWith(PACED) ?
            new Pair.Roles("idle-server", "paced-client") : new Pair.Roles("echo-server", "echo-client");
    }

    private static boolean measure(final Options options) throws IOException
    {
        try (Comparison comparison = new Comparison(options, Echo::roles))
        {
            final EchoReport report = new EchoReport(options, comparison.run(), RATIOS);
            report.print();
            Tool.write(options.json(), () -> ResultJson.write(report.toMap("echo")));
            Tool.write(options.svg(), () -> report.svg("Echo between two processes"));
            return !comparison.hasFailed();
        }
    }
}
