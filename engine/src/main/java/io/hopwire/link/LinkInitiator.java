package io.hopwire.link;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.delivery.AnswerTimes;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Handshakes of ours: to open a link, and to renew the keys of one that is up. Each try is a new handshake with a new
 * index and a new timestamp; the waits between tries double, with jitter, until the attempt's time is over.
 * <p>
 * A peer whose key is known is asked by IK, and when that stays without an answer by XX, in turns. The first message of
 * IK is all that a responder has before it makes keys, so it has to take an old timestamp for a recording; who was
 * started anew with a clock that is behind would be kept out until it is as late again. In XX the peer sees from
 * message 3 that we are there now, and compares no timestamp. It goes on remembering the greatest one: lowering it
 * would let in every recording that is newer, and gain no more than that the next IK is answered at once.
 */
final class LinkInitiator
{
    private static final int MAX_DOUBLINGS = 2;
    /** Of the wait between attempts, which is no longer than an attempt: there are fewer before it is. */
    private static final int MAX_DOUBLINGS_OF_FAILURE = 16;
    private static final int MAX_CONFIRM_TRIES = 3;
    /** Tries with IK, then as many with XX: a loss or two is no reason, and a peer may have several addresses. */
    private static final int TRIES_IN_TURN = 3;
    /** Tries after which the peer's crossing handshake is let in though ours should win: ours does not get through. */
    private static final int MAX_TRIES_TO_INSIST = 2;

    private final long retryNs;
    private final long timeoutNs;
    private final long rejectAfterFrames;
    private final Services services;
    private final Timers timers;
    private final Counters counters;
    private final Links links;
    private final Keypairs keypairs;
    private final HandshakeSlots handshakes;
    private final AnswerTimes openTimes;
    private final HandshakeMacs macs;
    private final HandshakeFrames frames;
    private final HandshakeWork work;
    private final LinkLife life;
    private final LinkPlace place;
    private final AddressSpace space;
    private final boolean tellsStaticKey;
    private final DirectBuffer ownAddress;

    LinkInitiator(
        final LinkStores stores,
        final HandshakeMacs macs,
        final HandshakeFrames frames,
        final HandshakeWork work,
        final LinkLife life,
        final LinkPlace place)
    {
        final LinkConfig config = stores.config();
        retryNs = config.get(LinkSettings.HANDSHAKE_RETRY);
        timeoutNs = config.get(LinkSettings.HANDSHAKE_TIMEOUT);
        rejectAfterFrames = config.get(LinkSettings.REJECT_AFTER_FRAMES);
        services = stores.services();
        timers = stores.timers();
        counters = services.counters();
        links = stores.links();
        keypairs = stores.keypairs();
        handshakes = stores.handshakes();
        openTimes = stores.openTimes();
        this.macs = macs;
        this.frames = frames;
        this.work = work;
        this.life = life;
        this.place = place;
        space = config.newAddressSpace();
        tellsStaticKey = config.identityScheme().tellsStaticKey();
        ownAddress = new UnsafeBuffer(config.publicKey());
    }

    /**
     * See {@link LinkTable#open}.
     */
    int open(final DirectBuffer key, final int keyOffset, final int addressId, final long nowNs)
    {
        if (null != key && space.same(ownAddress, 0, key, keyOffset))
        {
            counters.increment(SystemCounter.LINKS_TO_SELF);
            return LinkTable.SELF;
        }
        final Link existing = null != key ? links.find(key, keyOffset) : links.findByAddress(addressId);
        if (null != existing)
        {
            return want(existing, nowNs);
        }
        if (!handshakes.hasRoom() || links.isFull())
        {
            return LinkTable.LIMIT;
        }
        final Link link = life.create(Link.OPENING, addressId);
        if (null != key)
        {
            links.bind(link, key, keyOffset);
        }
        attempt(link, nowNs);
        if (!start(link.attempt, nowNs))
        {
            life.fail(link, LinkCloseReason.LIMIT, nowNs);
            return LinkTable.NO_REQUEST;
        }
        link.wanted = true;
        return link.id;
    }

