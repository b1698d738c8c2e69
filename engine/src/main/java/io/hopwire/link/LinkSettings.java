package io.hopwire.link;

import io.hopwire.spi.Limits;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of links between neighbours.
 */
public final class LinkSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Links");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        MAX_LINKS = GROUP.count("hopwire.max.links", 1024, 1, 65_536, "links", "links, whoever opened them"),
        PEERS_SHARE = GROUP.count("hopwire.link.peers.share", 75, 1, 100, "%", "most of these that peers open; the " +
            "rest is kept for links that the node opens"),
        PER_NETWORK = GROUP.count("hopwire.link.per.network", 16, 1, 65_536, "links", "links that the peers of one " +
            "network, /24 of IPv4 or /48 of IPv6, may keep while they are in use, however many others want in"),
        MAX_HANDSHAKES = GROUP.count("hopwire.link.max.handshakes", 256, 2, 65_536, "handshakes",
            "handshakes at a time, both directions together"),
        MAX_TIMESTAMPS = GROUP.powerOfTwo("hopwire.link.max.timestamps", 1024, 8, 1 << 20, "keys",
            "keys without a link whose last handshake is remembered, so that nobody can replay it"),
        COOKIE_THRESHOLD = GROUP.count("hopwire.link.cookie.threshold", 64, -1, 1 << 20, "requests",
            "slow requests in flight above which a stranger must prove its address; -1: it always must"),
        COOKIES_PER_SECOND = GROUP.count("hopwire.link.cookies.per.second", 1_000, 1, 1_000_000, "answers",
            "answers a second, to whoever comes, that a proof of address is demanded"),
        COOKIES_OF_NETWORK = GROUP.count("hopwire.link.cookies.of.network", 4, 1, 65_536, "answers",
            "such answers a second to each network, /24 of IPv4 or /48 of IPv6, when those to whoever comes are spent"),
        HANDSHAKES_OF_NETWORK = GROUP.count("hopwire.link.handshakes.of.network", 20, 1, 65_536, "handshakes",
            "handshakes a second that each network, /24 of IPv4 or /48 of IPv6, may begin while the node is under " +
            "load and its peers have to prove their addresses; a quarter of them at once"),
        COMPRESSION_LEAST = GROUP.size("hopwire.compression.least", "200", "1", "16k",
            "of a transmission below which it is not compressed: one message of two addresses and little else"),
        COMPRESSION_GATHER = GROUP.size("hopwire.compression.gather", "8k", "1k", "16k",
            "of messages that share a transmission to a neighbour to whom it is compressed, at the most");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        GRACE = GROUP.duration("hopwire.link.grace", "1s", "0s", "1h",
            "age from which an idle link of a peer may have to go where all places are taken and another one wants in"),
        KEEPALIVE = GROUP.duration("hopwire.keepalive.interval", "1s", "1ms", "1h",
            "silence of ours after which a neighbour that sent something is sent an empty frame"),
        PING = GROUP.duration("hopwire.link.ping.interval", "2s", "1ms", "1h",
            "from one measurement of the round trip of a link in use to the next"),
        IDLE_PING = GROUP.duration("hopwire.idle.ping.interval", "10s", "1ms", "1h", "silence after which an idle " +
            "link is tried; below the 30s for which the shortest-lived address translators keep a mapping"),
        LIVENESS_TIMEOUT = GROUP.duration("hopwire.liveness.timeout", "5s", "1ms", "1h",
            "silence of a neighbour that owes an answer after which its link is dead"),
        HANDSHAKE_TIMEOUT = GROUP.duration("hopwire.link.handshake.timeout", "5s", "1ms", "1h",
            "time after which an attempt to open a link fails"),
        CLOCK_SKEW = GROUP.duration("hopwire.link.clock.skew", "5s", "0s", "365d", "by which the clock of a peer is " +
            "ahead at the most: whose first handshake is not later than our start by more has to prove that it is no " +
            "recording, which costs it a round trip; 0: none has to"),
        HANDSHAKE_RETRY = GROUP.duration("hopwire.link.handshake.retry", "250ms", "1ms", "1h",
            "wait for the first answer of a handshake; doubles with every try"),
        REKEY_AFTER = GROUP.duration("hopwire.link.rekey.after", "120s", "1ms", "365d",
            "age of a key at which a new one is made"),
        REJECT_AFTER = GROUP.duration("hopwire.link.reject.after", "180s", "1ms", "365d",
            "age of a key at which it is no longer used"),
        RETIRE_AFTER = GROUP.duration("hopwire.link.retire.after", "10s", "0s", "1h",
            "time for which a replaced key still opens frames after its last use"),
        REKEY_AFTER_FRAMES = GROUP.longCount("hopwire.rekey.after.frames", Limits.REKEY_AFTER_FRAMES, 1,
            Limits.REKEY_AFTER_FRAMES, "frames", "frames under one key, in one direction, before a new one is made"),
        REJECT_AFTER_FRAMES = GROUP.longCount("hopwire.link.reject.after.frames", Limits.REJECT_AFTER_FRAMES, 2,
            Limits.REJECT_AFTER_FRAMES, "frames", "frames under one key after which sealing is refused"),
        REJECT_AFTER_FORGERIES = GROUP.longCount("hopwire.link.reject.after.forgeries", Limits.MAX_FORGERIES, 2,
            Limits.MAX_FORGERIES, "frames", "frames that are not what they say under one key after which it is no " +
            "longer used, and the link goes down; at half of them a new one is made");

    static
    {
        GROUP.reaches(IDLE_PING, KEEPALIVE);
        GROUP.exceeds(LIVENESS_TIMEOUT, KEEPALIVE);
        GROUP.reaches(HANDSHAKE_TIMEOUT, HANDSHAKE_RETRY);
        GROUP.exceeds(REJECT_AFTER, REKEY_AFTER);
        GROUP.exceeds(REJECT_AFTER_FRAMES, REKEY_AFTER_FRAMES);
    }

    private LinkSettings()
    {
    }
}
