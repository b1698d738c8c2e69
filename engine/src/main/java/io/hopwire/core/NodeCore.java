package io.hopwire.core;

import io.hopwire.circuit.CircuitTable;
import io.hopwire.component.dht.DhtComponent;
import io.hopwire.component.dht.Neighbours;
import io.hopwire.component.discovery.DiscoveryComponent;
import io.hopwire.component.discovery.DiscoverySettings;
import io.hopwire.component.discovery.Neighbourhood;
import io.hopwire.component.neighbour.ComponentTable;
import io.hopwire.component.option.ConnectionOptions;
import io.hopwire.component.option.OptionSettings;
import io.hopwire.component.payload.Broadcasts;
import io.hopwire.component.payload.Speaks;
import io.hopwire.component.payload.Ways;
import io.hopwire.component.payload.WhisperSizes;
import io.hopwire.component.payload.Whispers;
import io.hopwire.component.session.SessionComponent;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.OwnAddress;
import io.hopwire.crypto.Sha256;
import io.hopwire.link.BareLinks;
import io.hopwire.link.Link;
import io.hopwire.link.LinkHandler;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.link.Part;
import io.hopwire.link.SealedLinks;
import io.hopwire.link.TransmissionSender;
import io.hopwire.routing.RoutingMemory;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.DatagramDoor;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Events;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.ResultOwners;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.Operation;
import io.hopwire.wire.compress.Codecs;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * The core of a node that speaks seed 004 between neighbours: links, circuits, sessions, discovery, broadcasts,
 * messages for one key, stored values, and the components of its user, put together.
 * <pre>
 *   datagram ──► LinkTable ──► plaintext ─┬─ first byte 0: transmission of messages ──► Operations
 *                                         ├─ below 0: messages of a user's component ──► ComponentTable
 *                                         └─ else: a cell ──► CircuitTable ─┬─ forwarded: LinkTable, outbox
 *                                                                           └─ ours: SessionComponent ──► Events
 *   command ──► the part that knows its type
 *   deadline ─► TimerQueue ──► whoever set it
 *   result of slow work ──► ResultOwners ──► whoever asked
 * </pre>
 * Not thread-safe.
 */
public final class NodeCore implements Core
{
    /** Timers that one deadline fires: each is an input's worth of outputs, so few. */
    private static final int TIMERS_PER_DEADLINE = 1;
    /** Things made ahead in a row: a packet that comes meanwhile waits. */
    private static final int MAX_AHEAD = 4;

    private final CryptoProvider crypto;
    private final Events events;
    private final TimerQueue timers = new TimerQueue();
    private final LinkTable links;
    private final MessageBatch messages;
    private final ResultOwners results;
    private final RoutingTable table;
    private final CircuitTable circuits;
    private final SessionComponent sessions;
    private final DiscoveryComponent discovery;
    private final ComponentTable components;
    private final Operations operations;
    /**
     * In this order news of a link go round, and in the other one the end of the node. Circuits are broken before
     * discovery hears that their link is down: it asks them which links are in use, and opens new ones. Sessions are
     * ended before links, which carry their last words; components of the user's come last, so that the node has taken
     * its place when they hear of a peer, and first at the end, while everything still works.
     */
    private final Part[] parts;
    /** Those of them that gather: each duty cycle asks them several times, and no others. */
    private final Part[] gathering;
    /** The part that has more to say while the node closes. */
    private int closing;

    /**
     * A node that shares its memory with no other.
     *
     * @param config of the node; read here and not changed later.
     * @param crypto real, or the simulator's.
     * @param lent   by the host.
     */
    public NodeCore(final CoreConfig config, final CryptoProvider crypto, final Services lent)
    {
        this(config, crypto, lent, new CoreMemory(crypto, Limits.MAX_KEPT, new Codecs(false)));
    }

