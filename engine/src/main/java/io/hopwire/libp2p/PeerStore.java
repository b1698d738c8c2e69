package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.spi.Settings;

import java.util.List;
import java.util.TreeMap;

/**
 * What a host knows of peers: what the application told it, and what peers say of themselves. Bounded: by peers, of
 * which the one that was not heard of for the longest time makes room, and by what is kept of each. Whoever has only
 * spoken of himself goes before those of whom the application, or a dial that was answered, has told where they are; so
 * strangers with keys to spare displace one another. Not thread-safe: used by the thread that runs the core.
 */
public final class PeerStore
{
    private final TreeMap<PeerId, KnownPeer> peers = new TreeMap<>();
    /** By when they were heard of: those who have only spoken of themselves, and all others. */
    private final TreeMap<Long, KnownPeer> strangers = new TreeMap<>();
    private final TreeMap<Long, KnownPeer> sought = new TreeMap<>();
    private final int maxPeers;
    private final int maxAddresses;
    private final int maxProtocols;
    private long nextAge;

    PeerStore(final Settings settings)
    {
        maxPeers = settings.get(HostSettings.PEERS);
        maxAddresses = settings.get(HostSettings.PEER_ADDRESSES);
        maxProtocols = settings.get(HostSettings.PEER_PROTOCOLS);
    }

    /** {@return peers that something is known of} */
    public int size()
    {
        return peers.size();
    }

    /** {@return all of them, by their ids} */
    public List<PeerId> peers()
    {
        return List.copyOf(peers.keySet());
    }

    /**
     * What is known of a peer.
     *
     * @param peer which.
     * @return it, or null where nothing is.
     */
    public KnownPeer get(final PeerId peer)
    {
        return peers.get(peer);
    }

    /**
     * Where a peer may be.
     *
     * @param peer which.
     * @return addresses without its id, the one that was heard of first first; may be empty.
     */
    public List<Multiaddr> addresses(final PeerId peer)
    {
        final KnownPeer info = peers.get(peer);
        return null == info ? List.of() : info.addresses();
    }

    /**
     * Remember where a peer may be. Where as many addresses of it are known as may be, the oldest makes room.
     *
     * @param peer    which.
     * @param address with or without its id.
     * @throws IllegalArgumentException where the address names another peer, or nothing but a peer.
     */
    public void addAddress(final PeerId peer, final Multiaddr address)
    {
        final Multiaddr place = address.withPeerId(peer).withoutPeerId();
        if (null == place)
        {
            throw new IllegalArgumentException("no address: " + address);
        }
        final KnownPeer info = heardOf(peer);
        if (!info.isSought)
        {
            strangers.remove(info.age);
            info.isSought = true;
            sought.put(info.age, info);
        }
        info.add(place, maxAddresses);
    }

    /**
     * Forget a peer.
     *
     * @param peer which.
     */
    public void remove(final PeerId peer)
    {
        final KnownPeer info = peers.remove(peer);
        if (null != info)
        {
            byAge(info).remove(info.age);
        }
    }

    int maxAddresses()
    {
        return maxAddresses;
    }

    int maxProtocols()
    {
        return maxProtocols;
    }

    /** {@return what is known of a peer, from now on at least that there is one} */
    KnownPeer heardOf(final PeerId peer)
    {
        KnownPeer info = peers.get(peer);
        if (null == info)
        {
            if (peers.size() >= maxPeers)
            {
                peers.remove((strangers.isEmpty() ? sought : strangers).pollFirstEntry().getValue().id());
            }
            info = new KnownPeer(peer);
            peers.put(peer, info);
        }
        else
        {
            byAge(info).remove(info.age);
        }
        info.age = nextAge++;
        byAge(info).put(info.age, info);
        return info;
    }

    private TreeMap<Long, KnownPeer> byAge(final KnownPeer info)
    {
        return info.isSought ? sought : strangers;
    }
}
