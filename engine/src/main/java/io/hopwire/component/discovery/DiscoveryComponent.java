package io.hopwire.component.discovery;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.link.Link;
import io.hopwire.link.LinkCloseReason;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkWorth;
import io.hopwire.link.NodeSearch;
import io.hopwire.link.Part;
import io.hopwire.routing.Distance;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Commands;
import io.hopwire.spi.FoundContact;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.MsgPackDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keeps a node in its place: the configured links up, the routing table filled with relays that have answered for
 * themselves, links to the relays closest to its own id, over which the recursive search of others finds it, and few
 * others; and looks keys up for whoever asks. Not thread-safe; driven by the core.
 */
public final class DiscoveryComponent implements Part, NodeSearch
{
    /** Links that are opened for others at a time, each by a request; the other half of an input's is for look-ups. */
    private static final int MAX_DIALS = Limits.MAX_REQUESTS_PER_INPUT / 2;
    private static final int REFRESH_TIMER = 0;
    private static final int SWEEP_TIMER = 1;
    private static final int PROBE_TIMER = 2;
    private static final int FIRST_LOOKUP_TIMER = 3;
    /** Failures in a row after which a contact is forgotten. */
    private static final int FORGET = 5;

    private final boolean enabled;
    private final long sweepNs;
    private final Neighbourhood near;
    private final Timers timers;
    private final RoutingTable table;
    private final NodeMessages messages;
    private final Bootstrap bootstrap;
    private final Contacts contacts;
    private final Dialer dialer;
    private final Lookups lookups;
    private final LinkKeeper keeper;
    private final Refresher refresher;
    private final Prober prober;
    private final NodeMessages.Answer answer;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private final AddressSpace space;
    private final Commands.Find findCommand = new Commands.Find();
    private long dialedNs;
    private int dials;
    private boolean started;
    private boolean closed;

    /**
     * For one node.
     *
     * @param settings {@link DiscoverySettings}.
     * @param near     where it works.
     */
    public DiscoveryComponent(final Settings settings, final Neighbourhood near)
    {
        enabled = settings.get(NodeSettings.DISCOVERY);
        sweepNs = settings.get(DiscoverySettings.SWEEP);
        this.near = near;
        this.timers = near.services().timers().register(this::onTimer);
        this.table = near.table();
        this.space = near.own().space();
        final int k = settings.get(DiscoverySettings.CONTACTS_PER_ANSWER);
        messages = new NodeMessages(near, k);
        bootstrap = new Bootstrap(
            space.length(),
            near.services().addresses(),
            near.links(),
            timers,
            FIRST_LOOKUP_TIMER + settings.get(DiscoverySettings.MAX_LOOKUPS));
        space.nodeId(near.own().bytes(), 0, id, 0);
        contacts = new Contacts(table, near.services().entropy(), id, k);
        dialer = new Dialer(settings, near);
        keeper = new LinkKeeper(settings, near, contacts, dialer, this::isInUse);
        dialer.roomMaker(keeper::makeRoom);
        near.links().worth(this::worthOf);
        refresher = new Refresher(settings, near, timers, REFRESH_TIMER, contacts, keeper);
        prober = new Prober(near, timers, PROBE_TIMER, contacts, dialer, refresher);
        lookups = new Lookups(
            settings, near, messages, contacts, dialer, timers, FIRST_LOOKUP_TIMER, refresher::onLookupEnd);
        refresher.lookups(lookups);
        answer = new NodeMessages.Answer(2 * k, space.length());
    }

