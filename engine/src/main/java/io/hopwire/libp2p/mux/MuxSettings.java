package io.hopwire.libp2p.mux;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of the streams of libp2p's connections.
 */
public final class MuxSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Streams of libp2p");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        INBOUND = GROUP.count("hopwire.libp2p.streams.inbound", 1024, 1, 65_536, "streams",
            "that a peer may have open at a time on one connection; more are reset"),
        OUTBOUND = GROUP.count("hopwire.libp2p.streams.outbound", 1024, 1, 65_536, "streams",
            "that we may have open at a time on one connection"),
        BACKLOG = GROUP.count("hopwire.libp2p.streams.backlog", 256, 1, 65_536, "streams",
            "of ours that a peer has not accepted yet"),
        WINDOW = GROUP.size("hopwire.libp2p.window", "4m", "256k", "64m",
            "that a peer may send of a stream of yamux before it is read, at the most: it begins with the protocol's " +
            "256k, which double while they hold back a peer whose bytes are read at once, and while memory allows"),
        FRAME = GROUP.size("hopwire.libp2p.frame", "64k", "1k", "1m",
            "most bytes of a stream in one frame that we send"),
        BUFFER = GROUP.size("hopwire.libp2p.mplex.buffer", "4m", "64k", "64m",
            "that is kept of a stream of mplex until it is read; with more the stream is reset"),
        CONNECTION_MEMORY = GROUP.size("hopwire.libp2p.connection.memory", "16m", "256k", "1g",
            "that is kept of all streams of a connection until it is read"),
        RESETS = GROUP.count("hopwire.libp2p.resets", 512, 16, 65_536, "streams",
            "whose reset waits for the peer to read; with more the connection ends"),
        PONGS = GROUP.count("hopwire.libp2p.pongs", 32, 1, 1024, "pings",
            "whose answer waits for the peer to read; with more the connection ends");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        PING = GROUP.duration("hopwire.libp2p.mux.ping", "30s", "1s", "1h",
            "silence after which yamux asks whether a peer is there"),
        PING_TIMEOUT = GROUP.duration("hopwire.libp2p.mux.ping.timeout", "20s", "100ms", "1h",
            "silence after that, with which the connection ends"),
        UNREAD = GROUP.duration("hopwire.libp2p.mux.unread", "30s", "100ms", "1h",
            "time that a peer may read nothing of what is more than bytes of streams");

    private MuxSettings()
    {
    }
}
