package io.hopwire.perf;

import java.io.IOException;
import java.util.List;

/**
 * {@code perf/peers}: what it costs to receive a datagram when each comes from another peer than the one before.
 */
public final class Peers
{
    /** Followed by the number of peers. */
    static final String PREFIX = "peers-";
    private static final List<String> SYSTEMS = List.of(PREFIX + 1, PREFIX + 64, PREFIX + 1000);
    private static final String[][] RATIOS =
    {
        {PREFIX + 64, PREFIX + 1},
        {PREFIX + 1000, PREFIX + 1},
    };

    private Peers()
    {
    }

    /**
     * Runs the comparison and exits: 0 only if every datagram came.
     *
     * @param args options, see {@code perf/peers --help}.
     */
    public static void main(final String[] args)
    {
        Tool.run(args, SYSTEMS, Peers::measure);
    }

    private static boolean measure(final Options options) throws IOException
    {
        try (Comparison comparison =
            new Comparison(options, (system) -> new Pair.Roles("peers-server", "peers-client")))
        {
            final Report report = new PeersReport(options, comparison.run(), RATIOS);
            report.print();
            Tool.write(options.json(), () -> ResultJson.write(report.toMap("peers")));
            return !comparison.hasFailed();
        }
    }
}
