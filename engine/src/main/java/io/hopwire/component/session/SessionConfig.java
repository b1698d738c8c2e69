package io.hopwire.component.session;

import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Settings;

import java.util.concurrent.TimeUnit;

/**
 * The {@link SessionSettings}, read once, because packets ask for them.
 */
record SessionConfig(
    String networkName,
    int maxSessions,
    int maxSessionsPerPeer,
    int maxHandshakes,
    int acceptsPerSecond,
    int window,
    int initialWindow,
    int maxMessageLength,
    int ackEvery,
    Congestion congestion,
    long maxAckDelayNs,
    long keepaliveNs,
    long idleKeepaliveNs,
    long timeoutNs,
    long rerouteNs,
    long lingerNs,
    long handshakeTimeoutNs,
    long unusedGraceNs,
    long retryNs,
    long rekeyAfterPackets,
    long maxPackets,
    long maxForgeries,
    long maxBufferedBytes)
{
    /** Signs of life within a timeout, at the least. */
    private static final int KEEPALIVES_PER_TIMEOUT = 4;
    private static final int IDLE_KEEPALIVES_PER_TIMEOUT = 2;

    /** Bytes that a packet has at the least where there is much to send: more are not needed for a window. */
    private static final int SMALL_PACKET = 1024;
    private static final int FEW_PACKETS = 16;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    static SessionConfig of(final Settings settings)
    {
        final long timeoutNs = settings.get(SessionSettings.TIMEOUT);
        return new SessionConfig(
            settings.get(NodeSettings.NETWORK),
            settings.get(SessionSettings.MAX_SESSIONS),
            settings.get(SessionSettings.MAX_SESSIONS_PER_PEER),
            settings.get(SessionSettings.MAX_HANDSHAKES),
            settings.get(SessionSettings.ACCEPTS_PER_SECOND),
            settings.get(NodeSettings.SESSION_WINDOW),
            Math.min(settings.get(NodeSettings.SESSION_INITIAL_WINDOW), settings.get(NodeSettings.SESSION_WINDOW)),
            settings.get(SessionSettings.MAX_MESSAGE),
            settings.get(SessionSettings.ACK_EVERY),
            settings.get(SessionSettings.CONGESTION),
            settings.get(SessionSettings.MAX_ACK_DELAY),
            Math.min(settings.get(SessionSettings.KEEPALIVE), timeoutNs / KEEPALIVES_PER_TIMEOUT),
            Math.min(settings.get(SessionSettings.IDLE_KEEPALIVE), timeoutNs / IDLE_KEEPALIVES_PER_TIMEOUT),
            timeoutNs,
            settings.get(SessionSettings.REROUTE_TIMEOUT),
            settings.get(SessionSettings.LINGER),
            settings.get(SessionSettings.HANDSHAKE_TIMEOUT),
            settings.get(SessionSettings.UNUSED_GRACE),
            settings.get(SessionSettings.RETRY),
            settings.get(SessionSettings.REKEY_AFTER_PACKETS),
            settings.get(SessionSettings.MAX_PACKETS),
            settings.get(SessionSettings.MAX_FORGERIES),
            settings.get(SessionSettings.MAX_BUFFERED));
    }

    /**
     * {@return sessions that wait for their turn with the worker, at most: as many as begin while one may wait}
     */
    int maxQueued()
    {
        return (int)Math.min(maxHandshakes / 2, AcceptPace.MAX_WAIT_NS * acceptsPerSecond / SECOND_NS);
    }

    /**
     * {@return packets in flight at most, a power of two}
     */
    int maxPacketsInFlight()
    {
        return Math.max(FEW_PACKETS, window / SMALL_PACKET);
    }

    /** {@return packets remembered at most, a power of two} */
    int maxPacketsRemembered()
    {
        return 2 * maxPacketsInFlight();
    }
}
