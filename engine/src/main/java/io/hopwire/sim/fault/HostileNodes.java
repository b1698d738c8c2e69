package io.hopwire.sim.fault;

import io.hopwire.sim.ApplicationFactory;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Events;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Makes nodes hostile, lets them do what they do, and makes them honest again.
 */
final class HostileNodes
{
    private final SimNetwork network;
    private final NodeFaults nodes;
    private final List<Group> groups = new ArrayList<>();

    HostileNodes(final SimNetwork network, final NodeFaults nodes)
    {
        this.network = network;
        this.nodes = nodes;
    }

    /**
     * Those of one item of the plan.
     */
    private final class Group
    {
        private final FaultHostile fault;
        private final SimRandom luck;
        private final List<Mischief> all = new ArrayList<>();
        private boolean isOver;

        private Group(final FaultHostile fault, final SimRandom luck)
        {
            this.fault = fault;
            this.luck = luck;
        }

        private void add(final SimNode node)
        {
            final Mischief mischief = Mischief.of(fault, network, node, luck.fork(node.index()));
            all.add(mischief);
            node.hostility().begin(mischief.tampering());
            if (null != mischief.application())
            {
                node.crash();
                node.restart(true);
            }
            if (mischief.periodNs() > 0)
            {
                network.schedule(mischief.luck.nextLong(mischief.periodNs()), () -> act(mischief));
            }
        }

        private void act(final Mischief mischief)
        {
            if (!isOver)
            {
                if (mischief.node.isAlive() && !mischief.node.isPaused())
                {
                    mischief.act();
                }
                network.schedule(mischief.periodNs(), () -> act(mischief));
            }
        }

        private void end()
        {
            isOver = true;
            for (final Mischief mischief : all)
            {
                final SimNode node = mischief.node;
                node.hostility().end();
                if (node.isAlive() && node.application() instanceof Hoarding.Hoarder)
                {
                    node.crash();
                    node.restart(true);
                }
            }
        }
    }

    /**
     * Some of those who live are hostile from now on.
     *
     * @return who.
     */
    BitSet begin(final FaultHostile fault, final SimRandom luck)
    {
        final Group group = new Group(fault, luck);
        groups.add(group);
        final BitSet chosen = nodes.living(fault.nodes(), luck);
        for (int node = chosen.nextSetBit(0); node >= 0; node = chosen.nextSetBit(node + 1))
        {
            if (network.node(node).isHostile())
            {
                chosen.clear(node);
            }
            else
            {
                group.add(network.node(node));
            }
        }
        return chosen;
    }

    /** Whom {@link #begin} has made so are honest again. */
    void end(final FaultHostile fault)
    {
        groups.removeIf((group) ->
        {
            final boolean isIt = group.fault == fault;
            if (isIt)
            {
                group.end();
            }
            return isIt;
        });
    }

    void endAll()
    {
        groups.forEach(Group::end);
        groups.clear();
    }

    /** A node has come. */
    void onAdded(final SimNode node)
    {
        for (final Group group : groups)
        {
            final Fault.Nodes whom = group.fault.nodes();
            final boolean isIt = whom.isShare() ?
                !nodes.isSpared(node.index()) && group.luck.fork(~node.index()).nextDouble() < whom.share() :
                node.index() >= whom.first() && node.index() <= whom.last();
            if (isIt && !node.isHostile())
            {
                group.add(node);
            }
        }
    }

    /** Applications of nodes, in their place those of hostile ones that have their own. */
    ApplicationFactory wrap(final ApplicationFactory factory)
    {
        return new ApplicationFactory()
        {
            @Override
            public Events start(final SimNode node)
            {
                final Events own = applicationOf(node);
                return null == own ? factory.start(node) : own;
            }

            @Override
            public void onCrash(final SimNode node, final Events application)
            {
                if (!(application instanceof Hoarding.Hoarder))
                {
                    factory.onCrash(node, application);
                }
            }
        };
    }

    private Events applicationOf(final SimNode node)
    {
        for (final Group group : groups)
        {
            for (final Mischief mischief : group.all)
            {
                if (mischief.node == node && node.isHostile())
                {
                    return mischief.application();
                }
            }
        }
        return null;
    }
}
