package io.hopwire.perf;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code perf/relay}: a round trip through a relay and back, and what that costs above a direct one.
 */
public final class Relay
{
    private static final List<String> SYSTEMS = List.of(
        "nio-udp", "nio-relay", "nio-tcp-relay", "hopwire-session", "hopwire-session-relay", "hopwire-relay");
    private static final String[][] RATIOS =
    {
        {"hopwire-relay", "nio-relay"},
        {"hopwire-relay", "hopwire-session"},
        {"hopwire-session-relay", "nio-tcp-relay"},
        {"nio-relay", "nio-udp"},
    };

    private Relay()
    {
    }

    /**
     * Runs the comparison and exits: 0 only if every system ran and answered.
     *
     * @param args options, see {@code perf/relay --help}.
     */
    public static void main(final String[] args)
    {
        Tool.run(args, SYSTEMS, Relay::measure);
    }

    private static boolean measure(final Options options) throws IOException
    {
        try (Comparison comparison = new Comparison(options, (system) -> new Pair.Roles("echo-server", "echo-client")))
        {
            final EchoReport report = new EchoReport(options, comparison.run(), RATIOS);
            report.print();
            for (final int size : options.sizes())
            {
                printAdded(report.series(size), "nio-relay", "nio-udp", size);
                printAdded(report.series(size), "hopwire-relay", "hopwire-session", size);
            }
            Tool.write(options.json(), () -> ResultJson.write(report.toMap("relay")));
            Tool.write(options.svg(), () -> report.svg("Echo through a relay, and direct"));
            return !comparison.hasFailed();
        }
    }

    /** A round trip passes the relay twice. */
    private static void printAdded(
        final Map<String, Series> all, final String relayed, final String direct, final int size)
    {
        if (all.containsKey(relayed) && all.containsKey(direct))
        {
            final double nanos = all.get(relayed).latencies().getValueAtPercentile(50) -
                all.get(direct).latencies().getValueAtPercentile(50);
            System.out.printf(Locale.ROOT, "%s size=%d: one hop adds %.2f µs each way (p50 against %s)%n",
                relayed, size, nanos / 2000.0, direct);
        }
    }
}
