package io.hopwire.perf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code perf/libp2p}: what libp2p takes, between two hosts of ours, two of js-libp2p, and one of each.
 */
public final class Libp2p
{
    private static final Libp2pSizes QUICK = new Libp2pSizes(10, 5000, 5000, 200_000, 256, 400);
    private static final Libp2pSizes LONG = new Libp2pSizes(40, 20_000, 20_000, 1_000_000, 1024, 2000);
    private static final int QUICK_ROUNDS = 2;
    private static final int LONG_ROUNDS = 5;
    private static final int QUICK_WARMUPS = 2;
    private static final int LONG_WARMUPS = 5;
    private static final int LONG_RUNS = 3;
    /** A round takes longer where the machine has much else to do; what is there to look at ends all the same. */
    private static final int QUICK_SECONDS = 18;
    private static final int LONG_SECONDS = 3600;
    private static final int MAX_ROUNDS = 100;

    private Libp2p()
    {
    }

    /**
     * Measures and exits: 0 only if everything that can run here did, and a message cost our hosts no garbage.
     *
     * @param args options, see {@code perf/libp2p --help}.
     */
    public static void main(final String[] args)
    {
        boolean isQuick = List.of(args).contains("--quick");
        int rounds = isQuick ? QUICK_ROUNDS : LONG_ROUNDS;
        List<String> muxers = isQuick ? List.of("yamux") : List.of("yamux", "mplex");
        String idle = "busy-spin";
        Path js = Path.of("engine", "target", "js-libp2p");
        try
        {
            for (int i = 0; i < args.length; i++)
            {
                switch (args[i])
                {
                    case "--quick" -> isQuick = true;
                    case "--rounds" -> rounds = (int)Arguments.number(args, ++i, 1, MAX_ROUNDS);
                    case "--muxers" -> muxers = among(Arguments.value(args, ++i), "yamux", "mplex");
                    case "--idle" -> idle = among(Arguments.value(args, ++i), "busy-spin", "yield").get(0);
                    case "--js" -> js = Path.of(Arguments.value(args, ++i));
                    default -> throw new IllegalArgumentException("no option " + args[i]);
                }
            }
        }
        catch (final IllegalArgumentException ex)
        {
            System.err.println("perf/libp2p: " + ex.getMessage() + "; see perf/libp2p --help");
            System.exit(2);
        }
        final Libp2pScripts scripts = new Libp2pScripts(js);
        if (!scripts.areThere())
        {
            System.err.println("perf/libp2p: js-libp2p is left out: it is not in " + js);
        }
        final Libp2pRounds plan = new Libp2pRounds(
            idle, isQuick ? QUICK : LONG, scripts.areThere() ? scripts : null, isQuick ? 1 : LONG_RUNS,
            isQuick ? QUICK_SECONDS : LONG_SECONDS);
        boolean isGood = true;
        for (final String muxer : muxers)
        {
            isGood &= measure(plan, muxer, isQuick ? QUICK_WARMUPS : LONG_WARMUPS, rounds);
        }
        System.exit(isGood ? 0 : 1);
    }

    private static boolean measure(final Libp2pRounds plan, final String muxer, final int warmups, final int rounds)
    {
        try
        {
            return plan.run(muxer, warmups, rounds, System.out);
        }
        catch (final IOException | IllegalStateException ex)
        {
            System.err.println("perf/libp2p: " + muxer + ": " + ex.getMessage());
            return false;
        }
    }

    private static List<String> among(final String value, final String... names)
    {
        final List<String> found = List.of(value.split(","));
        if (!List.of(names).containsAll(found))
        {
            throw new IllegalArgumentException("of " + String.join(", ", names) + ", not " + value);
        }
        return found;
    }
}
