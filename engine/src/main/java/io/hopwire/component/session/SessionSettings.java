package io.hopwire.component.session;

import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of sessions, besides their windows in {@link NodeSettings}.
 */
public final class SessionSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Sessions");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        MAX_SESSIONS = GROUP.count("hopwire.max.sessions", 16_384, 1, 1 << 20, "sessions",
            "sessions that end at the node, connects under way among them; where a peer begins one more, one that " +
            "was never used, or an idle one of a peer that has many, gives way"),
        MAX_SESSIONS_PER_PEER = GROUP.count("hopwire.session.max.per.peer", 1 << 20, 1, 1 << 20, "sessions",
            "of those, how many one peer may have begun"),
        MAX_HANDSHAKES = GROUP.count("hopwire.session.max.handshakes", 1024, 1, 65_536, "handshakes",
            "sessions that peers have begun, that were answered and are not yet confirmed, at a time; then one that " +
            "is late, or of whom has many, gives way; half as many may wait for an answer; and connects of ours, " +
            "64 at most, others wait"),
        ACCEPTS_PER_SECOND = GROUP.count("hopwire.session.accepts.per.second", 1_000_000, 1, 1_000_000, "sessions",
            "sessions that peers may begin in a second; more wait, so that a crowd of them does not take the " +
            "processor from those that are open, and the neighbours by which they come take turns"),
        MAX_MESSAGE = GROUP.size("hopwire.session.max.message", "16m", "1k", "255m",
            "longest message that is sent or taken; a longer one than a packet travels in parts"),
        ACK_EVERY = GROUP.count("hopwire.session.ack.every", 8, 1, 8192, "packets",
            "packets in order after which an acknowledgement leaves at once");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Congestion>
        CONGESTION = GROUP.choice("hopwire.session.congestion", Congestion.values(), Congestion.NEWRENO,
            "what limits the packets under way: newreno or cubic, which are paced and share a bottleneck with " +
            "others, the second for long routes that carry much, or fixed, for a network that is never overloaded");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        MAX_ACK_DELAY = GROUP.duration("hopwire.session.max.ack.delay", "1ms", "1us", "10s",
            "longest time that an acknowledgement waits for a message to travel with"),
        KEEPALIVE = GROUP.duration("hopwire.session.keepalive", "2s", "1ms", "1h",
            "silence after which a peer is asked whether it lives; at most a quarter of the session's timeout"),
        IDLE_KEEPALIVE = GROUP.duration("hopwire.session.idle.keepalive", "5s", "1ms", "1h",
            "the same for the only route of a session that had nothing to say for as long as its timeout: its " +
            "initiator asks; at most half of that timeout"),
        TIMEOUT = GROUP.duration("hopwire.session.timeout", "10s", "1ms", "1h",
            "silence after which a route is dead, and a session whose last one it is looks for another"),
        REROUTE_TIMEOUT = GROUP.duration("hopwire.session.reroute.timeout", "15s", "1ns", "1h",
            "time for which a session that has lost its last route looks for another before it ends"),
        LINGER = GROUP.duration("hopwire.session.linger", "1s", "1ns", "1h",
            "longest time that the close of a session waits for acknowledgements"),
        HANDSHAKE_TIMEOUT = GROUP.duration("hopwire.session.handshake.timeout", "10s", "1ms", "1h",
            "time for a peer to confirm a session that it began"),
        UNUSED_GRACE = GROUP.duration("hopwire.session.unused.grace", "1s", "1ms", "1h",
            "time for which a session that a peer began, and that has not carried a message, keeps its place though " +
            "a newcomer needs one"),
        RETRY = GROUP.duration("hopwire.session.retry", "500ms", "1ms", "1h",
            "pause before another search for a route"),
        REKEY_AFTER_PACKETS = GROUP.longPowerOfTwo("hopwire.session.rekey.after.packets",
            Limits.REKEY_AFTER_FRAMES / 2, 16, 1L << 40, "packets",
            "packets under one key; then comes the next key of the chain"),
        MAX_PACKETS = GROUP.longCount("hopwire.session.max.packets", 1L << 56, 16, 1L << 56, "packets",
            "packets of a session in one direction; then it ends as exhausted"),
        MAX_FORGERIES = GROUP.longCount("hopwire.session.max.forgeries", Limits.MAX_FORGERIES, 1, Limits.MAX_FORGERIES,
            "packets", "packets that are not what they say after which a session ends as exhausted"),
        MAX_BUFFERED = GROUP.longSize("hopwire.session.max.buffered", "256m", "64k", "64g",
            "bytes of messages kept for all sessions together");

    private SessionSettings()
    {
    }
}
