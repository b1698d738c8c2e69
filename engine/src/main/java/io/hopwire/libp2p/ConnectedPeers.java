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

    /** {@return whether a peer may have one more} */
    boolean hasRoom(final PeerId id)
    {
        final Peer peer = peers.get(id);
        return null == peer || peer.connections.size() < host.limits.peerConnections;
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
