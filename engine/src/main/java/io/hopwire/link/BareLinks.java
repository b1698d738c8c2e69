package io.hopwire.link;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.DatagramDoor;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.Compression;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionFlyweight;
import io.hopwire.wire.TransmissionParser;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The links of a <b>bare network</b>: seed 004's transmissions and nothing else, over TCP, cut anywhere, and over UDP.
 * There is no handshake and no key, so nothing is encrypted and <b>nobody is who he says</b>: a peer is the key that
 * its first message is from. For networks that are trusted as a whole.
 * <pre>
 *   who opens          sends PING until something comes: to the peer's key, or to 0 where only its place is known
 *   who is spoken to   takes the key of the first message of the first transmission, which is neither SHOUT nor
 *                      WHISPER, and answers PING with ACK
 *   both               ask by PING after silence, take anything for a sign of life, give up after the time-out
 * </pre>
 * One link to each key. Two nodes that dial each other over TCP have two connections then, and one link, which takes
 * what comes by either. Over UDP a key stays where it was first heard until it has been silent for long: the format
 * holds nothing that could tell a peer that has moved from somebody else who names its key.
 * <p>
 * Who closes a link says NACK PING: it would refuse to be asked. A connection is closed when nothing holds its address
 * any more.
 */
public final class BareLinks extends LinkTable
{
    private final Services services;
    private final LinkHandler handler;
    private final BareLiveness liveness;
    private final Int2ObjectHashMap<Link> byAddress = new Int2ObjectHashMap<>();
    private final TransmissionParser parser = new TransmissionParser();
    private final DirectBuffer ownAddress;
    private final AddressSpace space;
    private final int beta;
    private final long openTimeoutNs;

    /**
     * No links.
     *
     * @param config   settings, read once.
     * @param services lent by the host.
     * @param memory   that several tables may share.
     * @param handler  told what happens.
     */
    public BareLinks(
        final LinkConfig config, final Services services, final LinkMemory memory, final LinkHandler handler)
    {
        super(config, services, memory);
        this.services = services;
        this.handler = handler;
        ownAddress = new UnsafeBuffer(config.publicKey());
        space = config.newAddressSpace();
        beta = Byte.SIZE * ownAddress.capacity();
        openTimeoutNs = config.get(LinkSettings.HANDSHAKE_TIMEOUT);
        liveness = new BareLiveness(config, this, services.timers().register(this::onTimer), ownAddress);
    }

