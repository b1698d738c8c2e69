package io.hopwire.sim;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * What comes out of a network's queue of events, at its time: datagrams, results of slow work, and nodes' deadlines.
 * Only now does it matter whom an address leads to, and whether that node is up.
 */
final class Arrivals implements Simulator.Handler
{
    private final SimNetwork network;
    private final UnsafeBuffer arriving = new UnsafeBuffer(0, 0);
    private long delivered;

    /**
     * Of a network that need not be whole yet.
     */
    Arrivals(final SimNetwork network)
    {
        this.network = network;
    }

    long delivered()
    {
        return delivered;
    }

    public long onPacket(final int packet)
    {
        final PacketPool packets = network.packets();
        final int kind = packets.kind(packet);
        final int destination = packets.destination(packet);
        if (kind == SimNetwork.RESULT)
        {
            onResult(packet, network.node(destination));
        }
        else if (kind == SimNetwork.FRAME)
        {
            network.streams.onArrival(packet);
        }
        else
        {
            onArrival(packet, network.routing.receiver(destination, packets.source(packet), network.nowNs()));
        }
        return (long)kind << 60 | destination;
    }

    public void onWake(final int node)
    {
        network.node(node).onWake();
    }

    private void onArrival(final int packet, final int node)
    {
        if (node < 0)
        {
            drop(packet, node == SimRouting.NOBODY ? NetworkDrop.NOBODY : NetworkDrop.NAT_INBOUND);
        }
        else if (network.wire().isPartitioned(network.packets().sender(packet), node))
        {
            drop(packet, NetworkDrop.PARTITION);
        }
        else
        {
            onDatagram(packet, network.node(node));
        }
    }

    private void onDatagram(final int packet, final SimNode node)
    {
        if (!node.isAlive())
        {
            drop(packet, NetworkDrop.DOWN);
        }
        else if (!node.isPaused())
        {
            deliver(packet, node);
        }
        else if (node.hold())
        {
            network.simulator().add(node.pausedUntilNs(), packet);
        }
        else
        {
            drop(packet, NetworkDrop.PAUSED);
        }
    }

    void deliver(final int packet, final SimNode node)
    {
        final PacketPool packets = network.packets();
        final int length = packets.length(packet);
        final SimTrace trace = network.trace();
        delivered++;
        packets.wrap(arriving, packet);
        if (null != trace)
        {
            trace.delivered(network.nowNs(), packets.sender(packet), node.index(), length, arriving.getByte(0));
        }
        node.onDatagram(packets.source(packet), arriving, length);
        packets.release(packet);
    }

    private void onResult(final int packet, final SimNode node)
    {
        if (node.isAlive() && node.isPaused())
        {
            network.simulator().add(node.pausedUntilNs(), packet);
        }
        else
        {
            final PacketPool packets = network.packets();
            packets.wrap(arriving, packet);
            node.onResult(packets.sender(packet), arriving, packets.length(packet));
            packets.release(packet);
        }
    }

    private void drop(final int packet, final NetworkDrop reason)
    {
        network.wire().drop(packet, reason);
    }
}
