package io.hopwire.link;

import io.hopwire.crypto.HandshakeResult;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.DatagramDoor;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;
import io.hopwire.spi.Timers;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All links of a node.
 */
public final class LinkTable implements Part
{
    /** {@link #open}: table of links or of handshakes is full. */
    public static final int LIMIT = -1;
    /** {@link #open}: that key is our own. */
    public static final int SELF = -2;
    /** {@link #open}: no room for slow work. */
    public static final int NO_REQUEST = -3;
    /** {@link #tryClaim}: the outbox is full. */
    public static final int BACK_PRESSURED = -1;
    /** {@link #tryClaim}: the link is not up. */
    public static final int NOT_UP = -2;
    /** {@link #tryClaim}: longer than the link's datagrams. */
    public static final int TOO_LONG = -3;
    /** {@link #tryClaim}: the key is used up; a new one is being agreed on. */
    public static final int KEY_EXHAUSTED = -4;

    static final int KEYPAIRS_PER_LINK = 4;

    /** Links closed at a time: a datagram each, a request to forget a handshake, and what others say to that. */
    private static final int CLOSES_PER_INPUT = Limits.MAX_REQUESTS_PER_INPUT;

    private final int mtu;
    private final int cookieThreshold;
    private final Counters counters;
    private final Outbox outbox;
    private final Addresses addresses;
    private final Requests requests;
    private final LinkMemory memory;
    private final Links links;
    private final ReceiverIndexes indexes;
    private final HandshakeSlots handshakes;
    private final HandshakeMacs macs;
    private final HandshakeFrames frames;
    private final Cookies cookies;
    private final LinkSender sender;
    private final LinkReceiver receiver;
    private final LinkLife life;
    private final LinkInitiator initiator;
    private final LinkResponder responder;
    private final LinkMaintenance maintenance;
    private final LinkCensus census;
    private final HandshakeResult result = new HandshakeResult();
    private DatagramDoor door;
    private long handshakeFrames;
    private int claimed;
    private int closing;

    /**
     * No links.
     *
     * @param config   settings, read once.
     * @param services lent by the host.
     * @param memory   that several tables may share.
     * @param handler  told what happens.
     */
    public LinkTable(
        final LinkConfig config, final Services services, final LinkMemory memory, final LinkHandler handler)
    {
        mtu = config.mtu();
        cookieThreshold = config.get(LinkSettings.COOKIE_THRESHOLD);
        counters = services.counters();
        outbox = services.outbox();
        addresses = services.addresses();
        final DirectBuffer ownAddress = new UnsafeBuffer(config.publicKey());
        indexes = new ReceiverIndexes(services.entropy(), config.maxReceivers(KEYPAIRS_PER_LINK));
        links = new Links(config.get(LinkSettings.MAX_LINKS), services.entropy(), config.newAddressSpace());
        macs = new HandshakeMacs(config.agreement(), ownAddress, ownAddress.capacity());
        cookies = new Cookies(services.entropy(), services.addresses(), macs);
        frames = new HandshakeFrames(config.identityScheme(), services, macs);
        requests = services.requests();
        this.memory = memory;
        final Timers timers = services.timers().register(this::onTimer);
        final HandshakeWork work =
            new HandshakeWork(config, services, services.results().register(this::onResult));
        handshakes = new HandshakeSlots(config, services, timers, memory, indexes, work);
        final LinkLiveness liveness = new LinkLiveness(config, timers);
        sender = new LinkSender(config, services, timers, liveness);
        final PathMtu pathMtu = new PathMtu(config, services, timers, liveness, sender);
        final Keypairs keypairs = new Keypairs(config, memory, indexes, services.addresses());
        final LinkStores stores = new LinkStores(
            config, services, timers, links, indexes, handshakes, keypairs,
            new TimestampCache(config.get(LinkSettings.MAX_TIMESTAMPS)));
        life = new LinkLife(stores, handler, sender, pathMtu);
        initiator = new LinkInitiator(stores, macs, frames, work, life);
        responder = new LinkResponder(stores, frames, work, life, initiator);
        maintenance = new LinkMaintenance(stores, life, sender, liveness, initiator, pathMtu);
        receiver = new LinkReceiver(stores, handler, life, sender, liveness, maintenance, pathMtu);
        census = new LinkCensus(stores);
    }

