package io.hopwire.component.session;

import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Settings;

/**
 * The {@link SessionSettings}, read once, because packets ask for them.
 */
record SessionConfig(
    String networkName,
    int maxSessions,
    int maxSessionsPerPeer,
    int maxHandshakes,
    int window,
    int initialWindow,
    int ackEvery,
    long maxAckDelayNs,
    long keepaliveNs,
    long timeoutNs,
    long rerouteNs,
    long lingerNs,
    long handshakeTimeoutNs,
    long retryNs,
    long rekeyAfterPackets,
    long maxPackets,
    long maxBufferedBytes)
{
    /** Signs of life within a timeout, at the least. */
    private static final int KEEPALIVES_PER_TIMEOUT = 4;

    static SessionConfig of(final Settings settings)
    {
        final long timeoutNs = settings.get(SessionSettings.TIMEOUT);
        return new SessionConfig(
            settings.get(NodeSettings.NETWORK),
            settings.get(SessionSettings.MAX_SESSIONS),
            settings.get(SessionSettings.MAX_SESSIONS_PER_PEER),
            settings.get(SessionSettings.MAX_HANDSHAKES),
            settings.get(NodeSettings.SESSION_WINDOW),
            settings.get(SessionSettings.INITIAL_WINDOW),
            settings.get(SessionSettings.ACK_EVERY),
            settings.get(SessionSettings.MAX_ACK_DELAY),
            Math.min(settings.get(SessionSettings.KEEPALIVE), timeoutNs / KEEPALIVES_PER_TIMEOUT),
            timeoutNs,
            settings.get(SessionSettings.REROUTE_TIMEOUT),
            settings.get(SessionSettings.LINGER),
            settings.get(SessionSettings.HANDSHAKE_TIMEOUT),
            settings.get(SessionSettings.RETRY),
            settings.get(SessionSettings.REKEY_AFTER_PACKETS),
            settings.get(SessionSettings.MAX_PACKETS),
            settings.get(SessionSettings.MAX_BUFFERED));
    }
}
