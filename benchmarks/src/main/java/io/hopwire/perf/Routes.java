package io.hopwire.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code perf/routes}: what redundant routes are worth. Of routes that each lose the share p of what they carry, n lose
 * p to the power of n. All in virtual time, so a seed gives the same figures on every machine.
 */
public final class Routes
{
    private static final int MESSAGES = 100_000;
    private static final int MAX_ROUTES = 3;
    private static final double RELIABLE_LOSS = 0.02;
    private static final double[] LOSSES = {0.01, 0.02, 0.05, 0.1, 0.2};
    private static final double[] QUICK_LOSSES = {0.05};

    private final List<RoutesScenario.Result> datagrams = new ArrayList<>();
    private double[] losses = LOSSES;
    private int messages = MESSAGES;
    private long seed = 1;
    private Path svg;

    private Routes()
    {
    }

    /**
     * Measures and exits: 0 only if everything was measured, and nothing of reliable mode was lost.
     *
     * @param args options, see {@code perf/routes --help}.
     * @throws IOException where the chart can not be written.
     */
    public static void main(final String[] args) throws IOException
    {
        final Routes routes = new Routes();
        try
        {
            routes.parse(args);
        }
        catch (final IllegalArgumentException ex)
        {
            System.err.println("perf/routes: " + ex.getMessage() + "; see perf/routes --help");
            System.exit(2);
        }
        System.exit(routes.measure() ? 0 : 1);
    }

    private void parse(final String[] args)
    {
        for (int i = 0; i < args.length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    losses = QUICK_LOSSES;
                    break;

                case "--messages":
                    messages = (int)Arguments.number(args, ++i, 1, 10_000_000);
                    break;

                case "--seed":
                    seed = Arguments.number(args, ++i, Long.MIN_VALUE, Long.MAX_VALUE);
                    break;

                case "--svg":
                    svg = Path.of(Arguments.value(args, ++i));
                    break;

                default:
                    throw new IllegalArgumentException("no option " + args[i]);
            }
        }
    }

    private boolean measure() throws IOException
    {
        for (final double loss : losses)
        {
            for (int routes = 1; routes <= MAX_ROUTES; routes++)
            {
                final RoutesScenario.Result result = new RoutesScenario(seed, routes, loss, false).run(messages);
                datagrams.add(result);
                System.out.println(line(result));
            }
        }
        boolean isWhole = true;
        for (int routes = 1; routes <= MAX_ROUTES; routes++)
        {
            final RoutesScenario.Result result = new RoutesScenario(seed, routes, RELIABLE_LOSS, true).run(messages);
            isWhole &= 0 == result.lost();
            System.out.println("reliable " + line(result));
        }
        if (null != svg)
        {
            Files.writeString(svg, RoutesChart.of(datagrams));
        }
        return isWhole;
    }

    private static String line(final RoutesScenario.Result result)
    {
        return String.format(
            Locale.ROOT,
            "routes=%d loss=%.2f sent=%d lost=%d p50=%.1f p99=%.1f p999=%.1f",
            result.routes(), result.loss(), result.sent(), result.lost(),
            result.millis(0.5), result.millis(0.99), result.millis(0.999));
    }
}
