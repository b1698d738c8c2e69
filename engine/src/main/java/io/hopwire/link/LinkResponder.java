package io.hopwire.link;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Handshakes of peers. Until one is finished it costs a place for a handshake and nothing else.
 */
final class LinkResponder
{
    private final LinkConfig config;
    private final Services services;
    private final Timers timers;
    private final Links links;
    private final Keypairs keypairs;
    private final HandshakeSlots handshakes;
    private final HandshakeFrames frames;
    private final HandshakeWork work;
    private final LinkLife life;
    private final LinkInitiator initiator;
    private final TimestampCache timestamps;
    private final AddressSpace space;
    private final DirectBuffer ownAddress;

    LinkResponder(
        final LinkStores stores,
        final HandshakeFrames frames,
        final HandshakeWork work,
        final LinkLife life,
        final LinkInitiator initiator)
    {
        config = stores.config();
        services = stores.services();
        timers = stores.timers();
        links = stores.links();
        keypairs = stores.keypairs();
        handshakes = stores.handshakes();
        timestamps = stores.timestamps();
        this.frames = frames;
        this.work = work;
        this.life = life;
        this.initiator = initiator;
        space = config.newAddressSpace();
        ownAddress = new UnsafeBuffer(config.publicKey());
    }

    /**
     * Message 1 arrived, its MACs are right.
     *
     * @param isAddressProved whether the peer has shown that it receives at the address.
     * @return null, or why it is not taken.
     */
    RejectCode onInitiation(
        final int frameType,
        final int addressId,
        final boolean isAddressProved,
        final DirectBuffer buffer,
        final int offset,
        final long nowNs)
    {
        final long deadlineNs = nowNs + config.get(LinkSettings.HANDSHAKE_TIMEOUT);
        final Handshake handshake =
            handshakes.allocatePeers(addressId, FrameFlyweight.senderIndex(buffer, offset), deadlineNs);
        if (null == handshake)
        {
            return RejectCode.HANDSHAKE_LIMIT;
        }
        handshake.isAddressProved = isAddressProved;
        handshake.pattern = FrameTypes.INITIATION_IK == frameType ?
            HandshakeRequest.PATTERN_IK : HandshakeRequest.PATTERN_XX;
        final int length = FrameFlyweight.noiseLength(buffer, offset);
        if (!work.respond(handshake, buffer, offset + FrameTypes.HANDSHAKE_HEADER_LENGTH, length, nowNs))
        {
            handshakes.free(handshake);
            return RejectCode.HANDSHAKE_LIMIT;
        }
        timers.schedule(HandshakeSlots.timerId(handshake.slot), deadlineNs);
        return null;
    }

    /**
     * Message 3 of XX arrived, its first MAC is right. From where does not matter: whoever sent it first has received
     * message 2, where that went to.
     *
     * @return null, or why it is not taken.
     */
    RejectCode onLastMessage(
        final Handshake handshake, final DirectBuffer buffer, final int offset, final long nowNs)
    {
        if (Handshake.ANSWERED != handshake.state)
        {
            return RejectCode.HANDSHAKE_INVALID;
        }
        final int length = FrameFlyweight.noiseLength(buffer, offset);
        if (!work.advance(handshake, buffer, offset + FrameTypes.HANDSHAKE_HEADER_LENGTH, length, nowNs))
        {
            return RejectCode.HANDSHAKE_LIMIT;
        }
        handshake.state = Handshake.ACCEPTING;
        handshake.isAddressProved = true;
        handshake.remoteIndex = FrameFlyweight.senderIndex(buffer, offset);
        return null;
    }

    /**
     * Message 1 was read and message 2 made.
     *
     * @return null, or why it was not good.
     */
    RejectCode onAnswerMade(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        if (HandshakeResult.OK != result.status())
        {
            handshake.heldByWorker = false;
            handshakes.free(handshake);
            return result.rejectCode();
        }
        if (HandshakeRequest.PATTERN_XX == handshake.pattern)
        {
            handshake.state = Handshake.ANSWERED;
            frames.answer(handshake, FrameTypes.XX_2, handshake.localIndex, null, result, buffer);
            services.counters().increment(SystemCounter.HANDSHAKES_ANSWERED);
            return null;
        }
        final RejectCode code = answer(handshake, result, buffer, nowNs);
        handshakes.free(handshake);
        return code;
    }

    /**
     * Message 3 of XX was read.
     *
     * @return null, or why it was not good.
     */
    RejectCode onAccepted(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final RejectCode code = accept(handshake, result, buffer, nowNs);
        if (null != code)
        {
            handshakes.free(handshake);
        }
        return code;
    }

    void onTimer(final Handshake handshake)
    {
        handshakes.free(handshake);
    }