    /**
     * A datagram arrived: one or more frames back to back. Decrypted in place.
     *
     * @param addressId source.
     * @param buffer    holds it.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time.
     */
    public void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int limit = offset + length;
        int position = offset;
        while (true)
        {
            final RejectCode malformed = FrameFlyweight.validate(buffer, position, limit - position);
            if (null != malformed)
            {
                if (position == offset && null != door && door.onDatagram(addressId, buffer, offset, length, nowNs))
                {
                    counters.increment(SystemCounter.DATAGRAMS_OF_DOOR);
                    return;
                }
                // Where one frame ends is not known, so nothing behind it can be read: the rest counts as one.
                counters.reject(malformed);
                return;
            }
            final int frameLength = FrameFlyweight.frameLength(buffer, position);
            onFrame(addressId, buffer, position, frameLength, nowNs);
            position += frameLength;
            if (position >= limit)
            {
                return;
            }
            counters.increment(SystemCounter.FRAMES_BEHIND);
        }
    }

    /**
     * Ask somebody about datagrams whose first header is none of a frame, before they are rejected.
     *
     * @param value asked.
     */
    public void door(final DatagramDoor value)
    {
        door = value;
    }

    /**
     * The connection that is an address is gone: links over it are over, and handshakes that peers began are forgotten.
     *
     * @param addressId which; still retained by the host.
     * @param nowNs     time.
     */
    public void onAddressClosed(final int addressId, final long nowNs)
    {
        life.onAddressClosed(addressId, nowNs);
    }

    /** A step of a handshake is done. */
    private void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        result.wrap(buffer, offset);
        final Handshake handshake = handshakes.byId(result.handshakeId());
        if (null == handshake)
        {
            return;
        }
        final boolean isOfFrame = handshake.frameAtWorker;
        handshake.frameAtWorker = false;
        final RejectCode code = onResult(handshake, buffer, nowNs);
        if (isOfFrame)
        {
            count(code);
        }
    }

    private void onTimer(final int timerId, final long nowNs)
    {
        if (!HandshakeSlots.isTimerOfHandshake(timerId))
        {
            final Link link = links.bySlot(timerId >> 1);
            if (null != link)
            {
                maintenance.onTimer(link, nowNs);
            }
            return;
        }
        final Handshake handshake = handshakes.byTimer(timerId);
        if (null == handshake)
        {
            return;
        }
        if (handshake.isOurs())
        {
            initiator.onTimer(handshake, nowNs);
        }
        else
        {
            responder.onTimer(handshake);
        }
    }

    /**
     * Open a link, or find the one, or the attempt, that exists for that key or, without key, for that address.
     *
     * @param remoteKeyOrNull the peer's key where known: Noise IK, otherwise XX.
     * @param keyOffset       first byte of the key.
     * @param addressId       where the peer is.
     * @param nowNs           time.
     * @return id of the link, or {@link #LIMIT}, {@link #SELF}, {@link #NO_REQUEST}.
     */
    public int open(final DirectBuffer remoteKeyOrNull, final int keyOffset, final int addressId, final long nowNs)
    {
        return initiator.open(remoteKeyOrNull, keyOffset, addressId, nowNs);
    }

    /**
     * Close a link and tell the peer.
     *
     * @param linkId of the link; ignored where there is none.
     * @param nowNs  time.
     */
    public void close(final int linkId, final long nowNs)
    {
        final Link link = links.get(linkId);
        if (null == link)
        {
            return;
        }
        if (link.isUp())
        {
            sender.sendClose(link, nowNs);
        }
        life.end(link, LinkCloseReason.LOCAL, nowNs);
    }

    /**
     * {@inheritDoc}
     * <p>
     * All links and attempts are closed.
     */
    @Override
    public boolean onClose(final long nowNs)
    {
        final int slotCount = links.slotCount();
        int closed = 0;
        for (; closing < slotCount && closed < CLOSES_PER_INPUT; closing++)
        {
            final Link link = links.bySlot(closing);
            if (null != link)
            {
                close(link.id, nowNs);
                closed++;
            }
        }
        final boolean hasMore = closing < slotCount;
        closing = hasMore ? closing : 0;
        return hasMore;
    }

    /**
     * Find a link, up or not.
     *
     * @param linkId of the link.
     * @return the link, or null.
     */
    public Link get(final int linkId)
    {
        return links.get(linkId);
    }

    /**
     * Find a link that is up by the peer's key.
     *
     * @param key    holds the key.
     * @param offset first byte.
     * @return the link, or null.
     */
    public Link byKey(final DirectBuffer key, final int offset)
    {
        final Link link = links.find(key, offset);
        return null != link && link.isUp() ? link : null;
    }

    /**
     * Find a link by the peer's key, whatever its state.
     *
     * @param key    holds the key.
     * @param offset first byte.
     * @return the link, or null where there is none, and none is being opened.
     */
    public Link anyByKey(final DirectBuffer key, final int offset)
    {
        return links.find(key, offset);
    }

    /**
     * Links that are up.
     *
     * @return how many.
     */
    public int upCount()
    {
        return links.upCount();
    }

    /**
     * A link that is up.
     *
     * @param index from 0 to {@link #upCount()}, exclusive.
     * @return the link.
     */
    public Link upLink(final int index)
    {
        return links.up(index);
    }

    /**
     * The links that are up to relays, by their distance to a target.
     *
     * @return the index, not to be changed.
     */
    public NeighbourIndex relays()
    {
        return links.relays();
    }

    /**
     * Longest plaintext of our own datagrams; a link's own limit is {@link Link#maxPlaintext()}.
     *
     * @return bytes.
     */
    public int maxPlaintext()
    {
        return mtu - FrameTypes.DATA_OVERHEAD;
    }

    /**
     * Claim room for one frame.
     *
     * @param link               to send over.
     * @param maxPlaintextLength most bytes that will be written.
     * @return offset in {@link #claimBuffer()} where the plaintext must be written, or {@link #BACK_PRESSURED},
     * {@link #NOT_UP}, {@link #TOO_LONG}, {@link #KEY_EXHAUSTED}.
     */
    public int tryClaim(final Link link, final int maxPlaintextLength)
    {
        claimed = sender.tryClaim(link, maxPlaintextLength);
        return claimed;
    }

    /**
     * The memory of the claim.
     *
     * @return the memory of the claim.
     */
    public MutableDirectBuffer claimBuffer()
    {
        return outbox.buffer();
    }

    /**
     * Seal the claimed frame in place and send it.
     *
     * @param link            as claimed.
     * @param plaintextLength bytes written from the claimed offset.
     * @param nowNs           time.
     */
    public void commit(final Link link, final int plaintextLength, final long nowNs)
    {
        sender.commit(link, claimed, plaintextLength, nowNs);
    }

    /**
     * Seal a plaintext that lies elsewhere into the outbox and send it.
     *
     * @param link   to send over.
     * @param buffer holds the plaintext.
     * @param offset first byte.
     * @param length bytes, up to {@link Link#maxPlaintext()}.
     * @param nowNs  time.
     * @return 0, or as {@link #tryClaim(Link, int)}; where the outbox is full nothing is lost or counted.
     */
    public int send(
        final Link link, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        return sender.send(link, buffer, offset, length, nowNs);
    }

    /**
     * Can frames be sealed for a link?
     *
     * @param link to send over.
     * @return 0, {@link #NOT_UP} or {@link #KEY_EXHAUSTED}.
     */
    public int sendState(final Link link)
    {
        return sender.state(link);
    }

    /**
     * Give the claim back unsent.
     */
    public void abort()
    {
        outbox.abort();
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        census.take(inspector);
    }

    LinkMemory memory()
    {
        return memory;
    }

    /** Taken handshake and cookie frames: with those opened, rejected and at the worker, all frames that came. */
    long handshakeFrames()
    {
        return handshakeFrames;
    }

    int handshakesInUse()
    {
        return handshakes.inUse();
    }

    int indexesInUse()
    {
        return indexes.inUse();
    }

    private void onFrame(
        final int addressId,
        final MutableDirectBuffer buffer,
        final int offset,
        final int frameLength,
        final long nowNs)
    {
        final int frameType = FrameFlyweight.frameType(buffer, offset);
        if (FrameTypes.DATA == frameType)
        {
            final RejectCode code = receiver.onData(addressId, buffer, offset, frameLength, nowNs);
            if (null != code)
            {
                counters.reject(code);
            }
        }
        else if (FrameTypes.COOKIE == frameType)
        {
            final Handshake handshake = indexes.handshake(FrameFlyweight.receiverIndex(buffer, offset));
            count(null == handshake ?
                RejectCode.UNKNOWN_RECEIVER : initiator.onCookie(handshake, buffer, offset, nowNs));
        }
        else
        {
            final RejectCode code = onHandshake(frameType, addressId, buffer, offset, nowNs);
            if (null != code)
            {
                counters.reject(code);
            }
        }
    }

    /**
     * A handshake frame: everything that costs no key agreement is checked first.
     *
     * @return null where it was handed to the worker, or why not.
     */
    private RejectCode onHandshake(
        final int frameType, final int addressId, final DirectBuffer buffer, final int offset, final long nowNs)
    {
        final int noiseLength = FrameFlyweight.noiseLength(buffer, offset);
        final int mac1 = FrameFlyweight.mac1Offset(offset, noiseLength);
        final int mac2 = mac1 + FrameTypes.MAC_LENGTH;
        if (!frames.isLengthTaken(frameType, noiseLength))
        {
            return RejectCode.HANDSHAKE_INVALID;
        }
        final boolean isToUs = FrameTypes.XX_1 != frameType && FrameTypes.XX_2 != frameType;
        if (!macs.verify(isToUs ? macs.ownKey() : macs.networkKey(), buffer, offset, mac1 - offset, mac1))
        {
            return RejectCode.HANDSHAKE_MAC;
        }
        if (FrameTypes.INITIATION_IK == frameType || FrameTypes.XX_1 == frameType)
        {
            return onInitiation(frameType, addressId, buffer, offset, mac2, nowNs);
        }
        if (!HandshakeMacs.isZero(buffer, mac2))
        {
            return RejectCode.HANDSHAKE_MAC;
        }
        final int index = FrameFlyweight.receiverIndex(buffer, offset);
        final Handshake handshake = indexes.handshake(index);
        if (null == handshake)
        {
            return onLate(frameType, index, nowNs);
        }
        return FrameTypes.XX_3 == frameType ?
            responder.onLastMessage(handshake, buffer, offset, nowNs) :
            initiator.onAnswer(handshake, frameType, buffer, offset, nowNs);
    }

    private RejectCode onInitiation(
        final int frameType,
        final int addressId,
        final DirectBuffer buffer,
        final int offset,
        final int mac2,
        final long nowNs)
    {
        if (0 != FrameFlyweight.receiverIndex(buffer, offset))
        {
            return RejectCode.HANDSHAKE_INVALID;
        }
        final boolean isUnderLoad = requests.inFlight() > cookieThreshold || handshakes.isCrowded();
        // Who has opened a connection has shown that it receives what is sent to its address.
        if (isUnderLoad && AddressKind.UDP == addresses.kind(addressId) &&
            !cookies.isProved(addressId, buffer, offset, mac2, nowNs))
        {
            frames.demandCookie(cookies, addressId, buffer, offset, nowNs);
            return RejectCode.HANDSHAKE_COOKIE;
        }
        return responder.onInitiation(frameType, addressId, buffer, offset, nowNs);
    }

    /**
     * A handshake frame to an index that belongs to no handshake. Where it belongs to a keypair the frame is a copy; a
     * copy of the last message of XX says that the peer has heard nothing from us under it.
     */
    private RejectCode onLate(final int frameType, final int index, final long nowNs)
    {
        final Keypair keypair = indexes.keypair(index);
        if (null == keypair)
        {
            return RejectCode.UNKNOWN_RECEIVER;
        }
        if (FrameTypes.XX_3 == frameType && keypair.isAnswerAwaited && !keypair.heard)
        {
            sender.sendKeepalive(keypair.link, keypair, nowNs);
        }
        return RejectCode.HANDSHAKE_REPLAY;
    }

    private RejectCode onResult(final Handshake handshake, final DirectBuffer buffer, final long nowNs)
    {
        switch (handshake.state)
        {
            case Handshake.STARTING:
                initiator.onInitiationMade(handshake, result, buffer, nowNs);
                return null;

            case Handshake.FINISHING:
                return initiator.onFinished(handshake, result, buffer, nowNs);

            case Handshake.ANSWERING:
                return responder.onAnswerMade(handshake, result, buffer, nowNs);

            case Handshake.ACCEPTING:
                return responder.onAccepted(handshake, result, buffer, nowNs);

            default:
                return RejectCode.HANDSHAKE_INVALID;
        }
    }

    private void count(final RejectCode code)
    {
        if (null == code)
        {
            handshakeFrames++;
            counters.increment(SystemCounter.HANDSHAKE_FRAMES);
        }
        else
        {
            counters.reject(code);
        }
    }
}
