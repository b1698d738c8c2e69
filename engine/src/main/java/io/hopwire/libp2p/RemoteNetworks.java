package io.hopwire.libp2p;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What each network has of a host: connections that were opened from there, those of them that are not upgraded yet,
 * and streams that its peers opened. Keys of peers cost nothing, addresses do; so one machine with many keys keeps
 * nobody of another network out. A network is a /24 of IPv4 or a /48 of IPv6; on our own site each host is one, and on
 * this host each connection, as {@link HostHash#sharer} has it. Bounded by the connections of the host.
 */
final class RemoteNetworks
{
    private final HostLimits limits;
    private final Addresses addresses;
    private final HostHash hash;
    private final Long2ObjectHashMap<Network> networks = new Long2ObjectHashMap<>();
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);

    RemoteNetworks(final HostLimits limits, final Addresses addresses, final long hashKey)
    {
        this.limits = limits;
        this.addresses = addresses;
        hash = new HostHash(hashKey);
    }

    /** One of them. */
    static final class Network
    {
        private final long sharer;
        /** Whoever opened them. */
        private int connections;
        private int inbound;
        private int upgrading;
        private int streams;

        Network(final long sharer)
        {
            this.sharer = sharer;
        }
    }

    /** {@return whether the network of an address has as many connections as may be opened from there} */
    boolean isFull(final int addressId)
    {
        final Network network = networks.get(sharer(addressId));
        return null != network &&
            (network.inbound >= limits.networkConnections || network.upgrading >= limits.networkTransient);
    }

    /** {@return whose the new connection is} */
    Network add(final int addressId, final boolean isDialled)
    {
        final long sharer = sharer(addressId);
        Network network = networks.get(sharer);
        if (null == network)
        {
            network = new Network(sharer);
            networks.put(sharer, network);
        }
        network.connections++;
        network.inbound += isDialled ? 0 : 1;
        network.upgrading += isDialled ? 0 : 1;
        return network;
    }

    void onOpen(final NetConnection connection)
    {
        connection.network.upgrading -= connection.isDialled() ? 0 : 1;
    }

    void remove(final NetConnection connection, final boolean wasOpen)
    {
        final Network network = connection.network;
        network.inbound -= connection.isDialled() ? 0 : 1;
        network.upgrading -= wasOpen || connection.isDialled() ? 0 : 1;
        if (0 == --network.connections)
        {
            networks.remove(network.sharer);
        }
    }

    /** {@return false where peers there have opened as many streams as may be} */
    boolean takeStream(final NetConnection connection)
    {
        final boolean hasRoom = connection.network.streams < limits.networkStreams;
        connection.network.streams += hasRoom ? 1 : 0;
        return hasRoom;
    }

    void giveStream(final NetConnection connection)
    {
        connection.network.streams--;
    }

    private long sharer(final int addressId)
    {
        addresses.copyTo(addressId, address, 0);
        return hash.sharer(address, 0);
    }
}
