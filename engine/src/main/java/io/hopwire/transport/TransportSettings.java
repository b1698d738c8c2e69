package io.hopwire.transport;

import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of sockets, besides {@link NodeSettings#MTU}.
 */
public final class TransportSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Sockets");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        RECEIVE_BUFFER = GROUP.size("hopwire.socket.rcvbuf", "2m", "1", "1g",
            "asked of the kernel for datagrams not read yet; it silently gives less where its own limit is lower"),
        SEND_BUFFER = GROUP.size("hopwire.socket.sndbuf", "2m", "1", "1g",
            "asked of the kernel for datagrams not sent yet; it silently gives less where its own limit is lower"),
        OUTBOX_SLOTS = GROUP.powerOfTwo("hopwire.outbox.slots", 4 * Limits.MAX_DATAGRAMS_PER_INPUT,
            Limits.MAX_DATAGRAMS_PER_INPUT, 1 << 16, "datagrams", "datagrams that one duty cycle can send"),
        MAX_ADDRESSES = GROUP.count("hopwire.max.addresses", 16_384, 1, AddressTable.MAX_CAPACITY, "addresses",
            "network addresses remembered, 64 bytes each: every link and contact, and as many strangers again"),
        TCP_MAX_CONNECTIONS = GROUP.count("hopwire.tcp.max.connections", 1536, 1, 1 << 16, "connections",
            "connections of TCP, whoever opened them; peers get three quarters of them at the most: " +
            "room for all links that they may have, and for as many half-open ones as there may be"),
        TCP_MAX_HALF_OPEN = GROUP.count("hopwire.tcp.max.half.open", 128, 1, 1 << 16, "connections",
            "connections of TCP that no link uses yet, of those opened here and of those accepted; of these " +
            "one that is silent, old, or of a network that has many, is closed where all are taken and a peer comes"),
        TCP_BUFFER = GROUP.size("hopwire.tcp.buffer", "64k", "2400", "16m",
            "what waits at a connection for room in the kernel, twice the MTU at the least; more is lost"),
        STREAM_BUFFER = GROUP.size("hopwire.stream.buffer", "128k", "68k", "16m",
            "what waits at a connection of bytes for room in the kernel; who writes waits for more");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        TCP_HALF_OPEN_TIMEOUT = GROUP.duration("hopwire.tcp.half.open.timeout", "10s", "1ms", "1h",
            "time for which a connection of TCP may stay without a link");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Boolean>
        UDP = GROUP.flag("hopwire.udp", true, "a socket of UDP; false lives on links of TCP only"),
        RAW_SOCKETS = GROUP.flag("hopwire.raw.sockets", true,
            "use the path without allocation where the JVM opens it; false keeps to Java's public API"),
        UDP_OFFLOAD = GROUP.flag("hopwire.udp.offload", true,
            "many datagrams in one call where the kernel can (UDP_SEGMENT and UDP_GRO of Linux)"),
        UDP_PROMOTION = GROUP.flag("hopwire.udp.promotion", true, "connected sockets for the two peers that most of " +
            "the traffic is with, where the system can: a tenth less time there and back");

    private TransportSettings()
    {
    }
}