    /**
     * {@inheritDoc}
     * <p>
     * One or more transmissions back to back.
     */
    @Override
    public void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int limit = offset + length;
        int position = offset;
        do
        {
            final int whole = TransmissionFlyweight.wholeLength(buffer, position, limit - position);
            if (position > offset)
            {
                counters.increment(SystemCounter.FRAMES_BEHIND);
            }
            if (0 == whole)
            {
                // Where one ends is not known, so nothing behind it can be read: the rest counts as one.
                counters.reject(RejectCode.FRAME_LENGTH);
                return;
            }
            onTransmission(addressId, buffer, position, whole, nowNs);
            position += whole;
        }
        while (position < limit);
    }

    private void onTransmission(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        Link link = byAddress.get(addressId);
        if (null != link && link.isUp() && isOfAnother(link, buffer, offset, length))
        {
            end(link, LinkCloseReason.REPLACED, nowNs);
            link = null;
        }
        if (null == link || !link.isUp())
        {
            link = introduced(link, addressId, buffer, offset, length, nowNs);
        }
        if (null != link)
        {
            counters.increment(SystemCounter.FRAMES_OPENED);
            link.lastReceivedNs = nowNs;
            link.lastPayloadReceivedNs = nowNs;
            link.framesReceived++;
            handler.onFrame(link, buffer, offset, length, nowNs);
        }
    }

    /** {@inheritDoc} Here that is a peer that has answered us, or to whom there is a connection. */
    @Override
    public boolean isPlaceProved(final Link link)
    {
        return link.initiatedByUs || AddressKind.UDP != services.addresses().kind(link.addressId);
    }

    /** Whether a node with another key asks who is there: the one that was at its address is gone. */
    private boolean isOfAnother(final Link link, final DirectBuffer buffer, final int offset, final int length)
    {
        final int message = offset + TransmissionFlyweight.HEADER_LENGTH;
        return length >= TransmissionFlyweight.HEADER_LENGTH + MessageFlyweight.headerLength(beta) &&
            Compression.NONE == TransmissionFlyweight.compression(buffer, offset) &&
            Operation.PING == MessageFlyweight.operation(buffer, message, beta) &&
            !space.same(buffer, message + MessageFlyweight.FROM_OFFSET, link.identity, Link.ADDRESS_OFFSET);
    }

    /**
     * The first transmission from an address tells who is there.
     *
     * @param opening the link that we try to open there, or null.
     * @return the link that it belongs to, up, or null where it is not taken.
     */
    private Link introduced(
        final Link opening,
        final int addressId,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        if (Compression.NONE != TransmissionFlyweight.compression(buffer, offset))
        {
            // Nobody has agreed on that before he was introduced: it is for the node that was here before.
            counters.increment(SystemCounter.FRAMES_OPENED);
            counters.reject(RejectCode.LINK_NOT_UP);
            return null;
        }
        final RejectCode malformed = parser.wrap(buffer, offset, length, beta);
        if (null != malformed || !parser.next())
        {
            counters.increment(SystemCounter.FRAMES_OPENED);
            counters.increment(SystemCounter.TRANSMISSIONS);
            counters.reject(null == malformed ? RejectCode.TRANSMISSION : malformed);
            return null;
        }
        final int from = parser.fromOffset();
        if (Operation.SHOUT == parser.operation() || Operation.WHISPER == parser.operation())
        {
            // Of these somebody else may be the author: they do not tell who is there.
            counters.increment(SystemCounter.FRAMES_OPENED);
            counters.reject(RejectCode.LINK_NOT_UP);
            return null;
        }
        if (isOurs(buffer, from))
        {
            onOurselves(opening, nowNs);
            return null;
        }
        final Link known = links.find(buffer, from);
        return stillUp(null != known ? known(known, opening, addressId, nowNs) :
            null != opening ? answered(opening, buffer, from, nowNs) : accepted(addressId, buffer, from, nowNs));
    }

    /** Who is told that a link came up may close it at once. */
    private Link stillUp(final Link link)
    {
        if (null == link || link.isUp())
        {
            return link;
        }
        counters.increment(SystemCounter.FRAMES_OPENED);
        counters.reject(RejectCode.LINK_NOT_UP);
        return null;
    }

    private void onOurselves(final Link opening, final long nowNs)
    {
        counters.increment(SystemCounter.LINKS_TO_SELF);
        counters.reject(RejectCode.LINK_ELSEWHERE);
        if (null != opening)
        {
            end(opening, LinkCloseReason.SELF, nowNs);
        }
    }

    /** Somebody to whom there is a link, up or being opened, speaks from an address at which it was not heard yet. */
    private Link known(final Link known, final Link opening, final int addressId, final long nowNs)
    {
        if (null != opening && opening != known)
        {
            // We did not know who is there; to that peer there is a link.
            end(opening, LinkCloseReason.REPLACED, nowNs);
        }
        if (byAddress.get(addressId) != known && !joins(known, addressId, nowNs))
        {
            counters.reject(RejectCode.LINK_ELSEWHERE);
            return null;
        }
        if (!known.isUp())
        {
            cameUp(known, nowNs);
        }
        return known;
    }

    /** Whether what comes from an address may be of a link that is elsewhere; from now on it is, then. */
    private boolean joins(final Link link, final int addressId, final long nowNs)
    {
        final boolean isConnection = AddressKind.UDP != services.addresses().kind(addressId);
        if (!isConnection && link.isUp() && !liveness.isSilent(link, nowNs))
        {
            return false;
        }
        if (isConnection && link.isUp() && Addresses.NULL_ID != link.otherAddressId)
        {
            return false;
        }
        if (isConnection && Addresses.NULL_ID == link.otherAddressId)
        {
            services.addresses().retain(addressId);
            byAddress.put(addressId, link);
            link.otherAddressId = addressId;
        }
        else
        {
            move(link, addressId);
        }
        return true;
    }

    /** While a peer is sought that may be at several places: at this one now, unless somebody else is there. */
    void seek(final Link link, final int addressId)
    {
        if (null == byAddress.get(addressId))
        {
            move(link, addressId);
        }
    }

    private void move(final Link link, final int addressId)
    {
        services.addresses().retain(addressId);
        byAddress.put(addressId, link);
        leave(link.addressId);
        link.addressId = addressId;
        link.maxPlaintext = maxPlaintext(addressId);
    }

    private Link answered(final Link opening, final DirectBuffer buffer, final int from, final long nowNs)
    {
        if (opening.keyKnown)
        {
            counters.increment(SystemCounter.KEY_ELSEWHERE);
            counters.reject(RejectCode.LINK_ELSEWHERE);
            end(opening, LinkCloseReason.WRONG_KEY, nowNs);
            return null;
        }
        links.bind(opening, buffer, from);
        cameUp(opening, nowNs);
        return opening;
    }

    private Link accepted(final int addressId, final DirectBuffer buffer, final int from, final long nowNs)
    {
        // Who is told that another link is over may begin one to this peer: that one takes what comes next.
        if (!makeRoom(addressId, nowNs) || null != byAddress.get(addressId) || null != links.find(buffer, from))
        {
            counters.reject(RejectCode.LINK_LIMIT);
            return null;
        }
        final Link link = create(addressId);
        links.bind(link, buffer, from);
        links.ofPeers().add(link);
        links.ofPeers().proved(link, nowNs);
        cameUp(link, nowNs);
        return link;
    }

    /** Where all places for peers are taken, somebody who needs his less gives it away. */
    private boolean makeRoom(final int addressId, final long nowNs)
    {
        final Link least = links.hasRoomForPeer() ? null : links.ofPeers().leastUseful(addressId, nowNs);
        if (null != least)
        {
            counters.increment(SystemCounter.LINKS_DISPLACED);
            liveness.sayClosed(least);
            end(least, LinkCloseReason.DISPLACED, nowNs);
        }
        return links.hasRoomForPeer();
    }

    private Link create(final int addressId)
    {
        final Link link = links.create(addressId);
        if (null != link)
        {
            services.addresses().retain(addressId);
            byAddress.put(addressId, link);
            link.maxPlaintext = maxPlaintext(addressId);
            link.state = Link.OPENING;
        }
        return link;
    }

    /** Nobody probes what the path of a datagram carries; this much every path does. */
    private int maxPlaintext(final int addressId)
    {
        return AddressKind.UDP == services.addresses().kind(addressId) ? Math.min(mtu, Limits.MIN_MTU) : mtu;
    }

    private void cameUp(final Link link, final long nowNs)
    {
        if (link.framesSent > 0)
        {
            liveness.onAnswer(link, nowNs);
        }
        link.state = Link.UP;
        link.openedNs(nowNs);
        link.lastReceivedNs = nowNs;
        link.initiatedByUs = link.wanted;
        // The format does not say what a peer is. Who speaks it takes part in everything.
        links.role(link, LinkRole.RELAY);
        links.addUp(link);
        counters.increment(SystemCounter.LINKS_OPENED);
        counters.set(SystemCounter.LINKS_UP, links.upCount());
        liveness.cameUp(link, nowNs);
        handler.onLinkUp(link, nowNs);
    }

    /**
     * A link is over, up or not.
     */
    void end(final Link link, final int reason, final long nowNs)
    {
        final boolean wasUp = link.isUp();
        if (wasUp)
        {
            links.removeUp(link);
            counters.increment(SystemCounter.LINKS_CLOSED);
            counters.set(SystemCounter.LINKS_UP, links.upCount());
        }
        link.state = Link.FREE;
        liveness.forget(link);
        links.remove(link);
        // Both before anybody is told, who may open another link to one of them.
        byAddress.remove(link.addressId);
        byAddress.remove(link.otherAddressId);
        if (wasUp)
        {
            handler.onLinkDown(link, reason, nowNs);
        }
        else if (link.wanted)
        {
            handler.onLinkFailed(link, reason, nowNs);
        }
        services.addresses().release(link.addressId);
        if (Addresses.NULL_ID != link.otherAddressId)
        {
            services.addresses().release(link.otherAddressId);
        }
    }

    private void leave(final int addressId)
    {
        byAddress.remove(addressId);
        services.addresses().release(addressId);
    }

    long openTimeoutNs()
    {
        return openTimeoutNs;
    }

    private void onTimer(final int timerId, final long nowNs)
    {
        final Link link = links.bySlot(timerId >> 1);
        if (null != link)
        {
            liveness.onTimer(link, nowNs);
        }
    }

    @Override
    public void door(final DatagramDoor value)
    {
        // Whatever does not begin as a transmission is refused: a bare network knows no other datagrams.
    }

    @Override
    public void onAddressClosed(final int addressId, final long nowNs)
    {
        final Link link = byAddress.get(addressId);
        if (null == link)
        {
            return;
        }
        if (Addresses.NULL_ID == link.otherAddressId)
        {
            end(link, LinkCloseReason.ADDRESS_CLOSED, nowNs);
            return;
        }
        if (addressId == link.addressId)
        {
            link.addressId = link.otherAddressId;
            link.maxPlaintext = maxPlaintext(link.addressId);
        }
        link.otherAddressId = Addresses.NULL_ID;
        leave(addressId);
    }

    @Override
    public int open(final DirectBuffer remoteKeyOrNull, final int keyOffset, final int addressId, final long nowNs)
    {
        if (null != remoteKeyOrNull && isOurs(remoteKeyOrNull, keyOffset))
        {
            counters.increment(SystemCounter.LINKS_TO_SELF);
            return SELF;
        }
        final Link there = byAddress.get(addressId);
        final Link known = null == remoteKeyOrNull ? there : links.find(remoteKeyOrNull, keyOffset);
        if (null != known)
        {
            known.wanted = true;
            known.isProbe = false;
            return known.id;
        }
        // At one address is one node: who is there is not whom we look for, or is not known yet.
        final Link link = null == there ? create(addressId) : null;
        if (null == link)
        {
            return LIMIT;
        }
        if (null != remoteKeyOrNull)
        {
            links.bind(link, remoteKeyOrNull, keyOffset);
        }
        link.wanted = true;
        link.deadlineNs = nowNs + openTimeoutNs;
        liveness.open(link, nowNs);
        return link.id;
    }

    @Override
    public void close(final int linkId, final long nowNs)
    {
        final Link link = links.get(linkId);
        if (null != link)
        {
            if (link.isUp())
            {
                liveness.sayClosed(link);
            }
            end(link, LinkCloseReason.LOCAL, nowNs);
        }
    }

    @Override
    public void onPingAnswer(
        final Link link,
        final boolean isAck,
        final MsgPackDecoder payload,
        final int fields,
        final DirectBuffer buffer,
        final long nowNs)
    {
        if (isAck)
        {
            liveness.onPong(link, nowNs);
        }
        else
        {
            liveness.onPeerClosed(link, nowNs);
        }
    }

    @Override
    public int maxPlaintext()
    {
        return mtu;
    }

    @Override
    public int tryClaim(final Link link, final int maxPlaintextLength)
    {
        if (!link.isUp())
        {
            return NOT_UP;
        }
        if (maxPlaintextLength > link.maxPlaintext || maxPlaintextLength < 0)
        {
            return TOO_LONG;
        }
        claimed = outbox.tryClaim(maxPlaintextLength);
        if (claimed < 0)
        {
            counters.increment(SystemCounter.OUTBOX_FULL);
            return BACK_PRESSURED;
        }
        return claimed;
    }

    @Override
    public void commit(final Link link, final int plaintextLength, final long nowNs)
    {
        assert 0 == outbox.buffer().getByte(claimed) : "nothing but transmissions leaves a node of a bare network";
        final boolean isCompressed =
            Compression.NONE != TransmissionFlyweight.compression(outbox.buffer(), claimed);
        final int operation = MessageFlyweight.operation(
            outbox.buffer(), claimed + TransmissionFlyweight.HEADER_LENGTH, beta);
        if (!isCompressed && (Operation.ACK == operation || Operation.NACK == operation))
        {
            // Nobody answers an answer.
            link.lastControlSentNs = nowNs;
        }
        else
        {
            liveness.onPayload(link, nowNs);
        }
        outbox.commit(link.addressId, plaintextLength);
        link.framesSent++;
    }

    @Override
    public int send(final Link link, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int claim = tryClaim(link, length);
        if (claim >= 0)
        {
            outbox.buffer().putBytes(claim, buffer, offset, length);
            commit(link, length, nowNs);
        }
        return Math.min(claim, 0);
    }

    @Override
    public int sendState(final Link link)
    {
        return link.isUp() ? 0 : NOT_UP;
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        int count = 0;
        int up = 0;
        int places = 0;
        for (int slot = 0; slot < links.slotCount(); slot++)
        {
            final Link link = links.bySlot(slot);
            if (null != link)
            {
                count++;
                up += link.isUp() ? 1 : 0;
                places += Addresses.NULL_ID == link.otherAddressId ? 1 : 2;
                liveness.inspect(link, inspector);
                inspector.agree("link by its address", byAddress.get(link.addressId) == link ? 1 : 0, 1);
                inspector.link(
                    link.id, link.keyKnown ? link.peerKey() : null, link.isUp(), LinkRole.RELAY == link.peerRole);
                // What one says is understood by all, as if they had one key in common.
                inspector.keypair(0, 0, link.isUp());
            }
        }
        inspector.level("links", count, links.most());
        inspector.agree("places of links", count, links.size());
        inspector.agree("links in the list of those that are up", links.upCount(), up);
        inspector.agree("links by their addresses", byAddress.size(), places);
        inspector.gauge(SystemCounter.LINKS_UP, up);
    }

    private boolean isOurs(final DirectBuffer buffer, final int offset)
    {
        return space.same(buffer, offset, ownAddress, 0);
    }
}