    private RejectCode answer(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final RejectCode code = check(result, buffer, true);
        if (null != code)
        {
            return code;
        }
        final Link link = linkOf(handshake, result, buffer, nowNs);
        if (null == link)
        {
            return RejectCode.LINK_LIMIT;
        }
        remember(link, buffer, result);
        if (initiator.insists(link))
        {
            return RejectCode.HANDSHAKE_REFUSED;
        }
        initiator.giveWay(link);
        final Keypair keypair = keypair(handshake, result, buffer, nowNs);
        life.install(link, keypair);
        frames.answer(handshake, FrameTypes.RESPONSE_IK, keypair.localIndex, link, result, buffer);
        services.counters().increment(SystemCounter.HANDSHAKES_ANSWERED);
        if (Link.ANSWERED == link.state)
        {
            life.awaitConfirmation(link, nowNs);
        }
        return null;
    }

    private RejectCode accept(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        if (HandshakeResult.OK != result.status() || !result.isFinished())
        {
            return result.rejectCode();
        }
        // No recording can come this far, the peer had to answer to a key that we made for this handshake.
        final RejectCode code = check(result, buffer, false);
        if (null != code)
        {
            return code;
        }
        final Link link = linkOf(handshake, result, buffer, nowNs);
        if (null == link)
        {
            return RejectCode.LINK_LIMIT;
        }
        remember(link, buffer, result);
        if (initiator.insists(link))
        {
            return RejectCode.HANDSHAKE_REFUSED;
        }
        initiator.giveWay(link);
        final Keypair keypair = keypair(handshake, result, buffer, nowNs);
        handshakes.free(handshake);
        life.accept(link, keypair, nowNs);
        return null;
    }

    private RejectCode check(final HandshakeResult result, final DirectBuffer buffer, final boolean isReplayPossible)
    {
        final int payload = result.payloadOffset();
        if (!LinkPayload.isValid(buffer, payload, result.payloadLength()))
        {
            return RejectCode.HANDSHAKE_REFUSED;
        }
        if (space.same(ownAddress, 0, buffer, result.addressOffset()))
        {
            if (!work.isOurs(LinkPayload.incarnation(buffer, payload)))
            {
                services.counters().increment(SystemCounter.KEY_ELSEWHERE);
            }
            return RejectCode.HANDSHAKE_REFUSED;
        }
        if (isReplayPossible && LinkPayload.timestampNs(buffer, payload) <= greatestTimestampNs(result, buffer))
        {
            return RejectCode.HANDSHAKE_REPLAY;
        }
        return null;
    }

    private long greatestTimestampNs(final HandshakeResult result, final DirectBuffer buffer)
    {
        final int address = result.addressOffset();
        final Link link = links.find(buffer, address);
        final long ofLink = null != link ? link.greatestTimestampNs : 0;
        return Math.max(ofLink, timestamps.get(links.keyHash(buffer, address)));
    }

    private Link linkOf(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final int address = result.addressOffset();
        final boolean hasRoom = null != links.find(buffer, address) || makeRoom(handshake, nowNs);
        // Who was told that another link is over may have begun one to this peer.
        final Link existing = links.find(buffer, address);
        if (null != existing || !hasRoom)
        {
            return existing;
        }
        final Link link = life.create(Link.ANSWERED, handshake.addressId);
        links.bind(link, buffer, address);
        links.ofPeers().add(link);
        if (handshake.isAddressProved)
        {
            links.ofPeers().proved(link, nowNs);
        }
        return link;
    }

    /**
     * The key is proved. Where the address is, too, somebody who needs it less gives his place away; where it is not, a
     * cookie is asked for when the peer comes again.
     */
    private boolean makeRoom(final Handshake handshake, final long nowNs)
    {
        if (!links.hasRoomForPeer() && handshake.isAddressProved)
        {
            final Link least = links.ofPeers().leastUseful(handshake.addressId, nowNs);
            if (null != least)
            {
                life.displace(least, nowNs);
            }
        }
        return links.hasRoomForPeer();
    }

    private static void remember(final Link link, final DirectBuffer buffer, final HandshakeResult result)
    {
        link.greatestTimestampNs =
            Math.max(link.greatestTimestampNs, LinkPayload.timestampNs(buffer, result.payloadOffset()));
    }

    private Keypair keypair(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final Keypair keypair = keypairs.create(result, buffer, false, nowNs);
        keypair.remoteIndex = handshake.remoteIndex;
        keypair.generation = LinkPayload.generation(buffer, result.payloadOffset());
        keypairs.answered(keypair, handshake.addressId);
        handshakes.handOver(handshake, keypair);
        return keypair;
    }
}
