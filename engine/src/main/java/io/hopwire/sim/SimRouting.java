package io.hopwire.sim;

import io.hopwire.sim.nat.Nat;
import io.hopwire.sim.nat.NatConfig;
import io.hopwire.sim.nat.SimAddress;

import java.util.ArrayList;
import java.util.List;

/**
 * Which node an address leads to, and which address a node has in the eyes of another: that is, the NATs of a network.
 */
final class SimRouting
{
    /** Nobody has that address; who is behind a NAT has none of his own. */
    static final int NOBODY = -1;

    /** A NAT does not let it in. */
    static final int NOT_LET_IN = -2;

    private final List<SimNode> nodes;
    private final ArrayList<Nat> nats = new ArrayList<>();

    SimRouting(final List<SimNode> nodes)
    {
        this.nodes = nodes;
    }

    Nat addNat(final NatConfig config)
    {
        final Nat nat = new Nat(nats.size(), config);
        nats.add(nat);
        return nat;
    }

    /**
     * Host of a node's address.
     */
    int host(final int node)
    {
        final Nat nat = node < nodes.size() ? nodes.get(node).nat() : null;
        return null == nat ? node : nat.host();
    }

    /**
     * A datagram leaves.
     *
     * @return the address that it comes from, negative where a NAT does not let it out.
     */
    int source(final int from, final int destination, final long nowNs)
    {
        final Nat nat = nodes.get(from).nat();
        return null == nat ? from : nat.outbound(from, destination, nowNs);
    }

    /**
     * A datagram arrives.
     *
     * @return number of the receiver, or {@link #NOBODY} or {@link #NOT_LET_IN}.
     */
    int receiver(final int destination, final int source, final long nowNs)
    {
        final int host = SimAddress.host(destination);
        if (destination >= 0 && SimAddress.isNat(host) && SimAddress.nat(host) < nats.size())
        {
            final int inner = nats.get(SimAddress.nat(host)).inbound(destination, source, nowNs);
            return inner < 0 ? NOT_LET_IN : inner;
        }
        final boolean isNode = destination >= 0 && destination < nodes.size() &&
            null == nodes.get(destination).nat() && nodes.get(destination).sockets().hasUdp();
        return isNode ? destination : NOBODY;
    }
}
