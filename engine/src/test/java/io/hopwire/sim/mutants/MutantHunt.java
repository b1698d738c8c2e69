package io.hopwire.sim.mutants;

import io.hopwire.sim.load.Simulation;
import io.hopwire.sim.report.SimReport;

import java.util.Locale;

/**
 * The program of the virtual machine that a mutant runs in: one swarm seed after the other until something is wrong.
 * Each seed that holds is a line with the number of its events, and so is, as the last line, what was found.
 */
final class MutantHunt
{
    /** Begins the line of a seed that holds. */
    static final String CLEAN = "clean";
    /** Begins the last line. */
    static final String FOUND = "found";

    /** Events that no seed needs: more than twice as many as the largest one. */
    private static final long MAX_EVENTS = Long.getLong("hopwire.mutants.events", 30_000_000);
    private static final long STEP_NS = 100_000_000L;
    private static final double SECOND = 1e9;

    private MutantHunt()
    {
    }

    /**
     * Hunt.
     *
     * @param arguments first seed, last seed.
     */
    public static void main(final String[] arguments)
    {
        final long last = Long.parseLong(arguments[1]);
        for (long seed = Long.parseLong(arguments[0]); seed <= last; seed++)
        {
            final Simulation simulation = Simulation.swarm(seed);
            final String found = hunt(simulation);
            if (null != found)
            {
                System.out.printf(Locale.ROOT, "%s\t%d\t%.1f\t%s%n", FOUND, seed, simulation.elapsedNs() / SECOND,
                    found.replace('\n', ' '));
                return;
            }
            System.out.println(CLEAN + "\t" + seed + "\t" + simulation.network().events());
        }
    }

    private static String hunt(final Simulation simulation)
    {
        try
        {
            while (simulation.advance(STEP_NS))
            {
                if (simulation.network().events() > MAX_EVENTS)
                {
                    return "endless\t" + simulation.network().events() + " events";
                }
            }
        }
        catch (final AssertionError error)
        {
            return "assertion\t" + error + place(error);
        }
        catch (final RuntimeException exception)
        {
            return "exception\t" + exception + place(exception);
        }
        final SimReport.Failure failure = simulation.report().failure();
        return null == failure ? null : failure.invariant() + "\t" + failure.message();
    }

    private static String place(final Throwable thrown)
    {
        return thrown.getStackTrace().length == 0 ? "" : " at " + thrown.getStackTrace()[0];
    }
}
