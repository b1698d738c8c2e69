package io.hopwire.libp2p;

import io.hopwire.spi.Settings;

/**
 * The {@link HostSettings} of a host, read once.
 */
final class HostLimits
{
    final int connections;
    final int inboundConnections;
    final int transientConnections;
    final int networkConnections;
    final int networkTransient;
    final int networkStreams;
    final int peerConnections;
    final int streams;
    final int peerStreams;
    final int protocolStreams;
    final int streamRate;
    final int resetRate;
    final int handshakes;
    final int early;
    final long upgradeNs;
    final long negotiationNs;
    final long closeNs;
    final long graceNs;
    final long drainNs;

    HostLimits(final Settings settings)
    {
        HostSettings.GROUP.check(settings);
        connections = settings.get(HostSettings.CONNECTIONS);
        inboundConnections = settings.get(HostSettings.INBOUND_CONNECTIONS);
        transientConnections = settings.get(HostSettings.TRANSIENT_CONNECTIONS);
        networkConnections = settings.get(HostSettings.NETWORK_CONNECTIONS);
        networkTransient = settings.get(HostSettings.NETWORK_TRANSIENT);
        networkStreams = settings.get(HostSettings.NETWORK_STREAMS);
        peerConnections = settings.get(HostSettings.PEER_CONNECTIONS);
        streams = settings.get(HostSettings.STREAMS);
        peerStreams = settings.get(HostSettings.PEER_STREAMS);
        protocolStreams = settings.get(HostSettings.PROTOCOL_STREAMS);
        streamRate = settings.get(HostSettings.STREAM_RATE);
        resetRate = settings.get(HostSettings.RESET_RATE);
        handshakes = settings.get(HostSettings.HANDSHAKES);
        early = settings.get(HostSettings.EARLY_MEMORY);
        upgradeNs = settings.get(HostSettings.UPGRADE_TIMEOUT);
        negotiationNs = settings.get(HostSettings.NEGOTIATION_TIMEOUT);
        closeNs = settings.get(HostSettings.CLOSE_TIMEOUT);
        graceNs = settings.get(HostSettings.GRACE);
        drainNs = settings.get(HostSettings.DRAIN);
    }
}
