package io.hopwire.perf;

import java.io.PrintStream;
import java.util.Locale;

/**
 * {@code perf/strangers}: what it costs a node to refuse what strangers send, and what attacks of each kind do.
 */
public final class Strangers
{
    private static final int INPUTS = 10_000_000;
    private static final int QUICK_INPUTS = 1_000_000;
    private static final int DATAGRAMS = 1_000_000;
    private static final int QUICK_DATAGRAMS = 150_000;
    private static final int SESSIONS = 1000;
    private static final int QUICK_SESSIONS = 100;
    private static final int PER_SECOND = 100_000;

    private Strangers()
    {
    }

    /**
     * Measures and exits: 0 only if every input was refused, by a counted reason, and none by an exception, and every
     * attack did no more than it may.
     *
     * @param args options, see {@code perf/strangers --help}.
     */
    public static void main(final String[] args)
    {
        int inputs = INPUTS;
        long seed = 1;
        int datagrams = DATAGRAMS;
        int sessions = SESSIONS;
        int perSecond = PER_SECOND;
        boolean isQuick = false;
        boolean isAttackOnly = false;
        try
        {
            for (int i = 0; i < args.length; i++)
            {
                switch (args[i])
                {
                    case "--quick" ->
                    {
                        isQuick = true;
                        inputs = QUICK_INPUTS;
                        datagrams = QUICK_DATAGRAMS;
                        sessions = QUICK_SESSIONS;
                    }
                    case "--attacks" -> isAttackOnly = true;
                    case "--inputs" -> inputs = (int)Arguments.number(args, ++i, 1, Integer.MAX_VALUE);
                    case "--rate" -> perSecond = (int)Arguments.number(args, ++i, 1000, 1_000_000);
                    case "--seed" -> seed = Arguments.number(args, ++i, Long.MIN_VALUE, Long.MAX_VALUE);
                    default -> throw new IllegalArgumentException("no option " + args[i]);
                }
            }
        }
        catch (final IllegalArgumentException ex)
        {
            System.err.println("perf/strangers: " + ex.getMessage() + "; see perf/strangers --help");
            System.exit(2);
        }
        boolean isGood = isAttackOnly || refuse(seed, inputs);
        for (final FloodKind kind : isAttackOnly ? new FloodKind[0] : FloodKind.values())
        {
            System.out.println(line(new FloodScenario(kind, datagrams, perSecond, sessions).run()));
        }
        for (final Attack attack : Attack.values())
        {
            isGood &= isGood(attack, isQuick ? 1 : attack.fullSize(), attack.mostFactor(), System.out);
        }
        System.exit(isGood ? 0 : 1);
    }

    /**
     * Let an attack happen, and print its line.
     *
     * @param attack     of a kind.
     * @param size       of it.
     * @param mostFactor that is good.
     * @param out        takes the line.
     * @return whether it is.
     */
    static boolean isGood(final Attack attack, final int size, final double mostFactor, final PrintStream out)
    {
        final Attack.Result result = attack.run(size);
        out.println(attack.line(result));
        return attack.isGood(result, mostFactor);
    }

    private static boolean refuse(final long seed, final int inputs)
    {
        boolean isGood = true;
        for (final StrangersScenario.Kind kind : StrangersScenario.Kind.values())
        {
            final StrangersScenario.Result result = new StrangersScenario(seed, kind).run(inputs);
            System.out.println(line(result));
            isGood &= result.rejected() == inputs && 0 == result.escaped();
        }
        return isGood;
    }

    private static String line(final StrangersScenario.Result result)
    {
        return String.format(
            Locale.ROOT,
            "strangers kind=%s rejected=%d escaped=%d bytes_per_reject=%.2f ns_per_reject=%.0f",
            name(result.kind()), result.rejected(), result.escaped(),
            result.bytesPerInput(), result.nsPerInput());
    }

    private static String line(final FloodScenario.Result result)
    {
        return String.format(
            Locale.ROOT,
            "flood kind=%s sent=%d quiet_p99=%.1f flood_p99=%.1f handshakes_ok=%.2f",
            name(result.kind()), result.sent(), result.quietUs(), result.floodUs(), result.handshakesOk());
    }

    private static String name(final Enum<?> kind)
    {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
