package io.hopwire.component.payload;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of what reaches the whole network.
 */
public final class BroadcastSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Broadcast");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        LIFETIME = GROUP.duration("hopwire.shout.lifetime", "30s", "1s", "1h",
            "age at which a SHOUT is not taken any more, and how far its sender's clock may be ahead; it is " +
            "remembered for twice as long at least; the same of a SPEAK"),
        SPEAK_AGAIN = GROUP.duration("hopwire.speak.again", "200ms", "1ms", "1m",
            "least time after which a neighbour that has not acknowledged a SPEAK is told again; longer where " +
            "answers take longer, and each time twice as long"),
        SPEAK_LONGEST = GROUP.duration("hopwire.speak.longest", "2s", "1ms", "1m",
            "most time from one time that a neighbour is told a SPEAK to the next");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        MAX_SEEN = GROUP.count("hopwire.shout.max.seen", 1 << 20, SeenMessages.TABLES, 1 << 26, "messages",
            "SHOUTs remembered of each two lifetimes, at most 32 bytes each; what is beyond is refused"),
        PER_ORIGIN = GROUP.count("hopwire.shout.per.origin", 500, 1, 10_000_000, "a second",
            "SHOUTs of one sender taken from one neighbour, and of the node's own; as many at once as of a second"),
        PER_LINK = GROUP.count("hopwire.shout.per.link", 1000, 1, 10_000_000, "a second",
            "SHOUTs taken from one neighbour, whoever sent them; as many at once as of a second"),
        SPEAK_TRIES = GROUP.count("hopwire.speak.tries", 6, 1, 100, "times",
            "a neighbour is told a SPEAK before it is taken not to hear it"),
        SPEAK_REQUESTS = GROUP.powerOfTwo("hopwire.speak.requests", 256, 2, 1 << 16, "neighbours",
            "that are told a SPEAK at a time, of all SPEAKs; the others wait"),
        QUEUE = GROUP.powerOfTwo("hopwire.shout.queue", 256, 2, 1 << 16, "transmissions",
            "SHOUTs under way to the neighbours, as many in each as a datagram of 1,200 bytes carries");

    private BroadcastSettings()
    {
    }
}
