package io.hopwire.component.discovery;

import io.hopwire.crypto.Sha256;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.routing.ContactList;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.MsgPackDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keeps a node in its place: the configured links up, the routing table filled with relays that have answered for
 * themselves, and links to the relays closest to its own id, over which the recursive search of others finds it.
 * <p>
 * A node looks for itself when its first link is up and then ever less often; every second look-up is for a random key,
 * which fills the far buckets. Not thread-safe; driven by the core.
 */
public final class DiscoveryComponent
{
    private static final int KEY_LENGTH = 32;
    private static final int REFRESH_TIMER = 0;
    private static final int TICK_TIMER = 1;
    private static final int FIRST_BOOTSTRAP_TIMER = 2;
    private static final long TICK_NS = 100_000_000L;
    private static final int RANDOM_WIDTH = 8;

    private final DiscoveryConfig config;
    private final DiscoveryServices services;
    private final Timers timers;
    private final RoutingTable table;
    private final NodeMessages messages;
    private final Bootstrap bootstrap;
    private final Lookup lookup;
    private final ContactList contacts;
    private final NodeMessages.Answer answer;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final UnsafeBuffer randomKey = new UnsafeBuffer(new byte[KEY_LENGTH]);
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[KEY_LENGTH]);
    private final Sha256 sha256 = new Sha256();
    private long refreshNs;
    private int refreshes;
    private boolean started;

    /**
     * For one node.
     *
     * @param config   how to look.
     * @param services what it is given.
     */
    public DiscoveryComponent(final DiscoveryConfig config, final DiscoveryServices services)
    {
        this.config = config;
        this.services = services;
        this.timers = services.timers();
        this.table = services.table();
        this.messages = new NodeMessages(services);
        this.bootstrap = new Bootstrap(services.links(), timers, FIRST_BOOTSTRAP_TIMER);
        this.lookup = new Lookup(config, services, messages);
        this.contacts = new ContactList(config.constants().k());
        this.answer = new NodeMessages.Answer(2 * config.constants().k());
        this.refreshNs = config.firstRefreshNs();
    }

    /**
     * Keep a link to a peer for ever.
     *
     * @param keyOrNull its public key, where known.
     * @param keyOffset first of 32 bytes.
     * @param addressId where it is; retained here.
     * @param nowNs     time of the duty cycle.
     */
    public void addBootstrap(
        final DirectBuffer keyOrNull, final int keyOffset, final int addressId, final long nowNs)
    {
        services.addresses().retain(addressId);
        bootstrap.add(keyOrNull, keyOffset, addressId, nowNs);
    }

    /**
     * A link came up: its peer has proved its key and answers from its address.
     *
     * @param link  that came up.
     * @param nowNs time of the duty cycle.
     */
    public void onLinkUp(final Link link, final long nowNs)
    {
        bootstrap.onLinkUp(link);
        if (link.peerRole() == LinkRole.RELAY)
        {
            services.addresses().copyTo(link.addressId(), address, 0);
            final int result = table.insertVerified(
                link.peerKey(), 0, link.peerNodeId(), 0, address, 0, link.peerRole(), nowNs);
            if (result < 0)
            {
                services.counters().reject(RejectCode.CONTACT);
            }
            table.setLink(link.peerNodeId(), 0, link.id());
            services.counters().set(SystemCounter.CONTACTS, table.size());
        }
        lookup.onLinkUp(link, nowNs);
        if (config.enabled() && !started)
        {
            started = true;
            timers.schedule(REFRESH_TIMER, nowNs);
        }
    }

    /**
     * A link went down or never came up.
     *
     * @param link  in question.
     * @param wasUp whether it had been up.
     * @param nowNs time of the duty cycle.
     */
    public void onLinkGone(final Link link, final boolean wasUp, final long nowNs)
    {
        bootstrap.onLinkGone(link, nowNs);
        if (link.isPeerKeyKnown())
        {
            table.setLink(link.peerNodeId(), 0, RoutingTable.UNKNOWN);
            table.markFailed(link.peerNodeId(), 0);
        }
        lookup.onLinkGone(link, nowNs);
        if (wasUp && started)
        {
            refreshSoon(nowNs);
        }
    }

    /**
     * FIND_NODE came.
     *
     * @param link    it came by.
     * @param payload of the message.
     * @param buffer  that the payload lies in.
     * @param nowNs   time of the duty cycle.
     */
    public void onFindNode(final Link link, final MsgPackDecoder payload, final DirectBuffer buffer, final long nowNs)
    {
        final boolean valid = payload.readArrayHeader() == 1 && payload.readBinary() == KEY_LENGTH &&
            payload.remaining() == 0;
        if (!valid)
        {
            services.counters().reject(RejectCode.PAYLOAD);
            return;
        }
        final int target = payload.valueOffset();
        sha256.nodeId(buffer, target, KEY_LENGTH, id, 0);
        table.closest(id, 0, config.constants().k(), contacts);
        messages.ackFindNode(link, buffer, target, contacts, nowNs);
        services.counters().increment(SystemCounter.FIND_NODE_ANSWERED);
    }

    /**
     * PING came.
     *
     * @param link  it came by.
     * @param nowNs time of the duty cycle.
     */
    public void onPing(final Link link, final long nowNs)
    {
        messages.ackPing(link, nowNs);
    }

    /**
     * The answer to FIND_NODE came.
     *
     * @param link    it came by.
     * @param payload behind the acknowledged operation.
     * @param fields  of the payload's array.
     * @param buffer  that the payload lies in.
     * @param nowNs   time of the duty cycle.
     */
    public void onFindNodeAnswer(
        final Link link, final MsgPackDecoder payload, final int fields, final DirectBuffer buffer, final long nowNs)
    {
        if (!answer.decode(payload, fields))
        {
            services.counters().reject(RejectCode.PAYLOAD);
        }
        else if (!lookup.isAbout(buffer, answer.targetOffset))
        {
            services.counters().reject(RejectCode.UNSOLICITED);
        }
        else if (lookup.onAnswer(link, buffer, answer, nowNs))
        {
            table.markSeen(link.peerNodeId(), 0, nowNs);
        }
        else
        {
            services.counters().reject(RejectCode.UNSOLICITED);
        }
    }

    /**
     * A timer fired.
     *
     * @param timerId which.
     * @param nowNs   time of the duty cycle.
     */
    public void onTimer(final int timerId, final long nowNs)
    {
        if (timerId == REFRESH_TIMER)
        {
            onRefresh(nowNs);
        }
        else if (timerId == TICK_TIMER)
        {
            lookup.onTick(nowNs);
            tickWhileActive(nowNs);
        }
        else if (bootstrap.ownsTimer(timerId))
        {
            bootstrap.onTimer(timerId, nowNs);
        }
    }

    private void onRefresh(final long nowNs)
    {
        if (!lookup.isActive())
        {
            if ((refreshes++ & 1) == 0)
            {
                lookup.begin(services.publicKey(), 0, config.siblings(), contacts, nowNs);
            }
            else
            {
                services.entropy().nextBytes(randomKey.byteArray(), 0, KEY_LENGTH);
                lookup.begin(randomKey, 0, RANDOM_WIDTH, contacts, nowNs);
            }
            tickWhileActive(nowNs);
        }
        timers.schedule(REFRESH_TIMER, nowNs + jittered(refreshNs));
        refreshNs = Math.min(config.refreshNs(), refreshNs * 2);
    }

    /** A neighbour is gone: look for the next one soon. */
    private void refreshSoon(final long nowNs)
    {
        refreshNs = config.firstRefreshNs();
        refreshes &= ~1;
        final long soonNs = nowNs + jittered(config.firstRefreshNs());
        if (config.enabled() && timers.deadlineNs(REFRESH_TIMER) - soonNs > 0)
        {
            timers.schedule(REFRESH_TIMER, soonNs);
        }
    }

    private void tickWhileActive(final long nowNs)
    {
        if (lookup.isActive())
        {
            timers.schedule(TICK_TIMER, nowNs + TICK_NS);
        }
    }

    /** Three quarters to five quarters, so that nodes that began together do not stay together. */
    private long jittered(final long ns)
    {
        return ns - (ns >> 2) + (services.entropy().nextLong() >>> 1) % (ns >> 1);
    }
}