    @Override
    public boolean onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        switch (type)
        {
            case Commands.BOOTSTRAP:
                onBootstrap(new Commands.Bootstrap().wrap(buffer, offset, length), nowNs);
                return true;

            case Commands.FIND:
                lookups.find(findCommand.wrap(buffer, offset, length), nowNs);
                return true;

            default:
                return false;
        }
    }

    @Override
    public void onLinkUp(final Link link, final long nowNs)
    {
        final boolean isOnly = 1 == near.links().upCount();
        final boolean isNews =
            bootstrap.onLinkUp(link) && (isOnly || !contacts.isVerified(link.identity(), Link.NODE_ID_OFFSET));
        if (link.peerRole() == LinkRole.RELAY)
        {
            insert(link, nowNs);
            table.setLink(link.identity(), Link.NODE_ID_OFFSET, link.id());
            near.services().counters().set(SystemCounter.CONTACTS, table.size());
        }
        dialer.onLinkUp(link);
        prober.onLinkUp(link);
        lookups.onLinkUp(link, nowNs);
        if (isNews)
        {
            refresher.introduceBy(link, nowNs);
        }
        if (enabled && !started)
        {
            started = true;
            refresher.start(nowNs);
            prober.start(nowNs);
            timers.schedule(SWEEP_TIMER, nowNs + jittered(sweepNs));
        }
    }

    /**
     * The address of a contact is what others are told: that of its link, where it has answered. The far end of a
     * connection that the peer opened is no place where anybody could reach it.
     */
    private void insert(final Link link, final long nowNs)
    {
        if (!AddressKind.isDialable(near.services().addresses().kind(link.addressId())))
        {
            return;
        }
        near.services().addresses().copyTo(link.addressId(), address, 0);
        final int result = table.insertVerified(
            link.identity(), Link.ADDRESS_OFFSET, link.identity(), Link.NODE_ID_OFFSET, address, 0, link.peerRole(),
            nowNs);
        if (result < 0)
        {
            near.services().counters().reject(RejectCode.CONTACT);
        }
    }

    @Override
    public void onLinkDown(final Link link, final int reason, final long nowNs)
    {
        onLinkGone(link, true, reason, nowNs);
    }

    @Override
    public void onLinkFailed(final Link link, final int reason, final long nowNs)
    {
        onLinkGone(link, false, reason, nowNs);
    }

    private void onLinkGone(final Link link, final boolean wasUp, final int reason, final long nowNs)
    {
        if (closed)
        {
            return;
        }
        final boolean onPurpose = isOnPurpose(link, wasUp, reason);
        final boolean replaced = reason == LinkCloseReason.REPLACED;
        bootstrap.onLinkGone(link, wasUp, reason, nowNs);
        if (link.isPeerKeyKnown())
        {
            final boolean isLost = wasUp && !onPurpose && keeper.isSibling(link);
            table.setLink(link.identity(), Link.NODE_ID_OFFSET, RoutingTable.UNKNOWN);
            if (!onPurpose && !replaced)
            {
                onFailure(link, nowNs);
            }
            if (isLost)
            {
                refresher.soon(nowNs);
            }
        }
        if (wasUp && near.links().upCount() == 0)
        {
            refresher.again(nowNs);
            bootstrap.onAlone(nowNs);
        }
        lookups.onLinkGone(link, onPurpose || replaced, nowNs);
    }

    /**
     * FIND_NODE came; see {@link io.hopwire.link.MessageOwner}.
     *
     * @param link     it came by.
     * @param buffer   holds the message.
     * @param toOffset first byte of our key.
     * @param payload  of the message.
     * @param nowNs    time of the duty cycle.
     */
    public void onFindNode(
        final Link link, final DirectBuffer buffer, final int toOffset, final MsgPackDecoder payload, final long nowNs)
    {
        final boolean valid = payload.readArrayHeader() == 1 && payload.readBinary() == space.length() &&
            payload.remaining() == 0;
        if (!valid)
        {
            near.services().counters().reject(RejectCode.PAYLOAD);
            return;
        }
        nameClosest(link, buffer, payload.valueOffset(), nowNs);
    }

    @Override
    public void nameClosest(final Link asker, final DirectBuffer target, final int offset, final long nowNs)
    {
        space.nodeId(target, offset, id, 0);
        messages.ackFindNode(asker, target, offset, contacts, contacts.closest(id, 0), nowNs);
        near.services().counters().increment(SystemCounter.FIND_NODE_ANSWERED);
    }

    @Override
    public boolean begin(
        final Seeker seeker, final int token, final DirectBuffer target, final int offset, final long nowNs)
    {
        return !closed && lookups.seek(seeker, token, target, offset, nowNs);
    }

    @Override
    public int stop(final Seeker seeker, final int token, final long nowNs)
    {
        return lookups.stop(seeker, token, nowNs);
    }

    @Override
    public boolean isAsked(final Seeker seeker, final int token, final Link link)
    {
        return lookups.isAsked(seeker, token, link);
    }

    @Override
    public DirectBuffer found()
    {
        return lookups.foundContacts();
    }

    @Override
    public void dial(final DirectBuffer contact, final int offset, final long nowNs)
    {
        dials = nowNs == dialedNs ? dials + 1 : 1;
        dialedNs = nowNs;
        if (!closed && dials <= MAX_DIALS)
        {
            dialer.dialKnown(
                contact, offset + FoundContact.KEY_OFFSET, contact, offset + FoundContact.ADDRESS_OFFSET, nowNs);
        }
    }

    /**
     * PING came; see {@link io.hopwire.link.MessageOwner}.
     *
     * @param link     it came by.
     * @param buffer   holds the message.
     * @param toOffset first byte of our key.
     * @param payload  of the message, which says nothing.
     * @param nowNs    time of the duty cycle.
     */
    public void onPing(
        final Link link, final DirectBuffer buffer, final int toOffset, final MsgPackDecoder payload, final long nowNs)
    {
        messages.ackPing(link, nowNs);
    }

    /**
     * The answer to FIND_NODE came; see {@link io.hopwire.link.AnswerOwner}.
     *
     * @param link    it came by.
     * @param isAck   whether it is an ACK: nobody refuses this question.
     * @param payload behind the operation.
     * @param fields  of the payload's array.
     * @param buffer  that the payload lies in.
     * @param nowNs   time of the duty cycle.
     */
    public void onFindNodeAnswer(
        final Link link,
        final boolean isAck,
        final MsgPackDecoder payload,
        final int fields,
        final DirectBuffer buffer,
        final long nowNs)
    {
        if (!isAck)
        {
            near.services().counters().reject(RejectCode.UNSOLICITED);
        }
        else if (!decode(link, payload, fields, buffer))
        {
            near.services().counters().reject(RejectCode.PAYLOAD);
        }
        else if (lookups.onAnswer(link, buffer, answer, nowNs))
        {
            table.markSeen(link.identity(), Link.NODE_ID_OFFSET, nowNs);
        }
        else
        {
            near.services().counters().reject(RejectCode.UNSOLICITED);
        }
    }

    private boolean decode(
        final Link link, final MsgPackDecoder payload, final int fields, final DirectBuffer buffer)
    {
        near.services().addresses().copyTo(link.addressId(), answer.namer(), 0);
        if (!answer.decode(payload, fields, buffer))
        {
            return false;
        }
        for (int i = 0; i < answer.unknownKinds; i++)
        {
            near.services().counters().reject(RejectCode.ADDRESS_KIND);
        }
        for (int i = 0; i < answer.outOfScope; i++)
        {
            near.services().counters().reject(RejectCode.ADDRESS_SCOPE);
        }
        return true;
    }

    private void onTimer(final int timerId, final long nowNs)
    {
        if (timerId == REFRESH_TIMER)
        {
            refresher.onTimer(nowNs);
        }
        else if (timerId == SWEEP_TIMER)
        {
            keeper.sweep(nowNs);
            timers.schedule(SWEEP_TIMER, nowNs + jittered(sweepNs));
        }
        else if (timerId == PROBE_TIMER)
        {
            prober.onTimer(nowNs);
        }
        else if (lookups.ownsTimer(timerId))
        {
            lookups.onTimer(timerId, nowNs);
        }
        else if (bootstrap.ownsTimer(timerId))
        {
            bootstrap.onTimer(timerId, nowNs);
        }
    }

    /**
     * {@inheritDoc}
     * <p>
     * Whoever waits for a look-up is told. From then on nobody is asked or dialled because a link went down.
     */
    @Override
    public boolean onClose(final long nowNs)
    {
        closed = true;
        lookups.onClose(nowNs);
        return false;
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        table.inspect(inspector);
        inspector.gauge(SystemCounter.CONTACTS, table.size());
        inspector.agree("timer of sweeps", timers.deadlineNs(SWEEP_TIMER) < Long.MAX_VALUE || !started ? 1 : 0, 1);
        lookups.inspect(inspector);
        bootstrap.inspect(inspector);
    }

    private void onBootstrap(final Commands.Bootstrap command, final long nowNs)
    {
        bootstrap.put(command, nowNs);
        near.services().events().onAnswer(
            Commands.BOOTSTRAP, command.correlationId(), Commands.OK, command.buffer(), 0, 0);
    }

    /** Who hears nobody at all is cut off himself: that says nothing of others, and is no reason to forget them. */
    private void onFailure(final Link link, final long nowNs)
    {
        prober.onFailure(link, nowNs);
        final boolean isAlone = near.links().upCount() == 0;
        if (table.markFailed(link.identity(), Link.NODE_ID_OFFSET) >= FORGET && !isAlone)
        {
            table.remove(link.identity(), Link.NODE_ID_OFFSET);
            near.services().counters().set(SystemCounter.CONTACTS, table.size());
        }
    }

    private int worthOf(final Link link)
    {
        final boolean isSibling =
            enabled && contacts.isVerified(link.identity(), Link.NODE_ID_OFFSET) && keeper.isSibling(link);
        return bootstrap.keeps(link.id()) || isSibling ? LinkWorth.OWN :
            lookups.useLink(link.id()) || near.linkInUse().test(link.id()) ? LinkWorth.IN_USE : LinkWorth.IDLE;
    }

    private boolean isInUse(final int linkId)
    {
        return bootstrap.keeps(linkId) || lookups.useLink(linkId) || near.linkInUse().test(linkId);
    }

    /**
     * Whether a link was closed by somebody who had no more use for it, or no place. Only who opened a link closes it
     * for the former reason: a peer that closes one of ours, and does not say that it is the latter, is leaving.
     */
    private static boolean isOnPurpose(final Link link, final boolean wasUp, final int reason)
    {
        return wasUp && (reason == LinkCloseReason.LOCAL || reason == LinkCloseReason.DISPLACED ||
            reason == LinkCloseReason.PEER && !link.initiatedByUs());
    }

    private long jittered(final long ns)
    {
        return ns - (ns >> 2) + (near.services().entropy().nextLong() >>> 1) % (ns >> 1);
    }
}
