package io.hopwire.spi;

/**
 * Settings that more than one package needs to know.
 */
public final class NodeSettings
{
    /** All of them. */
    public static final SettingGroup GROUP = new SettingGroup("The node");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<String>
        NETWORK = GROUP.text("hopwire.network", "hopwire", 1, 64,
            "name of the network; nodes of another name are strangers that can not even be spoken to");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Boolean>
        DISCOVERY = GROUP.flag("hopwire.discovery", true, "look for further peers through the known ones"),
        PLAINTEXT_LINKS = GROUP.flag("hopwire.plaintext.links", false, "links without encryption, in a network that " +
            "is trusted as a whole: whoever is on the path reads, changes and forges frames; sessions stay encrypted"),
        BARE_NETWORK = GROUP.flag("hopwire.bare.network", false, "a network of seed 004's bare transmissions over " +
            "UDP and TCP, for peers that speak nothing else: no encryption, no sessions, and a peer is the key " +
            "that it names");

    /** Its name says what it is; its text, its range and its default are in the table of settings. */
    public static final Setting<Integer>
        MTU = GROUP.count("hopwire.mtu", Limits.DEFAULT_MTU, Limits.MIN_MTU, Limits.MAX_MTU, "bytes",
            "largest datagram sent or taken; " +
            "a path is probed for what it carries, from 1200 bytes, which every path does, to this"),
        ID_BITS = GROUP.count("hopwire.id.bits", 256, 1, 256, "bits",
            "bits of a Kademlia id that count, the specification's tau, one value for a whole network"),
        SESSION_WINDOW = GROUP.sizePowerOfTwo("hopwire.session.window", "256k", "2k", "64m",
            "bytes of a session's messages that may be under way in one direction, and that wait to be read"),
        SESSION_INITIAL_WINDOW = GROUP.size("hopwire.session.initial.window", "32k", "2k", "64m",
            "bytes that a peer may send before it has heard from us; at most the window");

    private NodeSettings()
    {
    }
}
