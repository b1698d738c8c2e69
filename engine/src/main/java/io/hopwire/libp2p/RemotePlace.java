package io.hopwire.libp2p;

import io.hopwire.crowd.CrowdMember;

/**
 * The place that a connection takes among those of its host.
 */
final class RemotePlace extends CrowdMember
{
    final NetConnection connection;
    final RemoteNetworks.Network network;
    private long lastUsedNs;

    RemotePlace(final NetConnection connection, final RemoteNetworks.Network network)
    {
        this.connection = connection;
        this.network = network;
    }

    @Override
    public int addressId()
    {
        return connection.addressId;
    }

    @Override
    public long lastUsedNs()
    {
        return lastUsedNs;
    }

    /** A stream was opened, or is over. */
    void used(final long nowNs)
    {
        lastUsedNs = nowNs;
    }
}
