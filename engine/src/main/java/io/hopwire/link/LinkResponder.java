package io.hopwire.link;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.HandshakePayload;
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
 * <p>
 * The first message of IK may be a recording. From a peer that we remember it has to have a timestamp that is greater
 * than all before. Of one that we do not remember we may have forgotten that we do: we were started anew, or have no
 * room. Its message is taken at once where its timestamp is too late for that, by more than clocks are wrong; otherwise
 * it is answered with a cookie, and is taken when it comes anew with that inside. Both together leave no gap where no
 * clock was ahead by more than {@link LinkSettings#CLOCK_SKEW}: clocks save a round trip, and what they can not tell
 * the cookie does. It has to stand inside the encrypted payload: the second MAC shows that somebody receives at an
 * address, and whoever has a recording can make it, for a cookie is sent in clear. Every look-up makes links to nodes
 * that do not know it: with a day as the setting it took 754 ms in a network of young nodes, and not 540.
 * <p>
 * Considered, and not done: refusing what is not later than our start, which takes recordings of clocks that were
 * ahead; demanding XX, which costs a place for seconds; keeping timestamps on disk, which many nodes do not have.
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
    private final Cookies cookies;
    private final long clockSkewNs;
    private final HandshakeWork work;
    private final LinkLife life;
    private final LinkInitiator initiator;
    private final TimestampCache timestamps;
    private final AddressSpace space;
    private final DirectBuffer ownAddress;

    LinkResponder(
        final LinkStores stores,
        final HandshakeFrames frames,
        final Cookies cookies,
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
        this.cookies = cookies;
        clockSkewNs = config.get(LinkSettings.CLOCK_SKEW);
        this.work = work;
        this.life = life;
        this.initiator = initiator;
        space = config.newAddressSpace();
        ownAddress = new UnsafeBuffer(config.publicKey());
    }

    /** {@return whether a first message is of somebody else than a peer that has a link, and wants new keys for it} */
    boolean isStranger(final int frameType, final int addressId)
    {
        return FrameTypes.INITIATION_IK != frameType || !links.isAnyAt(addressId);
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
        final boolean isIk = FrameTypes.INITIATION_IK == frameType;
        final Handshake handshake =
            handshakes.allocatePeers(addressId, isStranger(frameType, addressId), deadlineNs, nowNs);
        if (null == handshake)
        {
            return RejectCode.HANDSHAKE_LIMIT;
        }
        handshake.remoteIndex = FrameFlyweight.senderIndex(buffer, offset);
        handshake.isAddressProved = isAddressProved;
        handshake.pattern = isIk ? HandshakeRequest.PATTERN_IK : HandshakeRequest.PATTERN_XX;
        timestamps.start(nowNs);
        final int length = FrameFlyweight.noiseLength(buffer, offset);
        handshake.cookie.putBytes(0, buffer, FrameFlyweight.mac1Offset(offset, length), HandshakeMacs.LENGTH);
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
        handshakes.accepting(handshake);
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
            handshakes.answered(handshake, nowNs);
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
        final RejectCode code = checkRecording(handshake, result, buffer, nowNs);
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
        final RejectCode code = check(result, buffer);
        if (null != code)
        {
            return code;
        }
        if (isOfClosed(handshake, result, buffer))
        {
            return RejectCode.HANDSHAKE_SUPERSEDED;
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

    private RejectCode check(final HandshakeResult result, final DirectBuffer buffer)
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
        return null;
    }

    /** Whether it is for new keys of a link that was closed since; one that is opened anew has another state. */
    private static boolean isOfClosed(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer)
    {
        return 0 != handshake.closedIncarnation &&
            handshake.closedIncarnation == LinkPayload.linkIncarnation(buffer, result.payloadOffset());
    }

    private RejectCode checkRecording(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final RejectCode code = check(result, buffer);
        if (null != code)
        {
            return code;
        }
        final long timestampNs = LinkPayload.timestampNs(buffer, result.payloadOffset());
        final long greatestNs = greatestTimestampNs(result, buffer);
        if (timestampNs <= greatestNs)
        {
            return RejectCode.HANDSHAKE_REPLAY;
        }
        final boolean hasCookie = hasCookie(handshake, result, buffer, nowNs);
        handshake.isAddressProved |= hasCookie;
        if (0 == greatestNs && !isNew(timestampNs, nowNs) && !hasCookie)
        {
            final Link link = links.find(buffer, result.addressOffset());
            if (null != link && initiator.insists(link))
            {
                // Ours goes on whatever it shows: it will answer that.
                return RejectCode.HANDSHAKE_REFUSED;
            }
            frames.demandCookie(handshake.addressId, handshake.remoteIndex, handshake.cookie, 0, nowNs);
            return RejectCode.HANDSHAKE_COOKIE;
        }
        return null;
    }

    /** Neither from before the time of which we remember everybody, nor by a clock that only will be there. */
    private boolean isNew(final long timestampNs, final long nowNs)
    {
        final long surelyNs = timestampNs - clockSkewNs;
        return 0 == clockSkewNs || surelyNs > timestamps.forgottenNs() && surelyNs <= nowNs;
    }

    private boolean hasCookie(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final int cookie = LinkPayload.cookie(buffer, result.payloadOffset(), result.payloadLength());
        return HandshakePayload.NONE != cookie && cookies.isOurs(handshake.addressId, buffer, cookie, nowNs);
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