    /**
     * A node.
     *
     * @param config of the node; read here and not changed later.
     * @param crypto real, or the simulator's.
     * @param lent   by the host.
     * @param memory that nodes of one thread share.
     */
    public NodeCore(
        final CoreConfig config, final CryptoProvider crypto, final Services lent, final CoreMemory memory)
    {
        final Settings settings = config.conclude();
        final OwnAddress own = new OwnAddress(new UnsafeBuffer(config.publicKey()), config.newAddressSpace());
        final Services services = lent.with(timers);
        this.crypto = crypto;
        events = services.events();
        results = services.results();
        clearLevels(services.counters());
        links = newLinks(config, services, memory);
        final TransmissionSender transmissions = new TransmissionSender(links, settings, services.counters());
        messages = new MessageBatch(transmissions, Byte.SIZE * own.space().length());
        table = newTable(config, services.entropy(), memory.routing(), own);
        circuits = new CircuitTable(settings, LinkRole.RELAY == config.role(), own, services, messages);
        sessions = new SessionComponent(settings, crypto, own, services, circuits);
        circuits.handler(sessions);
        discovery = new DiscoveryComponent(settings, new Neighbourhood(
            own, config.role(), services, messages, circuits::usesLink, table, memory.lookups()));
        final Broadcasts broadcasts = new Broadcasts(settings, own, services, transmissions);
        final Speaks speaks = new Speaks(settings, own, services, messages);
        final DhtComponent dht = new DhtComponent(
            settings,
            new Neighbours(
                own, config.role(), settings.get(DiscoverySettings.CONTACTS_PER_ANSWER), services, messages, table,
                discovery),
            config.newStore(services.entropy()));
        final Whispers whispers = new Whispers(settings, new Ways(
            own, config.role(), services, messages, table, discovery,
            WhisperSizes.of(config.link().identityScheme(), settings)));
        final ConnectionOptions options = new ConnectionOptions(settings, own, services, messages);
        components = new ComponentTable(
            config.newComponents(), own, links, services, config.get(NodeSettings.BARE_NETWORK));
        operations = new Operations(
            own, messages, services.counters(), memory.links().packer(), OptionSettings.accepted(settings))
            .register(Operation.PING, discovery::onPing, links::onPingAnswer)
            .register(Operation.SET_CONNECTION_OPT, options::onSet, options::onAnswer)
            .register(Operation.SHOUT, broadcasts::onShout, null)
            .register(Operation.SPEAK, speaks::onSpeak, speaks::onAnswer)
            .registerSealed(Operation.WHISPER, whispers::onWhisper, whispers::onAnswer)
            .register(Operation.FIND_NODE, discovery::onFindNode, discovery::onFindNodeAnswer)
            .register(Operation.FIND_VALUE, dht::onFindValue, dht::onFindValueAnswer)
            .register(Operation.STORE, dht::onStore, dht::onStoreAnswer)
            .register(Operation.CUSTOM, components::onCustom, null);
        final Part[] always = { links, discovery, broadcasts, speaks, whispers, dht, options, components };
        parts = config.get(NodeSettings.BARE_NETWORK) ? always : withCircuits(always);
        closing = parts.length - 1;
        gathering = Arrays.stream(parts).filter(Part::gathers).toArray(Part[]::new);
    }

    /** Behind the links. Cells are no part of the bare format: there nobody is asked for a route, or asks for one. */
    private Part[] withCircuits(final Part[] others)
    {
        operations.register(Operation.ROUTE, circuits::onRequest, circuits::onAnswer);
        final Part[] all = new Part[others.length + 2];
        all[0] = others[0];
        all[1] = circuits;
        all[2] = sessions;
        System.arraycopy(others, 1, all, 3, others.length - 1);
        return all;
    }

    private LinkTable newLinks(final CoreConfig config, final Services services, final CoreMemory memory)
    {
        return config.get(NodeSettings.BARE_NETWORK) ?
            new BareLinks(config.link(), services, memory.links(), new LinkNews()) :
            new SealedLinks(config.link(), services, memory.links(), new LinkNews());
    }

