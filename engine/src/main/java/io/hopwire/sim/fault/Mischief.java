package io.hopwire.sim.fault;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.Tampering;
import io.hopwire.spi.Events;

/**
 * What one hostile node does.
 */
abstract class Mischief
{
    static final long SECOND = 1_000_000_000L;

    final SimNetwork network;
    final SimNode node;
    final SimRandom luck;

    Mischief(final SimNetwork network, final SimNode node, final SimRandom luck)
    {
        this.network = network;
        this.node = node;
        this.luck = luck;
    }

    static Mischief of(
        final FaultHostile fault, final SimNetwork network, final SimNode node, final SimRandom luck)
    {
        if (fault instanceof final FaultHostile.Attackers attackers)
        {
            return new Flooding(network, node, luck, attackers);
        }
        if (fault instanceof final FaultHostile.Unconfirmed unconfirmed)
        {
            return new Hoarding(network, node, luck, unconfirmed.perSecond(), true);
        }
        if (fault instanceof FaultHostile.Hoarders)
        {
            return new Hoarding(network, node, luck, Hoarding.PER_SECOND, false);
        }
        return fault instanceof FaultHostile.Liars ?
            new Lying(network, node, luck) : new Grabbing(network, node, luck);
    }

    /** What it does to what it says; null: nothing. */
    Tampering tampering()
    {
        return null;
    }

    /** The application that takes the place of its own, for which it starts again; null: it keeps its own. */
    Events application()
    {
        return null;
    }

    /** Between two times that it acts; 0: it never does. */
    long periodNs()
    {
        return 0;
    }

    /** It is there, and its process runs. */
    void act()
    {
        // Most do nothing of their own accord.
    }
}
