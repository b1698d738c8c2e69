package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of one peer. All but its id and its key is what it says of itself. Not thread-safe: read by the thread
 * that runs the core.
 */
public final class KnownPeer
{
    long age;
    private final PeerId id;
    private final List<Multiaddr> addresses = new ArrayList<>(2);

    KnownPeer(final PeerId id)
    {
        this.id = id;
    }

    /** {@return which peer} */
    public PeerId id()
    {
        return id;
    }

    /** {@return where it may be, without its id} */
    public List<Multiaddr> addresses()
    {
        return List.copyOf(addresses);
    }

    void add(final Multiaddr address, final int max)
    {
        if (!addresses.contains(address))
        {
            if (addresses.size() >= max)
            {
                addresses.remove(0);
            }
            addresses.add(address);
        }
    }
}