    /**
     * Renew the keys of a link that is up.
     *
     * @return false where there is no room for it now.
     */
    boolean rekey(final Link link, final long nowNs)
    {
        if (!handshakes.hasRoom())
        {
            return false;
        }
        attempt(link, nowNs);
        if (!start(link.attempt, nowNs))
        {
            life.endAttempt(link);
            return false;
        }
        return true;
    }

    /**
     * Whether a handshake of this peer that crosses one of ours must give way.
     */
    boolean insists(final Link link)
    {
        final Handshake ours = link.attempt;
        if (null == ours || !ours.isOut())
        {
            return false;
        }
        // Once the peer has answered IK, its own attempt is off: what comes now was sent before. Who answers XX does
        // not know to whom, and goes on with its own: were both refused that read an answer just then, none were left.
        final boolean isAnswered = Handshake.FINISHING == ours.state;
        return isAnswered && HandshakeRequest.PATTERN_IK == ours.pattern ||
            life.isOurAddressSmaller(link) &&
            (isAnswered || Handshake.CONFIRMING == ours.state || ours.tries <= MAX_TRIES_TO_INSIST);
    }

    /**
     * The peer's handshake was let in: ours waits, and begins anew if nothing comes of the peer's. Only that with the
     * greater address waits: if both did, they could do so for ever.
     */
    void giveWay(final Link link)
    {
        if (null != link.attempt && (!life.isOurAddressSmaller(link) || !link.attempt.isOut()))
        {
            handshakes.suspend(link.attempt);
        }
    }

    void onInitiationMade(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        if (HandshakeResult.OK != result.status())
        {
            handshake.heldByWorker = false;
            failed(handshake.link, LinkCloseReason.WRONG_KEY, nowNs);
            return;
        }
        final Link link = handshake.link;
        final boolean isIk = HandshakeRequest.PATTERN_IK == handshake.pattern;
        frames.build(
            handshake,
            isIk ? FrameTypes.INITIATION_IK : FrameTypes.XX_1,
            isIk ? link : null,
            result,
            buffer,
            nowNs);
        handshake.state = Handshake.SENT;
        handshake.sentNs = nowNs;
        counters.increment(SystemCounter.HANDSHAKES_INITIATED);
        frames.send(handshake, link.addressId);
    }

    /**
     * Message 2 arrived, its first MAC is right.
     *
     * @return null, or why it is not taken.
     */
    RejectCode onAnswer(
        final Handshake handshake, final int frameType, final DirectBuffer buffer, final int offset, final long nowNs)
    {
        final boolean isIk = FrameTypes.RESPONSE_IK == frameType;
        if (Handshake.SENT != handshake.state || isIk != (HandshakeRequest.PATTERN_IK == handshake.pattern))
        {
            return RejectCode.HANDSHAKE_INVALID;
        }
        final int length = FrameFlyweight.noiseLength(buffer, offset);
        if (!work.advance(handshake, buffer, offset + FrameTypes.HANDSHAKE_HEADER_LENGTH, length, nowNs))
        {
            return RejectCode.HANDSHAKE_LIMIT;
        }
        handshake.state = Handshake.FINISHING;
        handshake.remoteIndex = FrameFlyweight.senderIndex(buffer, offset);
        handshake.rttNs = nowNs - handshake.sentNs;
        return null;
    }

