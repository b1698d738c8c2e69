package io.hopwire.sim.load;

import io.hopwire.sim.report.SimReport;
import io.hopwire.test.Commits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertNull;

/**
 * Swarm testing (Groce et al., 2012): small networks, each seed with other faults switched on. The same seeds every
 * time, and some fresh ones, which are printed. More of them:
 * {@code -Dtest=SwarmTest -Dhopwire.swarm.first=1 -Dhopwire.swarm.seeds=10000}; one of them:
 * {@code -Dhopwire.swarm.first=N -Dhopwire.swarm.seeds=1 -Dhopwire.swarm.fresh=0}.
 */
@Tag("simulation")
class SwarmTest
{
    private static final long NS_PER_MS = 1_000_000;
    private static final long FIRST = Long.getLong("hopwire.swarm.first", 1);
    private static final int SEEDS = Integer.getInteger("hopwire.swarm.seeds", 100);
    private static final int FRESH = Integer.getInteger("hopwire.swarm.fresh", 20);

    /** Later seeds that have found something; good for as long as the swarm draws what it drew then. */
    private static final long[] FOUND = {186, 311, 325, 634, 1293, 1522, 4217, 4616, 6928, 8417, 8959};

    @Test
    void holdsWithTheSeedsThatFoundSomething()
    {
        for (final long seed : FOUND)
        {
            assertClean(seed);
        }
    }

    @Test
    void holdsWithTheSameSeeds()
    {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++)
        {
            assertClean(seed);
        }
    }

    @Test
    void holdsWithFreshSeeds()
    {
        final long first = (System.nanoTime() >>> 10 & 0xFFFF_FFFFL) + 1_000_000;
        for (long seed = first; seed < first + FRESH; seed++)
        {
            assertClean(seed);
        }
    }

    private static void assertClean(final long seed)
    {
        final SimReport report = Simulation.swarm(seed).run();
        assertNull(report.failure(), () -> replayLine(seed, report));
    }

    /** What the command would print, which replays it. */
    private static String replayLine(final long seed, final SimReport report)
    {
        final SimReport.Failure failure = report.failure();
        return "hopwire sim --swarm --seed " + seed + " --until " + failure.timeNs() + "ns   # plan \"" +
            report.plan() + "\", commit " + Commits.here() + ", at " + failure.timeNs() / NS_PER_MS + " ms: " +
            failure.invariant() + ": " + failure.message();
    }
}
