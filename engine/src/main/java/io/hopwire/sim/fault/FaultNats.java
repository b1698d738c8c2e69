package io.hopwire.sim.fault;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.nat.Nat;
import io.hopwire.sim.nat.NatConfig;

import java.util.ArrayList;
import java.util.List;

/**
 * Who sits behind which NAT. What a node gets depends on the seed and its number, and on nothing else; those who share
 * a NAT are the ones that come one after the other with the same item of the plan.
 */
final class FaultNats
{
    private final SimNetwork network;
    private final SimRandom random;
    private final List<Group> groups = new ArrayList<>();
    private final List<Nat> all = new ArrayList<>();

    FaultNats(final SimNetwork network, final FaultPlan plan, final SimRandom random)
    {
        this.network = network;
        this.random = random;
        for (final Fault fault : plan.faults())
        {
            if (fault instanceof final Fault.Natted item)
            {
                groups.add(new Group(item));
            }
        }
    }

    /**
     * NAT of a node that will be made now.
     *
     * @param node     its number.
     * @param isSpared whether it is not to be drawn.
     * @return its NAT, or null where it has a public address.
     */
    Nat forNode(final int node, final boolean isSpared)
    {
        Group chosen = isSpared ? null : drawn(random.fork(node).nextDouble());
        for (final Group group : groups)
        {
            final Fault.Nodes nodes = group.item.nodes();
            chosen = !nodes.isShare() && node >= nodes.first() && node <= nodes.last() ? group : chosen;
        }
        return null == chosen ? null : chosen.next();
    }

    List<Nat> all()
    {
        return all;
    }

    private Group drawn(final double luck)
    {
        double share = 0;
        for (final Group group : groups)
        {
            share += group.item.nodes().isShare() ? group.item.nodes().share() : 0;
            if (luck < share)
            {
                return group;
            }
        }
        return null;
    }

    /**
     * NATs of one item.
     */
    private final class Group
    {
        private final Fault.Natted item;
        private Nat nat;
        private int behind;

        private Group(final Fault.Natted item)
        {
            this.item = item;
        }

        private Nat next()
        {
            if (null == nat || behind == item.shared())
            {
                final NatConfig config =
                    item.type().config().withHairpinning(item.hairpinning()).withTimeoutNs(item.timeoutNs());
                nat = network.addNat(config);
                all.add(nat);
                behind = 0;
            }
            behind++;
            return nat;
        }
    }
}