    /**
     * A proof is demanded, once a try. Of XX the same message is sent again with the second MAC, which proves our
     * address. Of IK a new one is made with the cookie inside: that proves our address, too, and whoever demands it
     * does not say whether it is load, or that it can not tell us from a recording.
     *
     * @return null, or why it is not taken.
     */
    RejectCode onCookie(final Handshake handshake, final DirectBuffer buffer, final int offset, final long nowNs)
    {
        if (Handshake.SENT != handshake.state || handshake.cookieTaken)
        {
            return RejectCode.HANDSHAKE_INVALID;
        }
        final int mac1 = handshake.frameLength - 2 * FrameTypes.MAC_LENGTH;
        final int macOffset = FrameFlyweight.cookieMacOffset(offset);
        if (!macs.verify(handshake.frame, mac1, buffer, offset, macOffset - offset, macOffset))
        {
            return RejectCode.HANDSHAKE_MAC;
        }
        handshake.cookie.putBytes(0, buffer, FrameFlyweight.cookieOffset(offset), HandshakeMacs.LENGTH);
        handshake.cookieUntilNs = nowNs + Cookies.VALID_NS;
        handshake.cookieTaken = true;
        // The peer is there: it has as long to answer this as it had to demand it.
        schedule(handshake, waitNs(handshake.tries - 1), nowNs);
        if (HandshakeRequest.PATTERN_IK == handshake.pattern)
        {
            return begin(handshake, nowNs) ? null : RejectCode.HANDSHAKE_LIMIT;
        }
        frames.putMac2(handshake);
        handshake.sentNs = nowNs;
        frames.send(handshake, handshake.link.addressId);
        return null;
    }

    /**
     * Message 2 was read.
     *
     * @return null, or why it was not good.
     */
    RejectCode onFinished(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        if (HandshakeResult.OK != result.status() || !result.isFinished())
        {
            return onUnreadable(handshake, result, nowNs);
        }
        final Link link = handshake.link;
        final RejectCode code = check(handshake, result, buffer);
        if (null != code)
        {
            refused(handshake, nowNs);
            return code;
        }
        if (isSelf(result, buffer))
        {
            onSelf(handshake, result, buffer, nowNs);
            return RejectCode.HANDSHAKE_REFUSED;
        }
        if (HandshakeRequest.PATTERN_IK == handshake.pattern)
        {
            final Keypair keypair = keypair(handshake, result, buffer, nowNs);
            measured(link, handshake, nowNs);
            life.complete(link, keypair, nowNs);
        }
        else
        {
            identified(handshake, result, buffer, nowNs);
        }
        return null;
    }

    /**
     * What anybody could have sent may still be followed by the right answer; what only our peer could have sent is its
     * last word.
     */
    private RejectCode onUnreadable(final Handshake handshake, final HandshakeResult result, final long nowNs)
    {
        final RejectCode code = result.rejectCode();
        if (RejectCode.HANDSHAKE_INVALID == code)
        {
            handshakes.suspend(handshake);
        }
        else
        {
            refused(handshake, nowNs);
        }
        return code;
    }

    /**
     * Whoever is at the address answers XX. Where somebody else is sought that is no word of whom we seek.
     */
    private void refused(final Handshake handshake, final long nowNs)
    {
        final Link link = handshake.link;
        if (link.keyKnown && HandshakeRequest.PATTERN_XX == handshake.pattern)
        {
            handshakes.suspend(handshake);
        }
        else
        {
            failed(link, LinkCloseReason.REFUSED, nowNs);
        }
    }

    private RejectCode check(final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer)
    {
        final int address = result.addressOffset();
        if (!LinkPayload.isValid(buffer, result.payloadOffset(), result.payloadLength()))
        {
            return RejectCode.HANDSHAKE_REFUSED;
        }
        final boolean isSought = !handshake.link.keyKnown ||
            space.same(handshake.link.identity, Link.ADDRESS_OFFSET, buffer, address);
        return isSought ? null : RejectCode.HANDSHAKE_CERTIFICATE;
    }

    /**
     * Our own key answers: we are there ourselves, or somebody else has it and should know, which message 3 tells.
     */
    private void onSelf(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final Link link = handshake.link;
        final boolean isOurs = work.isOurs(LinkPayload.incarnation(buffer, result.payloadOffset()));
        counters.increment(isOurs ? SystemCounter.LINKS_TO_SELF : SystemCounter.KEY_ELSEWHERE);
        if (!isOurs && HandshakeRequest.PATTERN_XX == handshake.pattern)
        {
            // Not bound, as no link has our own key; but the frame is for who has it.
            link.identity.putBytes(Link.ADDRESS_OFFSET, ownAddress, 0, space.length());
            frames.build(handshake, FrameTypes.XX_3, link, result, buffer, nowNs);
            frames.send(handshake, link.addressId);
        }
        failed(link, LinkCloseReason.SELF, nowNs);
    }

