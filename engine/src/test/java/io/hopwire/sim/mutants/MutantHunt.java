package io.hopwire.sim.mutants;

import io.hopwire.sim.host.HostSwarm;
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

    /** Says that libp2p hosts are to find it. */
    static final String HOSTS = "hosts";

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
     * @param arguments first seed, last seed, and {@link #HOSTS} where networks of libp2p hosts are to find it.
     */
    public static void main(final String[] arguments)
    {
        final long first = Long.parseLong(arguments[0]);
        final long last = Long.parseLong(arguments[1]);
        if (arguments.length > 2 && HOSTS.equals(arguments[2]))
        {
            huntAmongHosts(first, last);
            return;
        }
        for (long seed = first; seed <= last; seed++)
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

    private static void huntAmongHosts(final long first, final long last)
    {
        for (long seed = first; seed <= last; seed++)
        {
            final HostSwarm.Result result = HostSwarm.run(seed);
            if (null != result.violation())
            {
                System.out.printf(Locale.ROOT, "%s\t%d\t%.1f\t%s%n", FOUND, seed, result.timeNs() / SECOND,
                    result.violation().replaceFirst(": ", "\t").replace('\n', ' '));
                return;
            }
            System.out.println(CLEAN + "\t" + seed + "\t" + result.events());
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
