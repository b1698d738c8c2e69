package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.PeerId;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Peers with at least one connection that carries streams, and what each of them has of this host.
 */
final class ConnectedPeers
{
    private final HostContext host;
    private final TreeMap<PeerId, Peer> peers = new TreeMap<>();

    ConnectedPeers(final HostContext host)
    {
        this.host = host;
    }

    /** One of them. */
    static final class Peer
    {
        final PeerId id;
        /** The oldest first. */
        final List<NetConnection> connections = new ArrayList<>(2);
        final RateLimit opened;
        final RateLimit reset;
        int streams;

        Peer(final PeerId id, final HostLimits limits, final long nowNs)
        {
            this.id = id;
            opened = new RateLimit(limits.streamRate, nowNs);
            reset = new RateLimit(limits.resetRate, nowNs);
        }
    }

    /** {@return the peer, or null where it has no connection} */
    Peer get(final PeerId id)
    {
        return peers.get(id);
    }

    /** {@return why a connection whose peer is known now is not wanted, or null} */
    HostFault refusal(final NetConnection connection)
    {
        if (host.self.equals(connection.remotePeer()))
        {
            return HostFault.DIAL_TO_SELF;
        }
        if (connection == surplus(connection))
        {
            return HostFault.CONNECTION_LIMIT;
        }
        return host.gater.mayUpgrade(
            connection.remotePeer(), connection.remoteAddress(), connection.isDialled()) ? null : HostFault.GATED;
    }

    /**
     * Where both sides dial at once each sees the two connections in an order of its own. Did both keep the one that
     * they saw first, each might close what the other has kept. So the first that the peer with the greater id has
     * dialled takes the place of another one, whenever it comes.
     *
     * @return the connection that has to go where a new one is there: none, an older one, or the new one itself.
     */
    NetConnection surplus(final NetConnection connection)
    {
        final Peer peer = peers.get(connection.remotePeer());
        if (null == peer || peer.connections.size() < host.limits.peerConnections)
        {
            return null;
        }
        final boolean isOursToDial = host.self.compareTo(peer.id) > 0;
        if (connection.isDialled() != isOursToDial)
        {
            return connection;
        }
        for (int i = 0; i < peer.connections.size(); i++)
        {
            if (peer.connections.get(i).isDialled() == isOursToDial)
            {
                return connection;
            }
        }
        return peer.connections.get(peer.connections.size() - 1);
    }

    Peer add(final NetConnection connection)
    {
        Peer peer = peers.get(connection.remotePeer());
        if (null == peer)
        {
            peer = new Peer(connection.remotePeer(), host.limits, host.nowNs);
            peers.put(peer.id, peer);
        }
        peer.connections.add(connection);
        return peer;
    }

    /** {@return connections of all of them} */
    int connections()
    {
        int count = 0;
        for (final Peer peer : peers.values())
        {
            count += peer.connections.size();
        }
        return count;
    }

    void remove(final NetConnection connection)
    {
        final Peer peer = connection.peer;
        peer.connections.remove(connection);
        if (peer.connections.isEmpty())
        {
            peers.remove(peer.id);
        }
    }

    /** {@return the oldest connection that takes new streams, or null} */
    NetConnection usable(final PeerId id)
    {
        final Peer peer = peers.get(id);
        if (null != peer)
        {
            for (int i = 0; i < peer.connections.size(); i++)
            {
                if (!peer.connections.get(i).isGoingAway())
                {
                    return peer.connections.get(i);
                }
            }
        }
        return null;
    }

    List<PeerId> ids()
    {
        return List.copyOf(peers.keySet());
    }

    int size()
    {
        return peers.size();
    }
}
