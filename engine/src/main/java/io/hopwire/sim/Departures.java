package io.hopwire.sim;

import io.hopwire.sim.nat.SimAddress;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What leaves the nodes of a network, and what is given to it by nobody, on the way to the {@link Wire}: looked at by
 * the filter, traced, and given the address that it comes from.
 */
final class Departures
{
    private final SimNetwork network;
    private final UnsafeBuffer transit = new UnsafeBuffer(new byte[PacketPool.MAX_LENGTH]);
    private TransitFilter filter;
    private long sent;
    private long injected;

    /**
     * Of a network that need not be whole yet.
     */
    Departures(final SimNetwork network)
    {
        this.network = network;
    }

    void filter(final TransitFilter valueOrNull)
    {
        filter = valueOrNull;
    }

    long sent()
    {
        return sent;
    }

    /** Without what somebody on the paths has copied. */
    long injected()
    {
        return injected;
    }

    void inject(
        final int from, final int to, final DirectBuffer buffer, final int offset, final int length, final long delayNs)
    {
        injected++;
        final PacketPool packets = network.packets();
        final int packet = packets.copy(buffer, offset, length);
        packets.set(packet, SimNetwork.DATAGRAM, from, from, to);
        hash(from, to, buffer, offset, length);
        network.simulator().add(network.nowNs() + delayNs, packet);
    }

    /** A node sends the datagram that it wrote. */
    void onSend(final int from, final int destination, final int length)
    {
        sent++;
        hash(from, destination, network.datagram, 0, length);
        final SimTrace trace = network.trace();
        if (null != trace)
        {
            trace.sent(network.nowNs(), from, destination, length, network.datagram.getByte(0));
        }
        if (network.tampers.isHeldBack())
        {
            drop(from, destination, length);
            return;
        }
        network.victim().onSend(network.node(from), destination, length, network.nowNs());
        if (SimAddress.isTcp(destination))
        {
            network.streams.send(from, destination, network.datagram, length);
            return;
        }
        final int passed = null == filter ? length : filter(from, destination, length);
        final PacketPool packets = network.packets();
        final int packet =
            packets.copy(null == filter ? network.datagram : transit, 0, passed < 0 ? length : passed);
        packets.set(packet, SimNetwork.DATAGRAM, from, from, destination);
        if (passed < 0)
        {
            network.wire().drop(packet, NetworkDrop.FILTERED);
            return;
        }
        final int source = network.routing.source(from, destination, network.nowNs());
        if (source < 0)
        {
            network.wire().drop(packet, NetworkDrop.NAT_OUTBOUND);
            return;
        }
        packets.set(packet, SimNetwork.DATAGRAM, from, source, destination);
        network.wire().send(packet, from, destination);
    }

    /** Its sender has kept it. */
    private void drop(final int from, final int destination, final int length)
    {
        final int packet = network.packets().copy(network.datagram, 0, length);
        network.packets().set(packet, SimNetwork.DATAGRAM, from, from, destination);
        network.wire().drop(packet, NetworkDrop.FILTERED);
    }

    /** In memory of its own, since a filter may let nodes send. */
    private int filter(final int from, final int destination, final int length)
    {
        transit.putBytes(0, network.datagram, 0, length);
        return filter.onTransit(from, destination, transit, length);
    }

    private void hash(
        final int source, final int destination, final DirectBuffer buffer, final int offset, final int length)
    {
        final long ends = (long)source << 40 ^ (long)destination << 16 ^ length;
        network.simulator().trace(NullCrypto.sum(ends, buffer, offset, length));
    }
}
