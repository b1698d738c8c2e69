package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.PeerId;

/**
 * Whom a host tells of its connections. Called by the thread that runs the core; may call the host. Must not throw.
 */
public interface HostListener
{
    /**
     * A connection carries streams, whoever opened it.
     *
     * @param connection which.
     */
    default void onConnected(final NetConnection connection)
    {
    }

    /**
     * A connection is over, after its streams.
     *
     * @param connection which.
     * @param fault      why.
     */
    default void onDisconnected(final NetConnection connection, final HostFault fault)
    {
    }

    /**
     * A peer has said what it is; {@link HostCore#peerStore} knows it now.
     *
     * @param peer which.
     */
    default void onIdentified(final PeerId peer)
    {
    }

    /**
     * A connection was not upgraded.
     *
     * @param connection which.
     * @param fault      why.
     */
    default void onUpgradeFailed(final NetConnection connection, final HostFault fault)
    {
    }
}
