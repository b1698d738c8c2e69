package io.hopwire.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code perf/broadcast}: what a SHOUT costs and how far it goes, against the specification's formulas. All in virtual
 * time, so a seed gives the same figures on every machine.
 */
public final class Broadcast
{
    private static final int MAX_ELL = 8;
    private static final int[] SIZES = {10, 30, 100, 300, 1000, 3000, 10_000};
    private static final int[] QUICK_SIZES = {10, 100, 1000};
    private static final int[] WORST_SIZES = {10, 20, 40};

    private final List<BroadcastScenario.Result> results = new ArrayList<>();
    private int[] sizes = SIZES;
    private long seed = 1;
    private Path svg;

    private Broadcast()
    {
    }

    /**
     * Measures and exits: 0 only if every SHOUT reached every node with exactly 2E - n + 1 messages.
     *
     * @param args options, see {@code perf/broadcast --help}.
     * @throws IOException where the chart can not be written.
     */
    public static void main(final String[] args) throws IOException
    {
        final Broadcast broadcast = new Broadcast();
        try
        {
            broadcast.parse(args);
        }
        catch (final IllegalArgumentException ex)
        {
            System.err.println("perf/broadcast: " + ex.getMessage() + "; see perf/broadcast --help");
            System.exit(2);
        }
        System.exit(broadcast.measure() ? 0 : 1);
    }

    private void parse(final String[] args)
    {
        for (int i = 0; i < args.length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    sizes = QUICK_SIZES;
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
        boolean isExact = true;
        for (final int nodes : sizes)
        {
            for (int ell = 1; ell <= MAX_ELL; ell = sizes == QUICK_SIZES ? 2 * ell : ell + 1)
            {
                final BroadcastScenario.Result result =
                    new BroadcastScenario(seed, BroadcastScenario.Topology.RANDOM, ell).run(nodes);
                results.add(result);
                System.out.println(line(result));
                isExact &= isExact(result);
            }
        }
        for (final BroadcastScenario.Topology topology : BroadcastScenario.Topology.values())
        {
            for (int i = 0; topology != BroadcastScenario.Topology.RANDOM && i < worstSizes(topology); i++)
            {
                final BroadcastScenario.Result result =
                    new BroadcastScenario(seed, topology, 2).run(WORST_SIZES[i]);
                System.out.println(worst(result));
                isExact &= isExact(result);
            }
        }
        if (null != svg)
        {
            Files.writeString(svg, BroadcastChart.of(results));
        }
        return isExact;
    }

    /** In longer networks of layers nodes would open more links than they may. */
    private static int worstSizes(final BroadcastScenario.Topology topology)
    {
        return BroadcastScenario.Topology.LAYERS == topology ? 1 : WORST_SIZES.length;
    }

    private static boolean isExact(final BroadcastScenario.Result result)
    {
        return result.messages() == result.expected() && result.reached() == result.nodes();
    }

    private static String line(final BroadcastScenario.Result result)
    {
        return String.format(
            Locale.ROOT,
            "shout n=%d l=%d edges=%d messages=%d expected=%d lag=%d reached=%d",
            result.nodes(), result.ell(), result.edges(), result.messages(), result.expected(), result.lag(),
            result.reached());
    }

    /** Where networks have a lag that the specification says none has. */
    private static String worst(final BroadcastScenario.Result result)
    {
        return String.format(
            Locale.ROOT,
            "worst topology=%s n=%d l=%d edges=%d messages=%d expected=%d lag=%d claimed=%d",
            result.topology().name().toLowerCase(Locale.ROOT), result.nodes(), result.ell(), result.edges(),
            result.messages(), result.expected(), result.lag(), result.claimedLag());
    }
}
