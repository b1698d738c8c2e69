package io.hopwire.libp2p;

import io.hopwire.crowd.FairShare;
import io.hopwire.crowd.HalfOpenPeers;
import io.hopwire.crowd.PeerPlaces;
import io.hopwire.crowd.PeerWorth;
import io.hopwire.libp2p.mux.MuxMemory;
import io.hopwire.libp2p.mux.MuxShare;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What each network has of a host: connections that were opened from there, those of them that are not upgraded yet,
 * and streams that its peers opened. Keys of peers cost nothing, addresses do; so one machine with many keys keeps
 * nobody of another network out. A network is a /24 of IPv4 or a /48 of IPv6; on our own site each host is one, and on
 * this host each connection, as {@link HostHash#sharer} has it. Bounded by the connections of the host.
 * <p>
 * Where all places are taken, by however many networks, {@link HalfOpenPeers} and {@link PeerPlaces} say whose a
 * newcomer gets. Of streams, in all and of each protocol, and of what is kept of them until it is read, each network
 * has a {@link FairShare}.
 */
final class RemoteNetworks
{
    /** What a network may have in any case, of that which it may have at the most. */
    private static final int KEPT_SHARE = 16;
    /** An honest peer says who it is in a quarter of the time that it has. */
    private static final int GRACE_SHARE = 4;

    private final HostLimits limits;
    private final MuxMemory memory;
    private final Addresses addresses;
    private final HostHash hash;
    /** Those that peers opened. */
    private final HalfOpenPeers<RemotePlace> halfOpen;
    private final PeerPlaces<RemotePlace> open;
    private final Long2ObjectHashMap<Network> networks = new Long2ObjectHashMap<>();
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);

    RemoteNetworks(
        final HostLimits limits, final MuxMemory memory, final Addresses addresses, final long hashKey)
    {
        this.limits = limits;
        this.memory = memory;
        this.addresses = addresses;
        hash = new HostHash(hashKey);
        halfOpen = new HalfOpenPeers<>(
            kept(limits.networkTransient), limits.upgradeNs / GRACE_SHARE, addresses, hash);
        open = new PeerPlaces<>(
            limits.inboundConnections, kept(limits.networkConnections), limits.graceNs, addresses, hash);
        open.worth((place) -> 0 == place.connection.streams() ? PeerWorth.IDLE : PeerWorth.IN_USE);
    }

    /** One of them. */
    static final class Network
    {
        final long sharer;
        /** Whoever opened them. */
        private int connections;
        private int inbound;
        private int upgrading;
        private int streams;
        final MuxShare memory;

        Network(final long sharer, final MuxMemory memory)
        {
            this.sharer = sharer;
            this.memory = new MuxShare(memory);
        }
    }

    /** {@return whether the network of an address has as many connections as may be opened from there} */
    boolean isFull(final int addressId)
    {
        final Network network = networks.get(sharer(addressId));
        return null != network &&
            (network.inbound >= limits.networkConnections || network.upgrading >= limits.networkTransient);
    }

    void add(final NetConnection connection, final long nowNs)
    {
        final boolean isDialled = connection.isDialled();
        final long sharer = sharer(connection.addressId);
        Network network = networks.get(sharer);
        if (null == network)
        {
            network = new Network(sharer, memory);
            networks.put(sharer, network);
        }
        network.connections++;
        network.inbound += isDialled ? 0 : 1;
        network.upgrading += isDialled ? 0 : 1;
        connection.place = new RemotePlace(connection, network);
        if (!isDialled)
        {
            halfOpen.add(connection.place, true, nowNs);
        }
    }

    void onOpen(final NetConnection connection, final long nowNs)
    {
        if (!connection.isDialled())
        {
            connection.place.network.upgrading--;
            halfOpen.remove(connection.place);
            open.add(connection.place);
            open.proved(connection.place, nowNs);
        }
    }

    /** {@return the connection that makes room for one of which nothing is known yet, or null} */
    NetConnection leastPromising(final int addressId, final long nowNs)
    {
        return connection(halfOpen.leastPromising(addressId, nowNs));
    }

    /** {@return the same, where we want to dial, which is worth more} */
    NetConnection oldestHalfOpen()
    {
        return connection(halfOpen.oldest());
    }

    /** {@return the connection that makes room for one whose peer has said who it is, or null} */
    NetConnection leastUseful(final NetConnection newcomer, final long nowNs)
    {
        return connection(open.leastUseful(newcomer.addressId, nowNs));
    }

    int halfOpen()
    {
        return halfOpen.size();
    }

    int open()
    {
        return open.size();
    }

    void remove(final NetConnection connection, final boolean wasOpen)
    {
        final Network network = connection.place.network;
        network.inbound -= connection.isDialled() ? 0 : 1;
        network.upgrading -= wasOpen || connection.isDialled() ? 0 : 1;
        if (wasOpen)
        {
            open.remove(connection.place);
        }
        else
        {
            halfOpen.remove(connection.place);
        }
        if (0 == --network.connections)
        {
            networks.remove(network.sharer);
        }
    }

    /** {@return false where peers there have opened as many streams as may be} */
    boolean takeStream(final NetConnection connection)
    {
        final Network network = connection.place.network;
        // The muxer has taken the new one already.
        final boolean hasRoom = network.streams < limits.networkStreams &&
            FairShare.hasRoom(network.streams, memory.usedStreams() - 1, limits.streams);
        network.streams += hasRoom ? 1 : 0;
        return hasRoom;
    }

    void giveStream(final NetConnection connection)
    {
        connection.place.network.streams--;
    }

    private static int kept(final int most)
    {
        return Math.max(1, most / KEPT_SHARE);
    }

    private static NetConnection connection(final RemotePlace placeOrNull)
    {
        return null == placeOrNull ? null : placeOrNull.connection;
    }

    private long sharer(final int addressId)
    {
        addresses.copyTo(addressId, address, 0);
        return hash.sharer(address, 0);
    }
}
