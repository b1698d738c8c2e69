package io.hopwire.perf;

import java.io.IOException;
import java.util.List;

/**
 * {@code perf/throughput}: messages one way between two processes, as many as go.
 */
public final class Throughput
{
    private static final List<String> SYSTEMS = List.of(
        "nio-udp", "hopwire-link", "hopwire-plain", "hopwire-session", "hopwire-session-relay",
        "hopwire-session-2-routes", "nio-tcp-relay", "aeron", "aeron-default", "aeron-8k", "netty-tls");
    private static final String[][] RATIOS =
    {
        {"hopwire-link", "aeron"},
        {"hopwire-link", "aeron-default"},
        {"hopwire-link", "aeron-8k"},
        {"hopwire-link", "nio-udp"},
        {"hopwire-plain", "nio-udp"},
        {"hopwire-session", "aeron"},
        {"hopwire-link", "netty-tls"},
        {"hopwire-session", "netty-tls"},
        {"hopwire-session-relay", "nio-tcp-relay"},
        {"hopwire-session-relay", "hopwire-session"},
        {"hopwire-session-2-routes", "hopwire-session-relay"},
        {"aeron", "nio-udp"},
    };

    private Throughput()
    {
    }

    /**
     * Runs the comparison and exits: 0 only if every system ran.
     *
     * @param args options, see {@code perf/throughput --help}.
     */
    public static void main(final String[] args)
    {
        Tool.run(args, SYSTEMS, List.of(64, 1024, Ends.MAX_LENGTH), Throughput::measure);
    }

    private static boolean measure(final Options options) throws IOException
    {
        try (Comparison comparison = new Comparison(options, (system) -> new Pair.Roles("rate-server", "rate-client")))
        {
            final Report report = new RateReport(options, comparison.run(), RATIOS);
            report.print();
            Tool.write(options.json(), () -> ResultJson.write(report.toMap("throughput")));
            return !comparison.hasFailed();
        }
    }
}
