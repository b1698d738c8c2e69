package io.hopwire.link;

import io.hopwire.crowd.HalfOpenPeers;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.DatagramDoor;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Links with keys: Noise, cookies, new keys in time, roaming, paths whose datagrams grow; see {@link LinkLife}.
 */
public final class SealedLinks extends LinkTable
{
    static final int KEYPAIRS_PER_LINK = 4;

    private final Addresses addresses;
    private final ReceiverIndexes indexes;
    private final HandshakeSlots handshakes;
    private final HandshakeMacs macs;
    private final HandshakeFrames frames;
    private final Cookies cookies;
    private final CookieDemands demands;
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

    /**
     * No links.
     *
     * @param config   settings, read once.
     * @param services lent by the host.
     * @param memory   that several tables may share.
     * @param handler  told what happens.
     */
    public SealedLinks(
        final LinkConfig config, final Services services, final LinkMemory memory, final LinkHandler handler)
    {
        super(config, services, memory);
        addresses = services.addresses();
        final DirectBuffer ownAddress = new UnsafeBuffer(config.publicKey());
        indexes = new ReceiverIndexes(services.entropy(), config.maxReceivers(KEYPAIRS_PER_LINK));
        macs = new HandshakeMacs(config.agreement(), ownAddress, ownAddress.capacity());
        cookies = new Cookies(services.entropy(), services.addresses(), macs);
        frames = new HandshakeFrames(config.identityScheme(), services, macs, cookies);
        final Timers timers = services.timers().register(this::onTimer);
        final HandshakeWork work =
            new HandshakeWork(config, services, services.results().register(this::onResult));
        handshakes = new HandshakeSlots(
            config, services, timers, memory, indexes, work,
            new HalfOpenPeers<>(
                config.get(LinkSettings.PER_NETWORK), config.get(LinkSettings.HANDSHAKE_RETRY),
                addresses, links.ofPeers().hosts()));
        demands = new CookieDemands(config, services, handshakes, links.ofPeers());
        final LinkLiveness liveness = new LinkLiveness(config, timers);
        sender = new LinkSender(config, services, timers, liveness);
        final PathMtu pathMtu = new PathMtu(config, services, timers, liveness, sender);
        final Keypairs keypairs = new Keypairs(config, memory, indexes, services.addresses());
        final LinkStores stores = new LinkStores(
            config, services, timers, links, indexes, handshakes, keypairs,
            new TimestampCache(config.get(LinkSettings.MAX_TIMESTAMPS)), openTimes);
        final LinkPlace place = new LinkPlace(stores, liveness, sender, pathMtu);
        life = new LinkLife(stores, handler, sender, pathMtu, place);
        initiator = new LinkInitiator(stores, macs, frames, work, life, place);
        responder = new LinkResponder(stores, frames, cookies, work, life, initiator);
        maintenance = new LinkMaintenance(stores, life, sender, liveness, initiator, pathMtu);
        receiver = new LinkReceiver(stores, handler, life, sender, liveness, maintenance, pathMtu, place);
        census = new LinkCensus(stores);
    }

    /**
     * {@inheritDoc}
     * <p>
     * One or more frames back to back. Decrypted in place.
     */
    @Override
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

    @Override
    public boolean onClose(final long nowNs)
    {
        final boolean hasMore = super.onClose(nowNs);
        if (!hasMore)
        {
            cookies.forget();
        }
        return hasMore;
    }

    @Override
    public void door(final DatagramDoor value)
    {
        door = value;
    }

    @Override
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

    @Override
    public int open(final DirectBuffer remoteKeyOrNull, final int keyOffset, final int addressId, final long nowNs)
    {
        return initiator.open(remoteKeyOrNull, keyOffset, addressId, nowNs);
    }

    @Override
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

    @Override
    public int maxPlaintext()
    {
        return mtu - FrameTypes.DATA_OVERHEAD;
    }

    @Override
    public int tryClaim(final Link link, final int maxPlaintextLength)
    {
        claimed = sender.tryClaim(link, maxPlaintextLength);
        return claimed;
    }

    @Override
    public void commit(final Link link, final int plaintextLength, final long nowNs)
    {
        sender.commit(link, claimed, plaintextLength, nowNs);
    }

    @Override
    public int send(
        final Link link, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        return sender.send(link, buffer, offset, length, nowNs);
    }

    @Override
    public int sendState(final Link link)
    {
        return sender.state(link);
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        census.take(inspector);
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
        final boolean isUnderLoad = demands.isUnderLoad(nowNs);
        // Who has opened a connection has shown that it receives what is sent to its address.
        final boolean isConnection = AddressKind.UDP != addresses.kind(addressId);
        if (isUnderLoad && !isConnection && !cookies.isProved(addressId, buffer, offset, mac2, nowNs))
        {
            if (!demands.isSaid(addressId, nowNs))
            {
                return RejectCode.HANDSHAKE_UNANSWERED;
            }
            final int mac1 = mac2 - FrameTypes.MAC_LENGTH;
            frames.demandCookie(addressId, FrameFlyweight.senderIndex(buffer, offset), buffer, mac1, nowNs);
            return RejectCode.HANDSHAKE_COOKIE;
        }
        if (isUnderLoad && responder.isStranger(frameType, addressId) && !demands.isGranted(addressId, nowNs))
        {
            return RejectCode.HANDSHAKE_SHARE;
        }
        return responder.onInitiation(frameType, addressId, isUnderLoad || isConnection, buffer, offset, nowNs);
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
