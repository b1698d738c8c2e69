package io.hopwire.sim;

import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.load.Simulation;
import io.hopwire.sim.report.SimReport;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * How long look-ups take in virtual time where 30 % of the nodes go in each minute, half of them for good, and paths
 * take 40 ms. The size that figures are reported for: {@code -Dhopwire.lookup.time.nodes=1000
 * -Dhopwire.lookup.time.seconds=120}.
 */
@Tag("long")
@Tag("simulation")
class LookupTimeTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;
    private static final int NODES = Integer.getInteger("hopwire.lookup.time.nodes", 300);
    private static final int SECONDS = Integer.getInteger("hopwire.lookup.time.seconds", 20);
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final int JOIN_SECONDS = 10;
    private static final String CHURN = JOIN_SECONDS + "s.. churn 0.15 per 60s";
    private static final String PLAN =
        "delay 10ms mean 40ms jitter 5ms; " + CHURN + "; " + CHURN + " diskloss; loss ";
    /** Look-ups a second, of the whole network: a node has no better table than it would have by itself. */
    private static final double LOOKUPS = Math.max(20, NODES / 25.0);

    @Test
    void doesNotWaitForTheDead()
    {
        lookUp("0", 600, 2000);
    }

    @Test
    void doesNotWaitForThoseOfWhomDatagramsAreLost()
    {
        lookUp("0.05", 750, 2000);
    }

    private static void lookUp(final String loss, final long medianMs, final long p95Ms)
    {
        final SimulationConfig config = SimulationConfig.of(SEED)
            .withNodes(NODES, JOIN_SECONDS * SECOND)
            .withDuration(SECONDS * SECOND, 2 * SECOND)
            .withLookups(LOOKUPS)
            .withSessions(0, 1, 64)
            .withChecks(0, 60 * SECOND);
        final Simulation simulation = new Simulation(config, FaultPlan.parse(PLAN + loss));
        simulation.advance((JOIN_SECONDS + SECONDS) * SECOND);
        final SimReport report = simulation.report();
        assertNull(report.failure());
        final SimReport.Lookups lookups = report.lookups();
        final long median = lookups.timeNs().percentile(0.5) / MS;
        final long p95 = lookups.timeNs().percentile(0.95) / MS;
        final String seen = String.format(
            "look-ups, %d nodes, loss %s, seed %d: found %d, exact %d, missed %d; ms p50 %d, p95 %d; " +
            "questions p50 %d, p99 %d; hops p50 %d, p99 %d",
            NODES, loss, SEED, lookups.found(), lookups.exact(), lookups.missed(), median, p95,
            lookups.messages().percentile(0.5), lookups.messages().percentile(0.99),
            lookups.hops().percentile(0.5), lookups.hops().percentile(0.99));
        Figures.say("%s", seen);
        assertTrue(lookups.found() > 100, "too few to tell: " + seen);
        assertTrue(lookups.missed() * 100 <= lookups.found(), seen);
        assertTrue(lookups.messages().percentile(0.5) <= 26, seen);
        assertTrue(median <= medianMs, seen);
        assertTrue(p95 <= p95Ms, seen);
    }
}
