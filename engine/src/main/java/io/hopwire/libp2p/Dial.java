package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody waits for a connection: to a peer, at one of some addresses, or to whoever is at one address.
 */
final class Dial
{
    /** Who is wanted; null where it may be anybody. */
    final PeerId peer;
    /** Those that were not tried yet. */
    final ArrayDeque<Multiaddr> addresses = new ArrayDeque<>();
    final List<Waiter> waiters = new ArrayList<>(1);
    /** Others that want the connection that is under way to this address. */
    final List<Dial> followers = new ArrayList<>(0);
    HostFault lastFault = HostFault.NO_ADDRESSES;
    boolean isOver;

    Dial(final PeerId peerOrNull)
    {
        peer = peerOrNull;
    }

    /**
     * What somebody wants: a connection, or a stream on it.
     *
     * @param connectHandler told of the connection; or null.
     * @param protocols      of a stream.
     * @param streamHandler  told of the stream.
     */
    record Waiter(ConnectHandler connectHandler, List<String> protocols, StreamHandler streamHandler)
    {
        void onConnected(final NetConnection connection)
        {
            if (null == connectHandler)
            {
                connection.newStream(protocols, streamHandler);
            }
            else
            {
                connectHandler.onConnected(connection);
            }
        }

        void onFailed(final HostFault fault)
        {
            if (null == connectHandler)
            {
                streamHandler.onFailed(fault);
            }
            else
            {
                connectHandler.onFailed(fault);
            }
        }
    }
}
