package io.hopwire.core;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.component.dht.DhtSettings;
import io.hopwire.component.discovery.DiscoverySettings;
import io.hopwire.component.payload.BroadcastSettings;
import io.hopwire.component.payload.WhisperSettings;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.link.LinkSettings;
import io.hopwire.routing.RoutingSettings;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;

import java.util.List;
import java.util.Locale;

/**
 * The most memory that the tables of a node may have, by its settings, whatever its peers do: how many there may be of
 * each thing that a peer can make the node keep, times what one takes at the most, with AES-256-GCM and keys prepared
 * for it. What does not depend on peers, as rings between threads, and what an application has handed over, is not in
 * it; nor is {@code hopwire.inbox.memory}, which is a limit of its own and off the heap. Immutable.
 *
 * @param items what it is the sum of.
 */
public record MemoryBudget(List<Item> items)
{
    private static final int KIB = 1 << 10;
    /** Four pairs of keys, of 11 KiB with their tables and key streams, and the link itself. */
    private static final int LINK = 46 * KIB;
    private static final int HANDSHAKE = 2 * KIB;
    private static final int TIMESTAMP = 64;
    private static final int ADDRESS_COUNT = 48;
    /** With the keys, the state of both directions, and what it knows of its routes. */
    private static final int SESSION = 20 * KIB;
    private static final int SESSION_HANDSHAKE = 4 * KIB;
    private static final int CIRCUIT = 256;
    private static final int SEARCH = 2 * KIB;
    private static final int SEEN = 32;
    private static final int TRANSMISSION = 2 * KIB;
    private static final int WHISPER = 4 * KIB;
    private static final int PATH = 128;
    /** The memory of a record doubles when it grows, and has a place in several indexes. */
    private static final int RECORD_GROWTH = 2;
    private static final int RECORD_REQUEST = KIB;
    private static final int HELD_ANSWER = 2 * KIB;
    private static final int CHANGE = 16 * KIB;
    private static final int LOOKUP = 64 * KIB;
    private static final int CONTACT = 256;
    /** Whatever is there once: codecs, scratch memory, hosts that are doubted, tables that are empty. */
    private static final int ONCE = 2 * KIB * KIB;

    /**
     * Things of one kind.
     *
     * @param what  in words, with the setting that bounds them.
     * @param count how many at the most.
     * @param each  bytes of one at the most.
     */
    public record Item(String what, long count, long each)
    {
        /** {@return bytes of all of them} */
        public long bytes()
        {
            return count * each;
        }
    }

    /**
     * Of a node.
     *
     * @param config of the node.
     * @return its budget.
     */
    public static MemoryBudget of(final CoreConfig config)
    {
        final int links = config.get(LinkSettings.MAX_LINKS);
        final int batch = Math.max(config.get(NodeSettings.MTU), config.get(LinkSettings.COMPRESSION_GATHER));
        return new MemoryBudget(List.of(
            new Item("links, hopwire.max.links", links, LINK),
            new Item("messages that leave together, of each link", links, batch),
            new Item("handshakes, hopwire.link.max.handshakes", config.get(LinkSettings.MAX_HANDSHAKES), HANDSHAKE),
            new Item("timestamps, hopwire.link.max.timestamps", config.get(LinkSettings.MAX_TIMESTAMPS), TIMESTAMP),
            new Item("links and handshakes by address and network",
                links + config.get(LinkSettings.MAX_HANDSHAKES), 4 * ADDRESS_COUNT),
            new Item("sessions, hopwire.max.sessions", config.get(SessionSettings.MAX_SESSIONS), SESSION),
            new Item("connects, hopwire.session.max.handshakes",
                config.get(SessionSettings.MAX_HANDSHAKES), SESSION + SESSION_HANDSHAKE),
            new Item("messages, hopwire.session.max.buffered", 1, config.get(SessionSettings.MAX_BUFFERED)),
            new Item("circuits, hopwire.max.circuits", config.get(CircuitSettings.MAX_CIRCUITS), CIRCUIT),
            new Item("searches, hopwire.circuit.max.searches", config.get(CircuitSettings.MAX_SEARCHES), SEARCH),
            new Item("SHOUTs remembered, hopwire.shout.max.seen", config.get(BroadcastSettings.MAX_SEEN), SEEN),
            new Item("SHOUTs under way, hopwire.shout.queue", config.get(BroadcastSettings.QUEUE), TRANSMISSION),
            new Item("SPEAKs, hopwire.speak.requests", config.get(BroadcastSettings.SPEAK_REQUESTS), TRANSMISSION),
            new Item("WHISPERs, hopwire.whisper.at.a.time", config.get(WhisperSettings.AT_A_TIME), WHISPER),
            new Item("ways of WHISPERs, hopwire.whisper.paths", config.get(WhisperSettings.PATHS), PATH),
            new Item("records, hopwire.dht.max.bytes", RECORD_GROWTH, config.get(DhtSettings.MAX_BYTES)),
            new Item("questions for records, hopwire.dht.max.requests",
                config.get(DhtSettings.MAX_REQUESTS), RECORD_REQUEST),
            new Item("answers held back, hopwire.dht.max.held", config.get(DhtSettings.MAX_HELD), HELD_ANSWER),
            new Item("signatures to check, hopwire.dht.max.checks", config.get(DhtSettings.MAX_CHECKS), HELD_ANSWER),
            new Item("changes and readings, hopwire.dht.max.changes and .readings",
                config.get(DhtSettings.MAX_CHANGES) + config.get(DhtSettings.MAX_READINGS), CHANGE),
            new Item("look-ups, hopwire.max.lookups", config.get(DiscoverySettings.MAX_LOOKUPS), LOOKUP),
            new Item("contacts, hopwire.max.contacts", config.get(RoutingSettings.MAX_CONTACTS), CONTACT),
            new Item("what is there once", 1, ONCE)));
    }

    /**
     * The most that may be at the worker at a time on account of peers: handshakes of links and of sessions, and
     * signatures of records.
     *
     * @param config of the node.
     * @return requests.
     */
    public static int requests(final CoreConfig config)
    {
        return config.get(LinkSettings.MAX_HANDSHAKES) + Limits.MAX_KEY_AGREEMENTS +
            config.get(DhtSettings.MAX_CHECKS);
    }

    /** {@return the sum, bytes} */
    public long bytes()
    {
        return items.stream().mapToLong(Item::bytes).sum();
    }

    /**
     * A line for each, and one for the sum.
     *
     * @return text.
     */
    @Override
    public String toString()
    {
        final StringBuilder text = new StringBuilder();
        for (final Item item : items)
        {
            text.append(String.format(
                Locale.ROOT, "%12d KiB  %9d of %9d B  %s%n", item.bytes() / KIB, item.count, item.each, item.what));
        }
        return text.append(String.format(Locale.ROOT, "%12d KiB  in all%n", bytes() / KIB)).toString();
    }
}