    @Override
    public void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        links.onDatagram(addressId, buffer, offset, length, nowNs);
        messages.flush();
    }

    @Override
    public void onAddressClosed(final int addressId, final int reason, final long nowNs)
    {
        links.onAddressClosed(addressId, nowNs);
        messages.flush();
    }

    /**
     * Ask somebody about datagrams that are no frames, before they are rejected.
     *
     * @param door asked from now on, within {@link #onDatagram}.
     */
    public void door(final DatagramDoor door)
    {
        links.door(door);
    }

    @Override
    public void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        results.onResult(buffer, offset, length, nowNs);
        messages.flush();
    }

    @Override
    public int onDeadline(final long nowNs)
    {
        final int fired = timers.poll(nowNs, TIMERS_PER_DEADLINE);
        messages.flush();
        return fired;
    }

    /**
     * {@inheritDoc}
     * <p>
     * All at once, because waiting has just begun: spread over the polls that follow, it makes each of them longer, and
     * with it the way to the poll that finds the answer. Takes some hundred nanoseconds after a packet, nothing when it
     * was called already.
     */
    @Override
    public void onIdle()
    {
        int made = 0;
        while (made < MAX_AHEAD && crypto.workAhead())
        {
            made++;
        }
    }

    @Override
    public long nextDeadlineNs()
    {
        return timers.nextDeadlineNs();
    }

    @Override
    public boolean flush(final long nowNs)
    {
        boolean hasMore = false;
        for (final Part part : gathering)
        {
            hasMore |= part.flush(nowNs);
        }
        return hasMore;
    }

    @Override
    public void onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        boolean isTaken = false;
        for (int i = 0; i < parts.length && !isTaken; i++)
        {
            isTaken = parts[i].onCommand(type, buffer, offset, length, nowNs);
        }
        if (!isTaken)
        {
            events.onAnswer(type, Commands.correlationId(buffer, offset), Commands.UNKNOWN, buffer, offset, 0);
        }
        messages.flush();
    }

    @Override
    public long offer(
        final int sessionId, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        return sessions.offer(sessionId, buffer, offset, length, nowNs);
    }

    @Override
    public long offerAside(
        final int sessionId,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        return sessions.offerAside(sessionId, isReliable, buffer, offset, length);
    }

    @Override
    public int offerPart(
        final int sessionId,
        final int total,
        final int done,
        final DirectBuffer buffer,
        final int offset,
        final long nowNs)
    {
        return sessions.offerPart(sessionId, total, done, buffer, offset, nowNs);
    }

    @Override
    public int maxMessageLength()
    {
        return sessions.maxMessageLength();
    }

    @Override
    public int maxMessageLength(final int sessionId)
    {
        return sessions.maxMessageLength(sessionId);
    }

    @Override
    public boolean onClose(final long nowNs)
    {
        if (closing >= 0 && !parts[closing].onClose(nowNs))
        {
            closing--;
        }
        messages.flush();
        return closing >= 0;
    }

    /**
     * Links to neighbours, to look at.
     *
     * @return the links.
     */
    public LinkTable links()
    {
        return links;
    }

    /**
     * Contacts, to look at. Other threads read it through a {@link io.hopwire.routing.RoutingTableReader}.
     *
     * @return the routing table.
     */
    public RoutingTable routingTable()
    {
        return table;
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        timers.inspect(inspector);
        for (final Part part : parts)
        {
            part.inspect(inspector);
        }
    }

    /** Whatever was here before: a new node has nothing yet. */
    private static void clearLevels(final Counters counters)
    {
        counters.set(SystemCounter.LINKS_UP, 0);
        counters.set(SystemCounter.CIRCUITS_OPEN, 0);
        counters.set(SystemCounter.SESSIONS_OPEN, 0);
        counters.set(SystemCounter.CONTACTS, 0);
        counters.set(SystemCounter.DHT_RECORDS, 0);
    }

    private static RoutingTable newTable(
        final CoreConfig config, final EntropySource entropy, final RoutingMemory scratch, final OwnAddress own)
    {
        final int addressLength = own.space().length();
        final UnsafeBuffer ownId = new UnsafeBuffer(new byte[Sha256.LENGTH]);
        own.space().nodeId(own.bytes(), 0, ownId, 0);
        if (config.growingContacts())
        {
            return new RoutingTable(
                config.maxContacts(), addressLength, ownId, 0, config.routing(), entropy.nextLong(), scratch);
        }
        final int length = RoutingTable.requiredLength(config.maxContacts(), addressLength);
        // On the heap: other threads may read the table when the node has ended, so nobody could free it.
        final UnsafeBuffer memory = new UnsafeBuffer(new byte[length]);
        return new RoutingTable(
            memory, config.maxContacts(), addressLength, ownId, 0, config.routing(), entropy.nextLong());
    }

    /**
     * What the links tell.
     */
    private final class LinkNews implements LinkHandler
    {
        public void onLinkUp(final Link link, final long nowNs)
        {
            // First: a part may close the link again.
            events.onLinkUp(link.identity(), Link.ADDRESS_OFFSET, link.addressId(), link.peerRole(), link.rttNs());
            for (final Part part : parts)
            {
                part.onLinkUp(link, nowNs);
            }
        }

        public void onLinkDown(final Link link, final int reason, final long nowNs)
        {
            for (final Part part : parts)
            {
                part.onLinkDown(link, reason, nowNs);
            }
            events.onLinkDown(link.identity(), Link.ADDRESS_OFFSET, reason);
        }

        public void onLinkFailed(final Link link, final int reason, final long nowNs)
        {
            for (final Part part : parts)
            {
                part.onLinkFailed(link, reason, nowNs);
            }
        }

        public void onFrame(
            final Link link, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            final byte first = buffer.getByte(offset);
            if (first == FrameKinds.TRANSMISSION)
            {
                operations.onTransmission(link, buffer, offset, length, nowNs);
            }
            else if (FrameKinds.isComponent(first))
            {
                link.lastUsedNs(nowNs);
                components.onFrame(link, buffer, offset, length, nowNs);
            }
            else
            {
                circuits.onFrame(link, buffer, offset, length, nowNs);
            }
        }
    }
}
