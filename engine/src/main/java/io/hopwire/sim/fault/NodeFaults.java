package io.hopwire.sim.fault;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Chooses nodes, and crashes, restarts and pauses them and sets their clocks wrong.
 */
final class NodeFaults
{
    private static final int MAX_DRAWS = 64;

    private final SimNetwork network;
    private final BitSet spared = new BitSet();
    private final List<Absence> absences = new ArrayList<>();
    private final BitSet skewed = new BitSet();

    NodeFaults(final SimNetwork network, final FaultPlan plan)
    {
        this.network = network;
        for (final Fault fault : plan.faults())
        {
            if (fault instanceof final Fault.Spare spare)
            {
                spared.set(spare.nodes().first(), spare.nodes().last() + 1);
            }
        }
    }

    /**
     * A crash from which a node will come back.
     */
    private static final class Absence
    {
        private final SimNode node;
        private final int incarnation;
        private final boolean losesDisk;

        private Absence(final SimNode node, final boolean losesDisk)
        {
            this.node = node;
            this.incarnation = node.incarnation();
            this.losesDisk = losesDisk;
        }
    }

    boolean isSpared(final int node)
    {
        return spared.get(node);
    }

    /**
     * Nodes to be on one side of a partition: of all, spared and dead ones included.
     */
    BitSet anyone(final Fault.Nodes nodes, final SimRandom random)
    {
        return choose(nodes, random, node -> true, node -> true);
    }

    /**
     * Nodes that something shall happen to: of those alive, and by number spared ones as well.
     */
    BitSet living(final Fault.Nodes nodes, final SimRandom random)
    {
        return choose(
            nodes, random, node -> network.node(node).isAlive() && !isSpared(node),
            node -> network.node(node).isAlive());
    }

    /**
     * One living node, not a spared one.
     *
     * @return number, or -1 where luck found none.
     */
    int anyLiving(final SimRandom random)
    {
        for (int i = 0; i < MAX_DRAWS && network.size() > 0; i++)
        {
            final int node = random.nextInt(network.size());
            if (network.node(node).isAlive() && !isSpared(node))
            {
                return node;
            }
        }
        return -1;
    }

    int unspared()
    {
        return network.size() - spared.get(0, network.size()).cardinality();
    }

    /**
     * Crash a node.
     *
     * @param downNs for how long, or {@link Fault#FOREVER}.
     */
    void crash(final int index, final long downNs, final boolean losesDisk)
    {
        final SimNode node = network.node(index);
        node.crash();
        if (downNs != Fault.FOREVER)
        {
            final Absence absence = new Absence(node, losesDisk);
            absences.add(absence);
            network.schedule(downNs, () -> comeBack(absence));
        }
    }

    void pause(final int index, final long durationNs)
    {
        network.node(index).pause(durationNs);
    }

    void skew(final int index, final long jumpNs, final long ppm)
    {
        final SimNode node = network.node(index);
        node.skew(node.nowNs() - network.nowNs() + jumpNs, ppm);
        skewed.set(index);
    }

    /**
     * All who are to come back do so now; clocks run as they should, but are not set back.
     *
     * @return who came back.
     */
    BitSet restore()
    {
        final BitSet back = new BitSet();
        for (final Absence absence : new ArrayList<>(absences))
        {
            back.set(absence.node.index());
            comeBack(absence);
        }
        for (int node = skewed.nextSetBit(0); node >= 0; node = skewed.nextSetBit(node + 1))
        {
            skew(node, 0, 0);
        }
        return back;
    }

    private void comeBack(final Absence absence)
    {
        // Not where it has come back already, at the stop or by other hands.
        if (absences.remove(absence) && !absence.node.isAlive() && absence.node.incarnation() == absence.incarnation)
        {
            absence.node.restart(!absence.losesDisk);
        }
    }

    private BitSet choose(
        final Fault.Nodes nodes, final SimRandom random, final IntPredicate drawable, final IntPredicate usable)
    {
        final BitSet chosen = new BitSet();
        if (!nodes.isShare())
        {
            for (int node = nodes.first(); node <= nodes.last() && node < network.size(); node++)
            {
                chosen.set(node, usable.test(node));
            }
            return chosen;
        }
        final int[] candidates = new int[network.size()];
        int count = 0;
        for (int node = 0; node < candidates.length; node++)
        {
            candidates[count] = node;
            count += drawable.test(node) ? 1 : 0;
        }
        for (long left = Math.round(nodes.share() * count); left > 0; left--)
        {
            final int at = random.nextInt(count);
            chosen.set(candidates[at]);
            candidates[at] = candidates[--count];
        }
        return chosen;
    }
}
