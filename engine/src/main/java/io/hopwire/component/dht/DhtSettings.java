package io.hopwire.component.dht;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of what the network stores under keys.
 */
public final class DhtSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Stored values");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        MAX_KEY = GROUP.count("hopwire.dht.max.key", 64, 1, 128, "bytes", "longest key"),
        QUORUM = GROUP.count("hopwire.dht.quorum", 0, 0, 20, "nodes",
            "nodes that must have said yes before a change is made; 0: the majority of those closest to the key"),
        MAX_CHANGES = GROUP.count("hopwire.dht.max.changes", 16, 1, 1024, "changes",
            "changes, and readings of a majority, of this node under way"),
        MAX_READINGS = GROUP.count("hopwire.dht.max.readings", 16, 1, 1024, "readings",
            "readings of this node under way that take the first answer"),
        MAX_REQUESTS = GROUP.powerOfTwo("hopwire.dht.max.requests", 512, 32, 1 << 15, "requests",
            "questions to other nodes under way for changes and republishing"),
        TRIES = GROUP.count("hopwire.dht.tries", 4, 1, 16, "tries", "times that a node is asked before it is given up"),
        MAX_RECORDS = GROUP.count("hopwire.dht.max.records", 100_000, 1, 1 << 26, "records",
            "records that the node keeps for others, a quarter of it copies along the path at the most"),
        MAX_HELD = GROUP.powerOfTwo("hopwire.dht.max.held", 256, 1, 1 << 16, "answers",
            "answers that wait until what they acknowledge lasts"),
        MAX_CHECKS = GROUP.count("hopwire.dht.max.checks", 128, 8, 1024, "signatures",
            "signatures of records that are being checked, or were forged not long ago"),
        MAX_CHECKS_OF_WRITER = GROUP.count("hopwire.dht.max.checks.of.writer", 8, 1, 1024, "signatures",
            "the same of records that one neighbour has brought");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        MAX_BYTES = GROUP.longSize("hopwire.dht.max.bytes", "64m", "4k", "64g",
            "memory for records, with their keys"),
        MAX_BYTES_OF_WRITER = GROUP.longSize("hopwire.dht.max.bytes.of.writer", "16m", "4k", "64g",
            "the same of records that one neighbour has brought"),
        TIMEOUT = GROUP.duration("hopwire.dht.timeout", "20s", "1ms", "1h",
            "time after which a change or a reading has failed"),
        FIRST_WAIT = GROUP.duration("hopwire.dht.first.wait", "250ms", "1ms", "1h",
            "least time without an answer after which a question is asked again"),
        TTL = GROUP.duration("hopwire.dht.ttl", "1d", "1s", "365d", "how long a value is kept where nobody says"),
        MAX_TTL = GROUP.duration("hopwire.dht.max.ttl", "30d", "1s", "365d",
            "longest time that the node keeps anything"),
        REPUBLISH = GROUP.duration("hopwire.dht.republish", "1h", "1s", "1d",
            "time without a STORE of a record after which who keeps it stores it at the nodes closest to it"),
        CACHE = GROUP.duration("hopwire.dht.cache", "60s", "0s", "1h",
            "how long a copy is kept at the closest node that did not have it; half of it for each node closer to " +
            "the key than that one; 0: no copies"),
        CLOCK_SKEW = GROUP.duration("hopwire.dht.clock.skew", "30s", "1ms", "1h",
            "how far the clocks of those who store may be ahead"),
        LOCK_GRACE = GROUP.duration("hopwire.dht.lock.grace", "1s", "0s", "1h",
            "time after the end of somebody's lock before it is taken, for his clock may be behind"),
        FORGED_PAUSE = GROUP.duration("hopwire.dht.forged.pause", "10s", "0s", "1h",
            "how long a forged signature counts as one that is being checked, against whoever brought it");

    static
    {
        GROUP.reaches(MAX_TTL, TTL);
    }

    private DhtSettings()
    {
    }
}