    private boolean isSelf(final HandshakeResult result, final DirectBuffer buffer)
    {
        return space.same(ownAddress, 0, buffer, result.addressOffset());
    }

    void onTimer(final Handshake handshake, final long nowNs)
    {
        final Link link = handshake.link;
        if (nowNs >= handshake.deadlineNs)
        {
            counters.increment(SystemCounter.HANDSHAKES_TIMED_OUT);
            failed(link, LinkCloseReason.TIMEOUT, nowNs);
        }
        else if (Handshake.CONFIRMING == handshake.state && handshake.confirmTries < MAX_CONFIRM_TRIES)
        {
            handshake.confirmTries++;
            frames.send(handshake, link.addressId);
            schedule(handshake, retryNs << handshake.confirmTries, nowNs);
        }
        else if (link.isProbe && Link.OPENING == link.state && handshake.tries > 0)
        {
            timers.schedule(HandshakeSlots.timerId(handshake.slot), handshake.deadlineNs);
        }
        else if (startAgain(handshake, nowNs))
        {
            tryElsewhere(link, nowNs);
        }
        else
        {
            schedule(handshake, retryNs, nowNs);
        }
    }

    /**
     * What has just begun anew leaves when the worker has made it, and goes where the link leads then.
     */
    private void tryElsewhere(final Link link, final long nowNs)
    {
        if (Link.OPENING == link.state && null != link.choice)
        {
            place.move(link, link.choice.next(link.addressId), nowNs);
        }
    }

    private int want(final Link link, final long nowNs)
    {
        if (!link.isUp())
        {
            link.wanted = true;
            if (null == link.attempt && handshakes.hasRoom())
            {
                // The peer is trying already. If nothing comes of it, we do.
                attempt(link, nowNs);
                schedule(link.attempt, retryNs, nowNs);
            }
            else if (link.isProbe && null != link.attempt)
            {
                // As if it had been wanted from the start.
                schedule(link.attempt, Math.max(0, link.attempt.triedNs + waitNs(0) - nowNs), nowNs);
            }
            link.isProbe = false;
        }
        return link.id;
    }

    private void attempt(final Link link, final long nowNs)
    {
        link.attempt = handshakes.allocateOurs(link, nowNs + timeoutNs);
    }

    private boolean start(final Handshake handshake, final long nowNs)
    {
        handshake.pattern = isKeyUsed(handshake) ? HandshakeRequest.PATTERN_IK : HandshakeRequest.PATTERN_XX;
        handshake.cookieTaken = false;
        if (!begin(handshake, nowNs))
        {
            return false;
        }
        handshake.triedNs = nowNs;
        schedule(handshake, waitNs(handshake.tries), nowNs);
        handshake.tries++;
        return true;
    }

    /** Have message 1 made; where that can not be now, the timer tries again. */
    private boolean begin(final Handshake handshake, final long nowNs)
    {
        handshakes.renew(handshake);
        handshake.state = Handshake.WAITING;
        handshake.remoteIndex = 0;
        handshake.confirmTries = 0;
        if (!work.initiate(handshake, nowNs))
        {
            return false;
        }
        handshake.state = Handshake.STARTING;
        return true;
    }

    /** Who is asked again has not answered; rekeying is no question of who is there. */
    private boolean startAgain(final Handshake handshake, final long nowNs)
    {
        if (!handshake.link.isUp() && 1 == handshake.tries)
        {
            openTimes.onSilence();
        }
        return start(handshake, nowNs);
    }

    private long waitNs(final int tries)
    {
        return retryNs << Math.min(tries, MAX_DOUBLINGS);
    }

    private boolean isKeyUsed(final Handshake handshake)
    {
        return tellsStaticKey && handshake.link.keyKnown && 0 == (handshake.tries / TRIES_IN_TURN & 1);
    }

