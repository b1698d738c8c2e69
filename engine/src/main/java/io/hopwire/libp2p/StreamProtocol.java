package io.hopwire.libp2p;

import io.hopwire.crowd.FairShare;
import org.agrona.collections.Long2LongCounterMap;

/**
 * A protocol that peers may open streams of.
 */
final class StreamProtocol
{
    final String name;
    StreamHandler handler;
    private final Long2LongCounterMap byNetwork = new Long2LongCounterMap(0);
    /** Of peers, open now. */
    private int streams;

    StreamProtocol(final String name, final StreamHandler handler)
    {
        this.name = name;
        this.handler = handler;
    }

    boolean isFull(final int most)
    {
        return streams >= most;
    }

    /** {@return false where peers of a network have as many of them as are left for all others} */
    boolean take(final RemoteNetworks.Network network, final int most)
    {
        final boolean hasRoom = FairShare.hasRoom(byNetwork.get(network.sharer), streams, most);
        if (hasRoom)
        {
            byNetwork.getAndIncrement(network.sharer);
            streams++;
        }
        return hasRoom;
    }

    void give(final RemoteNetworks.Network network)
    {
        byNetwork.getAndDecrement(network.sharer);
        streams--;
    }
}
