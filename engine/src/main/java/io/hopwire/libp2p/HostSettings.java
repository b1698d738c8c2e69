package io.hopwire.libp2p;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of a libp2p host: what its peers together, and each of them, may have of it. Limits of the streams of one
 * connection are {@link io.hopwire.libp2p.mux.MuxSettings}.
 */
public final class HostSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Hosts of libp2p");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        CONNECTIONS = GROUP.count("hopwire.libp2p.connections", 1280, 1, 65_536, "connections",
            "that are open at a time, whoever opened them, and also those of which it is not known yet who is there"),
        INBOUND_CONNECTIONS = GROUP.count("hopwire.libp2p.connections.inbound", 768, 0, 65_536, "connections",
            "that peers opened and that carry streams; where all are taken one of a network with many, or an idle " +
            "one, makes room for who comes"),
        TRANSIENT_CONNECTIONS = GROUP.count("hopwire.libp2p.connections.transient", 256, 1, 65_536, "connections",
            "of which it is not known yet who is there; as many that peers open, and as many that we dial; " +
            "of the former an old one, or one of a network with many, makes room for who comes"),
        NETWORK_CONNECTIONS = GROUP.count("hopwire.libp2p.connections.network", 256, 1, 65_536, "connections",
            "that peers of one network, /24 of IPv4 or /48 of IPv6, opened and are open at a time; " +
            "of our own site each host counts for itself, and those on this host are not counted"),
        NETWORK_TRANSIENT = GROUP.count("hopwire.libp2p.connections.network.transient", 32, 1, 65_536, "connections",
            "of these of which it is not known yet who is there"),
        PEER_CONNECTIONS = GROUP.count("hopwire.libp2p.connections.peer", 8, 1, 1024, "connections",
            "with one peer; where both sides dial at once, one that the peer with the greater id dialled is kept"),
        STREAMS = GROUP.count("hopwire.libp2p.streams", 16_384, 1, 1 << 20, "streams",
            "that are open at a time on all connections"),
        PEER_STREAMS = GROUP.count("hopwire.libp2p.streams.peer", 2048, 1, 1 << 20, "streams",
            "that one peer may have open at a time on all of its connections; more are reset"),
        NETWORK_STREAMS = GROUP.count("hopwire.libp2p.streams.network", 4096, 1, 1 << 20, "streams",
            "that all peers of one network may have open at a time, and no more than are left for all others; " +
            "more are reset"),
        PROTOCOL_STREAMS = GROUP.count("hopwire.libp2p.streams.protocol", 4096, 1, 1 << 20, "streams",
            "of one protocol that peers may have open at a time, those of one network no more than are left for all " +
            "others; more are reset"),
        STREAM_RATE = GROUP.count("hopwire.libp2p.streams.rate", 5000, 1, 1_000_000, "streams",
            "that one peer may open in a second; more are reset"),
        RESET_RATE = GROUP.count("hopwire.libp2p.resets.rate", 1000, 1, 1_000_000, "streams",
            "that one peer may reset in a second after it opened them; with more the connection ends"),
        HANDSHAKES = GROUP.count("hopwire.libp2p.handshakes", 256, 1, 4096, "handshakes",
            "that are under way at a time, as many that peers begin and as many that we do; " +
            "a connection beyond them is closed"),
        PEERS = GROUP.count("hopwire.libp2p.peers", 4096, 1, 1 << 20, "peers",
            "that the peer store knows; the one that was not heard of for the longest time makes room, " +
            "of those that have only spoken of themselves where there are some"),
        PEER_ADDRESSES = GROUP.count("hopwire.libp2p.peer.addresses", 32, 1, 128, "addresses",
            "that the peer store keeps of one peer"),
        PEER_PROTOCOLS = GROUP.count("hopwire.libp2p.peer.protocols", 128, 1, 256, "protocols",
            "that the peer store keeps of one peer");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        MEMORY = GROUP.longSize("hopwire.libp2p.memory", "256m", "1m", "64g",
            "that is kept of all streams until it is read; of those with peers of one network " +
            "no more than is left for all others"),
        RECORD_MEMORY = GROUP.longSize("hopwire.libp2p.record.memory", "64m", "128k", "16g",
            "for records of which a part has come");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        EARLY_MEMORY = GROUP.size("hopwire.libp2p.early.memory", "512k", "8k", "16m",
            "that is kept of what a peer sends before its handshake is made; with more the connection ends");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        UPGRADE_TIMEOUT = GROUP.duration("hopwire.libp2p.upgrade.timeout", "10s", "10ms", "1h",
            "from the dial of a connection, or its acceptance, until it carries streams"),
        NEGOTIATION_TIMEOUT = GROUP.duration("hopwire.libp2p.negotiation.timeout", "10s", "10ms", "1h",
            "until a stream has a protocol"),
        CLOSE_TIMEOUT = GROUP.duration("hopwire.libp2p.close.timeout", "60s", "10ms", "24h",
            "that a peer may be silent on a stream of which our side has ended and its side has not; then it is reset"),
        GRACE = GROUP.duration("hopwire.libp2p.grace", "1s", "0s", "1h",
            "age from which an idle connection of a peer may have to make room for another one"),
        DRAIN = GROUP.duration("hopwire.libp2p.drain", "10s", "10ms", "1h",
            "that handlers have to take what came before a peer closed its connection");

    static
    {
        GROUP.reaches(CONNECTIONS, INBOUND_CONNECTIONS);
    }

    private HostSettings()
    {
    }
}
