package io.hopwire.component.payload;

import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;

/**
 * Settings of messages for one key.
 */
public final class WhisperSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Whisper");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        TIMEOUT = GROUP.duration("hopwire.whisper.timeout", "20s", "1ms", "10m",
            "time after which it is not known what became of a WHISPER of the node's own"),
        AGAIN = GROUP.duration("hopwire.whisper.again", "250ms", "1ms", "1m",
            "least time after which a neighbour is handed the same WHISPER again; longer where answers take longer, " +
            "and each time twice as long"),
        LONGEST = GROUP.duration("hopwire.whisper.longest", "2s", "1ms", "1m",
            "most time from one time that a neighbour is handed a WHISPER to the next"),
        DIAL = GROUP.duration("hopwire.whisper.dial", "2s", "1ms", "1m",
            "time that a link may take that is opened to hand a WHISPER over; then it goes another way"),
        PATH = GROUP.duration("hopwire.whisper.path", "20s", "1s", "10m",
            "time for which the way back is remembered of a WHISPER that passes, or came");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        TRIES = GROUP.count("hopwire.whisper.tries", 4, 1, 100, "times",
            "a neighbour is handed a WHISPER before another one is"),
        NEIGHBOURS = GROUP.count("hopwire.whisper.neighbours", 3, 1, 16, "neighbours",
            "that are handed a WHISPER to pass on, one after the other; as many again when its key was looked up"),
        AT_A_TIME = GROUP.powerOfTwo("hopwire.whisper.at.a.time", 16, 1, 1 << 10, "messages",
            "WHISPERs of the node's own that are under way at a time, some 3,000 bytes each"),
        PER_LINK = GROUP.count("hopwire.whisper.per.link", 400, 1, 10_000_000, "a second",
            "WHISPERs taken from one neighbour, whoever sent them; as many at once as of a second"),
        PER_ORIGIN = GROUP.count("hopwire.whisper.per.origin", 200, 1, 10_000_000, "a second",
            "WHISPERs of one sender taken from one neighbour; as many at once as of a second"),
        RSA_PER_LINK = GROUP.count("hopwire.whisper.rsa.per.link", 50, 1, 10_000_000, "a second",
            "sealed WHISPERs of RSA keys that are opened for one neighbour, each of which takes the worker a " +
            "millisecond"),
        RSA_PER_SECOND = GROUP.count("hopwire.whisper.rsa.per.second", 400, 1, 10_000_000, "a second",
            "sealed WHISPERs of RSA keys that are opened for all neighbours together"),
        PASSES = GROUP.count("hopwire.whisper.passes", 32, 1, 127, "times",
            "a node passes the same WHISPER on, or acknowledges it, while it remembers its way back"),
        PATHS = GROUP.powerOfTwo("hopwire.whisper.paths", 4096, 64, 1 << 20, "messages",
            "WHISPERs whose way back is remembered, 96 bytes each; the oldest is forgotten for a new one");

    private WhisperSettings()
    {
    }
}
