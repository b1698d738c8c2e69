package io.hopwire.core;

import io.hopwire.circuit.CircuitServices;
import io.hopwire.circuit.CircuitTable;
import io.hopwire.component.discovery.DiscoveryComponent;
import io.hopwire.component.discovery.DiscoveryServices;
import io.hopwire.component.neighbour.ComponentTable;
import io.hopwire.component.session.SessionComponent;
import io.hopwire.component.session.SessionServices;
import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.crypto.Sha256;
import io.hopwire.link.Link;
import io.hopwire.link.LinkHandler;
import io.hopwire.link.LinkServices;
import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.routing.RoutingMemory;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.Counters;
import io.hopwire.spi.DatagramDoor;
import io.hopwire.spi.Events;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.CellKinds;
import io.hopwire.wire.ComponentFrame;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All protocol state of one node. It is <i>told</i> datagrams, results of slow work, commands and time, and
 * <i>writes</i> into the sinks it was lent; it reads no clock, no socket and no random source. An agent hosts it on a
 * thread, a simulator hosts thousands of it in one.
 * <pre>
 *   datagram ──► LinkTable ──► plaintext ─┬─ first byte 0: transmission of messages ──► MessageDispatch
 *                                         ├─ below 0: messages of a user's component ──► ComponentTable
 *                                         └─ else: a cell ──► CircuitTable ─┬─ forwarded: LinkTable, outbox
 *                                                                           └─ ours: SessionComponent ──► Events
 *   command ──► SessionComponent ──► CircuitTable ──► LinkTable ──► outbox
 *   deadline ─► TimerQueue ──► whoever set it
 * </pre>
 * Every input causes at most {@link io.hopwire.spi.Limits#MAX_DATAGRAMS_PER_INPUT} datagrams and
 * {@link io.hopwire.spi.Limits#MAX_REQUESTS_PER_INPUT} requests; the host reserves that many before it calls.
 * <p>
 * Not thread-safe: one thread, or one after the other.
 */
public final class NodeCore
{
    /** Timers that one deadline fires: each is an input's worth of outputs, so few. */
    private static final int TIMERS_PER_DEADLINE = 4;
    /** Things made ahead in a row: a packet that comes meanwhile waits. */
    private static final int MAX_AHEAD = 4;

    private final CryptoProvider crypto;
    private final Events events;
    private final TimerQueue timers = new TimerQueue();
    private final LinkTable links;
    private final MessageBatch messages;
    private final HandshakeResult result = new HandshakeResult();
    private final RoutingTable table;
    private final CircuitTable circuits;
    private final SessionComponent sessions;
    private final DiscoveryComponent discovery;
    private final MessageDispatch dispatch;
    private final ComponentTable components;
    private final Counters counters;

    /**
     * A node.
     *
     * @param config   of the node; read here and not changed later.
     * @param crypto   real, or the simulator's.
     * @param services what the host lends.
     */
    public NodeCore(final CoreConfig config, final CryptoProvider crypto, final CoreServices services)
    {
        final UnsafeBuffer publicKey = new UnsafeBuffer(config.publicKey());
        final AddressSpace space = config.newAddressSpace();
        this.crypto = crypto;
        events = services.events();
        counters = services.counters();
        clearLevels(counters);
        final CoreMemory memory =
            null != services.memory() ? services.memory() : new CoreMemory(crypto, Limits.MAX_KEPT);
        links = new LinkTable(
            config.link(),
            crypto,
            new LinkServices(
                services.outbox(), services.requests(), timers.register(this::onLinkTimer), services.entropy(),
                services.addresses(), counters, memory.links()),
            new Neighbours());
        messages = new MessageBatch(links, Byte.SIZE * space.length());
        table = newTable(config, services, memory.routing(), publicKey, space);

        circuits = new CircuitTable(
            config.circuit(),
            new CircuitServices(
                publicKey, space, links, messages, timers.register(this::onSearchTimer),
                timers.register(this::onCircuitTimer), services.entropy(), counters));
        sessions = new SessionComponent(
            config.session(),
            crypto,
            new SessionServices(
                publicKey, space, circuits, services.requests(), timers.register(this::onSessionTimer),
                services.entropy(), events, counters));
        circuits.handler(sessions);
        discovery = new DiscoveryComponent(
            config.discovery(),
            new DiscoveryServices(
                publicKey, space, config.role(), links, circuits::usesLink, messages, table, services.addresses(),
                timers.register(this::onDiscoveryTimer), services.entropy(), events, counters,
                memory.lookups()));
        dispatch = new MessageDispatch(space.length(), circuits, discovery, counters);
        components = new ComponentTable(
            config.newComponents(), links, this::newComponentTimers, services.entropy(), counters);
    }

    /**
     * Keep a link to a peer for ever: the way into the network.
     *
     * @param keyOrNull its public key, where known; without it the peer is taken at its word for who it is.
     * @param keyOffset first of 32 bytes.
     * @param addressId where it is.
     * @param nowNs     time of the duty cycle.
     */
    public void addBootstrap(
        final DirectBuffer keyOrNull, final int keyOffset, final int addressId, final long nowNs)
    {
        discovery.addBootstrap(keyOrNull, keyOffset, addressId, nowNs);
        messages.flush();
    }

    /**
     * A datagram came.
     *
     * @param addressId from where.
     * @param buffer    holds it; may be changed in place.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time of the duty cycle.
     */
    public void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        links.onDatagram(addressId, buffer, offset, length, nowNs);
        messages.flush();
    }

    /**
     * A connection that is an address is gone. Links over it go down at once.
     *
     * @param addressId which; kept until this returns.
     * @param reason    one of {@link io.hopwire.spi.AddressCloseReason}; whatever it is, the links are as dead.
     * @param nowNs     time of the duty cycle.
     */
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

    /**
     * A result of slow work came back.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  time of the duty cycle.
     */
    public void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (result.wrap(buffer, offset).owner() == HandshakeRequest.OWNER_LINK)
        {
            links.onResult(buffer, offset, length, nowNs);
        }
        else
        {
            sessions.onResult(buffer, offset, length, nowNs);
        }
        messages.flush();
    }

    /**
     * Time has passed. Fires a few timers; the host calls again while {@link #nextDeadlineNs()} is due and it has room
     * for outputs.
     *
     * @param nowNs time of the duty cycle.
     * @return timers fired.
     */
    public int onDeadline(final long nowNs)
    {
        final int fired = timers.poll(nowNs, TIMERS_PER_DEADLINE);
        messages.flush();
        return fired;
    }

    /**
     * There is nothing to do: make what the next packets will probably need. Takes some hundred nanoseconds after a
     * packet, nothing when it was called already, and changes nothing but the time that the next packets take.
     * <p>
     * All at once, because waiting has just begun: spread over the polls that follow, it makes each of them longer, and
     * with it the way to the poll that finds the answer.
     */
    public void onIdle()
    {
        int made = 0;
        while (made < MAX_AHEAD && crypto.workAhead())
        {
            made++;
        }
    }

    /**
     * When the core wants to be called.
     *
     * @return time of the next deadline, {@link Long#MAX_VALUE} where there is none.
     */
    public long nextDeadlineNs()
    {
        return timers.nextDeadlineNs();
    }

    /**
     * Hand over what was gathered to leave together: the host calls it before it flushes the outbox, at the end of each
     * duty cycle at least. Causes one datagram at the most.
     *
     * @param nowNs time of the duty cycle.
     */
    public void flush(final long nowNs)
    {
        components.flush(nowNs);
    }

    /**
     * Connect to an endpoint. Ends in {@link Events#onConnected} or {@link Events#onConnectFailed}.
     *
     * @param correlationId comes back.
     * @param key           holds the endpoint's public key.
     * @param keyOffset     first of 32 bytes.
     * @param maxHops       most links of a route.
     * @param minRoutes     least routes.
     * @param maxRoutes     most routes.
     * @param timeoutNs     when to give up, from now.
     * @param nowNs         time of the duty cycle.
     */
    public void connect(
        final long correlationId,
        final DirectBuffer key,
        final int keyOffset,
        final int maxHops,
        final int minRoutes,
        final int maxRoutes,
        final long timeoutNs,
        final long nowNs)
    {
        sessions.connect(correlationId, key, keyOffset, maxHops, minRoutes, maxRoutes, timeoutNs, nowNs);
        messages.flush();
    }

    /**
     * Look for the nodes closest to a key. Where it is begun, exactly one of {@link Events#onFound} and
     * {@link Events#onFindFailed} follows, not from within this call.
     *
     * @param correlationId comes back.
     * @param key           holds the key; it need not be a node's.
     * @param keyOffset     first of 32 bytes.
     * @param nowNs         time of the duty cycle.
     * @return {@link io.hopwire.spi.FindCodes#STARTED}, or another of these codes where it was refused.
     */
    public int find(final long correlationId, final DirectBuffer key, final int keyOffset, final long nowNs)
    {
        final int code = discovery.find(correlationId, key, keyOffset, nowNs);
        messages.flush();
        return code;
    }

    /**
     * Whether others may connect to us.
     *
     * @param listening new value.
     */
    public void listen(final boolean listening)
    {
        sessions.listen(listening);
    }

    /**
     * Hand over a message.
     *
     * @param sessionId of an open session.
     * @param buffer    holds the message; copied.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time of the duty cycle.
     * @return messages handed over since the session began, or a code of {@link io.hopwire.spi.SessionCodes}.
     */
    public long offer(
        final int sessionId, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        return sessions.offer(sessionId, buffer, offset, length, nowNs);
    }

    /**
     * Close a session. {@link Events#onClosed} follows.
     *
     * @param sessionId of an open session.
     * @param nowNs     time of the duty cycle.
     */
    public void closeSession(final int sessionId, final long nowNs)
    {
        sessions.close(sessionId, nowNs);
    }

    /**
     * Ask every hop of a session's route to answer to {@link Events#onTrace}.
     *
     * @param sessionId of an open session.
     * @param nowNs     time of the duty cycle.
     */
    public void trace(final int sessionId, final long nowNs)
    {
        sessions.trace(sessionId, nowNs);
    }

    /**
     * Longest message that one datagram carries.
     *
     * @return bytes.
     */
    public int maxMessageLength()
    {
        return sessions.maxMessageLength();
    }

    /**
     * Longest message of a session: its peer's datagrams may be smaller than ours. May be asked from within events.
     *
     * @param sessionId of the session.
     * @return bytes; 0 for a session that is none.
     */
    public int maxMessageLength(final int sessionId)
    {
        return sessions.maxMessageLength(sessionId);
    }

    /**
     * Close all sessions, then all links. The host flushes the outbox afterwards and calls nothing more.
     *
     * @param nowNs time of the duty cycle.
     */
    public void onClose(final long nowNs)
    {
        components.onClose(nowNs);
        discovery.onClose(nowNs);
        sessions.closeAll(nowNs);
        links.closeAll(nowNs);
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

    /**
     * Tell what the tables hold, to look at: tests do, and the checks of a simulation.
     *
     * @param inspector to tell.
     */
    public void inspect(final Inspector inspector)
    {
        timers.inspect(inspector);
        links.inspect(inspector);
        table.inspect(inspector);
        circuits.inspect(inspector);
        sessions.inspect(inspector);
        discovery.inspect(inspector);
    }

    /** Whatever was here before: a new node has nothing yet. */
    private static void clearLevels(final Counters counters)
    {
        counters.set(SystemCounter.LINKS_UP, 0);
        counters.set(SystemCounter.CIRCUITS_OPEN, 0);
        counters.set(SystemCounter.SESSIONS_OPEN, 0);
        counters.set(SystemCounter.CONTACTS, 0);
    }

    private static RoutingTable newTable(
        final CoreConfig config,
        final CoreServices services,
        final RoutingMemory scratch,
        final DirectBuffer publicKey,
        final AddressSpace space)
    {
        final UnsafeBuffer ownId = new UnsafeBuffer(new byte[Sha256.LENGTH]);
        space.nodeId(publicKey, 0, ownId, 0);
        if (config.growingContacts())
        {
            return new RoutingTable(
                config.maxContacts(),
                space.length(),
                ownId,
                0,
                config.routing(),
                services.entropy().nextLong(),
                scratch);
        }
        final int length = RoutingTable.requiredLength(config.maxContacts(), space.length());
        final UnsafeBuffer memory =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, BitUtil.CACHE_LINE_LENGTH));
        return new RoutingTable(
            memory,
            config.maxContacts(),
            space.length(),
            ownId,
            0,
            config.routing(),
            services.entropy().nextLong());
    }

    private Timers newComponentTimers(final int number)
    {
        return timers.register((timerId, nowNs) -> components.onTimer(number, timerId, nowNs));
    }

    private void onLinkTimer(final int timerId, final long nowNs)
    {
        links.onTimer(timerId, nowNs);
    }

    private void onSearchTimer(final int timerId, final long nowNs)
    {
        circuits.onSearchTimer(timerId, nowNs);
    }

    private void onCircuitTimer(final int timerId, final long nowNs)
    {
        circuits.onCircuitTimer(timerId, nowNs);
    }

    private void onSessionTimer(final int timerId, final long nowNs)
    {
        sessions.onTimer(timerId, nowNs);
    }

    private void onDiscoveryTimer(final int timerId, final long nowNs)
    {
        discovery.onTimer(timerId, nowNs);
    }

    /**
     * What the links tell.
     */
    private final class Neighbours implements LinkHandler
    {
        public void onLinkUp(final Link link, final long nowNs)
        {
            events.onLinkUp(link.identity(), Link.ADDRESS_OFFSET, link.addressId(), link.peerRole(), link.rttNs());
            discovery.onLinkUp(link, nowNs);
            components.onLinkUp(link, nowNs);
        }

        public void onLinkDown(final Link link, final int reason, final long nowNs)
        {
            circuits.onLinkDown(link, nowNs);
            discovery.onLinkGone(link, true, reason, nowNs);
            components.onLinkDown(link, nowNs);
            events.onLinkDown(link.identity(), Link.ADDRESS_OFFSET, reason);
        }

        public void onLinkFailed(final Link link, final int reason, final long nowNs)
        {
            discovery.onLinkGone(link, false, reason, nowNs);
        }

        public void onFrame(
            final Link link, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            final byte first = buffer.getByte(offset);
            if (first == CellKinds.TRANSMISSION)
            {
                dispatch.onTransmission(link, buffer, offset, length, nowNs);
            }
            else if (ComponentFrame.isComponent(first))
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
