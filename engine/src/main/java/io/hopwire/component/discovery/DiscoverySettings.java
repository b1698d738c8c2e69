package io.hopwire.component.discovery;

import io.hopwire.link.LinkSettings;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;
import io.hopwire.wire.NetworkConstants;

/**
 * Settings of how a node looks for neighbours, and which of them it keeps.
 */
public final class DiscoverySettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("Discovery");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        MAX_OUTGOING_LINKS = GROUP.count("hopwire.max.outgoing.links", NetworkConstants.DEFAULT_ELL, 1, 4096, "links",
            "links that the node opens by itself, the specification's l"),
        CONTACTS_PER_ANSWER = GROUP.count("hopwire.discovery.contacts.per.answer", NetworkConstants.DEFAULT_K, 1, 20,
            "contacts", "contacts that a look-up finds and an answer names, the specification's k"),
        PARALLEL_QUESTIONS = GROUP.count("hopwire.discovery.parallel.questions", NetworkConstants.DEFAULT_ALPHA, 1, 16,
            "questions", "questions of a look-up in flight, the specification's alpha"),
        SIBLINGS = GROUP.count("hopwire.discovery.siblings", 16, 1, 256, "links",
            "closest relays that a relay keeps a link to"),
        BUCKET_LINKS = GROUP.count("hopwire.discovery.bucket.links", 2, 0, 256, "links",
            "links kept in each bucket, whoever opened them: the oldest ones"),
        MAX_LOOKUPS = GROUP.count("hopwire.max.lookups", 16, 2, 1024, "look-ups",
            "look-ups at a time, those for the node's own place included");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Long>
        QUESTION = GROUP.duration("hopwire.discovery.question", "500ms", "1ms", "1h",
            "wait for an answer before the question is asked again"),
        LATE = GROUP.duration("hopwire.discovery.late", "150ms", "1ms", "1h",
            "least time after which a look-up asks a node again; it waits no longer for it where some are silent and " +
            "nothing is lost, for a second answer where datagrams are lost, and twice as long where all answer"),
        FIRST_REFRESH = GROUP.duration("hopwire.discovery.first.refresh", "1s", "1ms", "1h",
            "from the first link to the first refresh; doubles up to the next"),
        REFRESH = GROUP.duration("hopwire.discovery.refresh", "30s", "1ms", "1h",
            "between the refreshes of a settled node"),
        SWEEP = GROUP.duration("hopwire.discovery.sweep", "5s", "1ms", "1h",
            "between two looks for links that nobody needs"),
        IDLE = GROUP.duration("hopwire.discovery.idle", "10s", "1ms", "1h",
            "time for which a link has been of no use before it is closed"),
        DIAL = GROUP.duration("hopwire.discovery.dial", "10m", "1ms", "1d",
            "most between two tries of an address from which nobody has answered us");

    static
    {
        GROUP.reaches(LinkSettings.MAX_LINKS, MAX_OUTGOING_LINKS);
        GROUP.reaches(REFRESH, FIRST_REFRESH);
    }

    private DiscoverySettings()
    {
    }
}