    private void schedule(final Handshake handshake, final long delayNs, final long nowNs)
    {
        final long jitterNs = Long.remainderUnsigned(services.entropy().nextLong(), delayNs / 4 + 1);
        final long deadlineNs = Math.min(nowNs + delayNs + jitterNs, handshake.deadlineNs);
        timers.schedule(HandshakeSlots.timerId(handshake.slot), deadlineNs);
    }

    /**
     * XX told who the peer is. It may be one that we have a link to.
     */
    private void identified(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final Link asked = handshake.link;
        final int address = result.addressOffset();
        final Link existing = asked.keyKnown ? asked : links.find(buffer, address);
        if (null == existing || existing == asked)
        {
            if (!asked.keyKnown)
            {
                links.bind(asked, buffer, address);
            }
            confirm(handshake, asked, result, buffer, nowNs);
            return;
        }
        if (!existing.isUp() ||
            existing.peerIncarnation != LinkPayload.incarnation(buffer, result.payloadOffset()))
        {
            life.endAttempt(existing);
            asked.attempt = null;
            existing.attempt = handshake;
            handshake.link = existing;
            existing.incarnation = asked.incarnation;
            existing.wanted = true;
            if (existing.isUp())
            {
                life.tellDisplaced(existing, asked.addressId, nowNs);
            }
            // It has just answered there, to a key made for this try: wherever it was sought or known, it is here.
            place.move(existing, asked.addressId, nowNs);
            confirm(handshake, existing, result, buffer, nowNs);
        }
        // Not bound, for the key belongs to the other link; but who asked may read whom it found there.
        asked.identity.putBytes(Link.ADDRESS_OFFSET, existing.identity, Link.ADDRESS_OFFSET, space.length());
        life.fail(asked, LinkCloseReason.REPLACED, nowNs);
    }

    private void confirm(
        final Handshake handshake,
        final Link link,
        final HandshakeResult result,
        final DirectBuffer buffer,
        final long nowNs)
    {
        frames.build(handshake, FrameTypes.XX_3, link, result, buffer, nowNs);
        final Keypair keypair = keypair(handshake, result, buffer, nowNs);
        life.install(link, keypair);
        measured(link, handshake, nowNs);
        handshake.state = Handshake.CONFIRMING;
        frames.send(handshake, link.addressId);
        schedule(handshake, retryNs, nowNs);
    }

    private Keypair keypair(
        final Handshake handshake, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final Keypair keypair = keypairs.create(result, buffer, true, nowNs);
        keypair.remoteIndex = handshake.remoteIndex;
        keypair.generation = handshake.generation;
        handshakes.handOver(handshake, keypair);
        return keypair;
    }

    private void measured(final Link link, final Handshake handshake, final long nowNs)
    {
        openTimes.onAnswer(nowNs - handshake.triedNs);
        if (2 == handshake.tries && !link.isUp())
        {
            openTimes.onSecondAnswer();
        }
        if (!link.rttMeasured)
        {
            link.rttNs = handshake.rttNs;
        }
    }

    /**
     * The attempt is over without success.
     */
    private void failed(final Link link, final int reason, final long nowNs)
    {
        life.endAttempt(link);
        if (link.isUp())
        {
            if (link.current.sendCounter >= rejectAfterFrames)
            {
                life.down(link, LinkCloseReason.KEY_EXHAUSTED, nowNs);
            }
            else
            {
                link.rekeyAtNs = nowNs + waitAfterFailureNs(link.current);
                timers.schedule(link.timerId(), nowNs);
            }
        }
        else
        {
            life.fail(link, reason, nowNs);
        }
    }

    /**
     * A key that is renewed for its age has time for several attempts. One that is worn may be used up before long, and
     * then the link stands still: it is tried again after as long as a try waits, and each time twice as long.
     */
    private long waitAfterFailureNs(final Keypair keypair)
    {
        return keypair.isWorn() ?
            Math.min(timeoutNs, retryNs << Math.min(keypair.failures++, MAX_DOUBLINGS_OF_FAILURE)) : timeoutNs;
    }
}
