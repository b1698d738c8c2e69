package io.hopwire.sim.fault;

import io.hopwire.sim.SimRandom;
import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FaultSwarmTest
{
    private static final long MINUTE = 60_000_000_000L;
    private static final int SEEDS = 2_000;
    private static final Set<String> HOSTILE = Set.of("Attackers", "Liars", "Hoarders", "Greedy", "Unconfirmed");

    @Test
    void everyPlanCanBeReadAgain()
    {
        final Set<String> different = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final FaultPlan plan = FaultPlan.swarm(seed, 5 * MINUTE);
            assertEquals(plan, FaultPlan.parse(plan.toString()), "seed " + seed);
            assertEquals(5 * MINUTE, plan.stopNs());
            different.add(plan.toString());
        }
        assertEquals(SEEDS, different.size());
    }

    @Test
    void everyKindIsOnInAboutHalfOfThePlans()
    {
        final Map<String, Integer> plansWith = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final Set<String> kinds = new HashSet<>();
            FaultPlan.swarm(seed, MINUTE).faults().forEach(fault -> kinds.add(kind(fault)));
            kinds.forEach(kind -> plansWith.merge(kind, 1, Integer::sum));
        }
        assertEquals(
            Set.of("Attackers", "Burst", "Churn", "Clog", "Crash", "Crash diskloss", "Crash forever", "Delay",
                "Duplicate", "Flip", "Greedy", "Hoarders", "Liars", "Loss", "Loss holes", "Loss storm", "Mtu", "Natted",
                "Pause", "Rate", "Reboot", "Reorder", "Skew", "Spare", "Split", "Spoof", "Stop", "Unconfirmed"),
            plansWith.keySet());
        plansWith.forEach((kind, plans) ->
        {
            final boolean isAlways = Set.of("Delay", "Spare", "Stop").contains(kind);
            // One of six has hostile nodes and no other faults.
            final double expected = isAlways ? 1 : HOSTILE.contains(kind) ? 0.1 :
                5 / 6.0 * ("Reboot".equals(kind) ? 0.25 : 0.5);
            assertEquals(expected, plans / (double)SEEDS, HOSTILE.contains(kind) ? 0.02 : 0.05, kind);
        });
    }

    @Test
    void shortAndLongPlansAreDrawnToo()
    {
        for (final long durationNs : new long[]{ 1_000_000_000L, 1_234_567_891L, 600 * MINUTE })
        {
            for (int seed = 0; seed < 200; seed++)
            {
                final FaultPlan plan = FaultPlan.swarm(seed, durationNs);
                assertTrue(plan.stopNs() <= durationNs && plan.stopNs() > durationNs - 1_000_000);
                assertEquals(plan, FaultPlan.parse(plan.toString()));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> FaultPlan.swarm(1, 999_999_999L));
    }

    /** A change of this sum changes what every seed means. */
    @Test
    void plansAreTheSameOnEveryJava()
    {
        long sum = 0;
        for (int seed = 0; seed < 500; seed++)
        {
            sum = SimRandom.mix(sum ^ FaultPlan.swarm(seed, 5 * MINUTE).hashCode());
        }
        assertEquals(6688717341977615657L, sum);
    }

    private static String kind(final Fault fault)
    {
        final String name = fault.getClass().getSimpleName();
        if (fault instanceof final Fault.Crash crash)
        {
            return name + (crash.losesDisk() ? " diskloss" : crash.downNs() == Fault.FOREVER ? " forever" : "");
        }
        return fault instanceof final FaultCondition.Loss loss && !loss.paths().equals(Fault.Paths.ALL) ?
            name + (loss.window().equals(Fault.Window.ALWAYS) ? " holes" : " storm") : name;
    }
}
