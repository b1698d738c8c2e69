package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;

/**
 * Who may connect: asked in front of each step of a connection, so that who is not wanted costs as little as can be.
 * Called by the thread that runs the core. Must not throw, nor call the host.
 */
public interface ConnectionGater
{
    /** Everybody may. */
    ConnectionGater EVERYBODY = new ConnectionGater()
    {
    };

    /**
     * May we dial there?
     *
     * @param peerOrNull who is wanted; null where it may be anybody.
     * @param address    of IP and TCP.
     * @return true if so.
     */
    default boolean mayDial(final PeerId peerOrNull, final Multiaddr address)
    {
        return true;
    }

    /**
     * May a connection that somebody opened go on? Nothing is known but where it comes from.
     *
     * @param address of the other end.
     * @return true if so.
     */
    default boolean mayAccept(final Multiaddr address)
    {
        return true;
    }

    /**
     * May a connection carry streams? The peer has proved who it is.
     *
     * @param peer      which.
     * @param address   of the other end.
     * @param isDialled whether we opened it.
     * @return true if so.
     */
    default boolean mayUpgrade(final PeerId peer, final Multiaddr address, final boolean isDialled)
    {
        return true;
    }
}
