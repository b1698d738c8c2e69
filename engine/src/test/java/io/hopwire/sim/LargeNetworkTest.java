package io.hopwire.sim;

import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.load.Simulation;
import io.hopwire.sim.report.SimReport;
import io.hopwire.spi.Commands;
import io.hopwire.spi.FindAnswer;
import io.hopwire.spi.FindCodes;
import io.hopwire.spi.FoundContact;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What look-ups find in a network that stands still, whose nodes come and go, that falls in two, and that loses its
 * memory. Each simulation prints the command that runs it, too. Small by default; the sizes that figures are reported
 * for:
 * <pre>
 *   -Dhopwire.large.nodes=10000 -Dhopwire.large.minutes=30 -Dhopwire.large.lookups=100 -Dhopwire.test.seed=1
 * </pre>
 */
@Tag("long")
@Tag("simulation")
class LargeNetworkTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NODES = Integer.getInteger("hopwire.large.nodes", 100);
    private static final double MINUTES = Double.parseDouble(System.getProperty("hopwire.large.minutes", "1"));
    private static final double LOOKUPS = Double.parseDouble(System.getProperty("hopwire.large.lookups", "10"));
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final String DELAY = "delay 10ms mean 40ms jitter 5ms";
    private static final long JOIN_SECONDS = Math.max(10, NODES / 100);
    private static final long REFRESH_SECONDS = 30;
    /** The share that must be found where nodes come and go, or links do. */
    private static final double MOST = 0.99;

    @Test
    void findsExactlyTheClosestWhereNothingFails()
    {
        final Phases phases = new Phases(DELAY, 60);
        phases.until(JOIN_SECONDS + 60);
        final SimReport.Lookups lookups = phases.end().lookups();
        phases.print("without faults");
        assertEquals(0, lookups.missed());
        assertEquals(lookups.found(), lookups.exact());
        assertTrue(lookups.hops().percentile(0.5) <= 4, "median of the hops");
        assertTrue(lookups.hops().percentile(0.99) <= 6, "hops");
    }

    /**
     * Within each minute 30 % of the nodes crash, one after the other; each comes back after up to half a minute with
     * an empty table, half of them with the key that they had, the other half with another one, at the old address.
     */
    @Test
    void findsMostWhileNodesComeAndGo()
    {
        final String from = JOIN_SECONDS + "s..";
        final Phases phases = new Phases(
            DELAY + "; loss 0.05; " + from + " churn 0.15 per 60s; " + from + " churn 0.15 per 60s diskloss",
            (long)(60 * MINUTES));
        phases.until(JOIN_SECONDS + (long)(60 * MINUTES));
        phases.end();
        phases.print("churn");
        phases.assertFoundMost();
    }

    @Test
    void worksInHalvesAndMerge()
    {
        splitAndHeal("both");
    }

    @Test
    void worksInHalvesOfWhichOneIsNotHeardAndMerge()
    {
        splitAndHeal("oneway");
    }

    @Test
    void joinsAgainWithoutATable()
    {
        restart(0.2);
    }

    @Test
    void comesBackWhereAllFailAtOnce()
    {
        restart(1);
    }

    private static void splitAndHeal(final String direction)
    {
        final long splitSeconds = Math.min(600, (long)(60 * MINUTES));
        final long healed = JOIN_SECONDS + 30 + splitSeconds;
        final Phases phases = new Phases(
            DELAY + "; " + (JOIN_SECONDS + 30) + "s.." + healed + "s partition 0.5 " + direction,
            30 + splitSeconds + 2 * REFRESH_SECONDS + 30);
        phases.until(JOIN_SECONDS + 30);
        phases.until(healed);
        phases.print("halves, " + direction + ", look-ups within a half");
        phases.assertFoundMost();
        phases.until(healed + 2 * REFRESH_SECONDS);
        phases.print("halves, " + direction + ", first 60 s after they are one again");
        phases.assertFoundMost();
        phases.until(healed + 2 * REFRESH_SECONDS + 30);
        phases.print("halves, " + direction + ", from then on");
        phases.end();
        phases.assertFoundMost();
    }

    /**
     * A share of all nodes crashes at one moment and comes back at another, with keys and addresses of whom to join
     * by. Who has joined a minute later finds others, and is found by them.
     */
    private static void restart(final double share)
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(SEED).withNullCrypto(true));
        network.conditions(PathConditions.QUIET.withDelay(10_000_000L, 40_000_000L, 5_000_000L));
        final SimRandom random = new SimRandom(SEED).fork(41);
        final Finder finder = new Finder();
        for (int i = 0; i < NODES; i++)
        {
            final SimNode node = network.addNode(NodeSetup.DEFAULTS, finder);
            for (int j = 0; j < 3 && i > 0; j++)
            {
                node.bootstrapFrom(network.node(random.nextInt(i)), j == 0);
            }
            network.run(SECOND * JOIN_SECONDS / NODES);
        }
        network.run(30 * SECOND);
        final BitSet gone = new BitSet();
        for (int i = 0; i < NODES; i++)
        {
            gone.set(i, random.nextDouble() < share);
        }
        gone.stream().forEach(node -> network.node(node).crash());
        network.run(20 * SECOND);
        gone.stream().forEach(node -> network.node(node).restart(true));
        network.run(60 * SECOND);

        final int[] nodes = gone.stream().toArray();
        for (int i = 0; i < nodes.length; i++)
        {
            final SimNode other = network.node((nodes[i] + 1 + random.nextInt(NODES - 1)) % NODES);
            finder.expect(2 * i, network.node(nodes[i]), other);
            finder.expect(2 * i + 1, other, network.node(nodes[i]));
            network.run(SECOND / 50);
        }
        assertTrue(network.runUntil(() -> finder.ended == 2 * nodes.length, 60 * SECOND), "look-ups that did not end");
        int joined = 0;
        for (int i = 0; i < nodes.length; i++)
        {
            joined += finder.found.get(2 * i) && finder.found.get(2 * i + 1) ? 1 : 0;
        }
        System.out.printf(
            "restart of %d of %d nodes, seed %d: joined within 60 s: %d (%.2f %%)%n",
            nodes.length, NODES, SEED, joined, 100.0 * joined / nodes.length);
        assertTrue(joined >= MOST * nodes.length, "seed " + SEED + ": " + joined + " of " + nodes.length);
    }

    /**
     * A simulation, looked at from time to time.
     */
    private static final class Phases
    {
        private final Simulation simulation;
        private final SimReport start;
        private SimReport from;
        private SimReport to;

        private Phases(final String plan, final long seconds)
        {
            final SimulationConfig config = SimulationConfig.of(SEED)
                .withNodes(NODES, JOIN_SECONDS * SECOND)
                .withDuration(seconds * SECOND, 60 * SECOND)
                .withLookups(LOOKUPS)
                .withSessions(5, 1, 64)
                .withChecks(NODES > 1000 ? 0 : 5 * SECOND, 60 * SECOND);
            simulation = new Simulation(config, FaultPlan.parse(plan));
            System.out.printf(
                Locale.ROOT,
                "hopwire sim --nodes %d --seed %d --seconds %d --lookups %.0f --sessions 5 --rate 1 --plan \"%s\"%n",
                NODES, SEED, seconds, LOOKUPS, plan);
            start = simulation.report();
            from = start;
            to = start;
        }

        private void until(final long second)
        {
            from = to;
            simulation.advance(second * SECOND - simulation.elapsedNs());
            to = simulation.report();
            assertNull(to.failure());
        }

        /** To the end, in which everything pending must end. */
        private SimReport end()
        {
            final SimReport report = simulation.run();
            assertNull(report.failure());
            return report;
        }

        private double found()
        {
            final double found = to.lookups().found() - from.lookups().found();
            return found / Math.max(1, found + to.lookups().missed() - from.lookups().missed());
        }

        private void print(final String what)
        {
            final SimReport.Lookups lookups = to.lookups();
            final double seconds = (to.elapsedNs() - from.elapsedNs()) / (double)SECOND;
            System.out.printf(
                Locale.ROOT,
                "%s: found %d, missed %d: %.3f %%; exact %d; of all until now hops p50 %d, p99 %d; " +
                "questions p50 %d, p99 %d; ms p50 %d, p99 %d; datagrams a second and node %.1f%n",
                what, lookups.found() - from.lookups().found(), lookups.missed() - from.lookups().missed(),
                100 * found(), lookups.exact() - from.lookups().exact(), lookups.hops().percentile(0.5),
                lookups.hops().percentile(0.99), lookups.messages().percentile(0.5),
                lookups.messages().percentile(0.99), lookups.timeNs().percentile(0.5) / 1_000_000,
                lookups.timeNs().percentile(0.99) / 1_000_000,
                (to.network().sent() - from.network().sent()) / seconds / NODES);
        }

        private void assertFoundMost()
        {
            assertTrue(to.lookups().found() - from.lookups().found() > 100, "too few look-ups to tell");
            assertTrue(found() >= MOST, "seed " + SEED + ": found " + found());
        }
    }

    /**
     * Remembers which look-ups named the node first that was looked for.
     */
    private static final class Finder extends RecordingEvents
    {
        private final UnsafeBuffer[] targets = new UnsafeBuffer[2 * NODES];
        private final BitSet found = new BitSet();
        private int ended;

        private void expect(final int lookup, final SimNode from, final SimNode target)
        {
            targets[lookup] = new UnsafeBuffer(target.publicKey(), 0, 32);
            from.find(lookup, target.publicKey());
        }

        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            if (Commands.FIND != type)
            {
                return;
            }
            ended++;
            if (FindCodes.OK == code)
            {
                final UnsafeBuffer first = new UnsafeBuffer(
                    buffer, offset + FindAnswer.CONTACTS_OFFSET + FoundContact.KEY_OFFSET, 32);
                found.set((int)correlationId, first.equals(targets[(int)correlationId]));
            }
        }
    }
}
