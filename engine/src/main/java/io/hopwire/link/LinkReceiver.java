package io.hopwire.link;

import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Opens data frames: receiver index, replay window, then the cipher, in the order of what they cost.
 */
final class LinkReceiver
{
    /** Smoothing of the round-trip time: one eighth of each new sample, as TCP does (RFC 6298). */
    static final int RTT_SHIFT = 3;

    private final Counters counters;
    private final LinkHandler handler;
    private final ReceiverIndexes indexes;
    private final LinkLife life;
    private final LinkSender sender;
    private final LinkLiveness liveness;
    private final LinkMaintenance maintenance;
    private final PathMtu pathMtu;
    private final LinkPlace place;
    private final long minPongIntervalNs;
    private final long maxForgeries;

    LinkReceiver(
        final LinkStores stores,
        final LinkHandler handler,
        final LinkLife life,
        final LinkSender sender,
        final LinkLiveness liveness,
        final LinkMaintenance maintenance,
        final PathMtu pathMtu,
        final LinkPlace place)
    {
        counters = stores.services().counters();
        maxForgeries = stores.config().get(LinkSettings.REJECT_AFTER_FORGERIES);
        indexes = stores.indexes();
        this.handler = handler;
        this.life = life;
        this.sender = sender;
        this.liveness = liveness;
        this.maintenance = maintenance;
        this.pathMtu = pathMtu;
        this.place = place;
        // A peer that waits for us asks more often than one that measures: each of its pings deserves an answer.
        minPongIntervalNs = Math.min(stores.config().get(LinkSettings.PING) / 8, liveness.retryNs() / 2);
    }

    /**
     * A data frame arrived whose length was checked.
     *
     * @return null, or why it is not taken.
     */
    RejectCode onData(
        final int addressId,
        final MutableDirectBuffer buffer,
        final int offset,
        final int frameLength,
        final long nowNs)
    {
        final Keypair keypair = indexes.keypair(FrameFlyweight.receiverIndex(buffer, offset));
        if (null == keypair)
        {
            return RejectCode.UNKNOWN_RECEIVER;
        }
        if (nowNs >= keypair.rejectNs)
        {
            return RejectCode.KEY_EXPIRED;
        }
        final long counter = FrameFlyweight.counter(buffer, offset);
        if (!keypair.isFresh(counter))
        {
            return RejectCode.REPLAY;
        }
        final int plaintext = offset + FrameTypes.DATA_HEADER_LENGTH;
        final int length = keypair.opening.open(
            counter, buffer, plaintext, frameLength - FrameTypes.DATA_HEADER_LENGTH, buffer, plaintext);
        if (length < 0)
        {
            onForged(keypair, nowNs);
            return RejectCode.AUTHENTICATION;
        }
        keypair.accept(counter);
        counters.increment(SystemCounter.FRAMES_OPENED);
        // An empty frame may answer under a keypair that the peer does not seal its own frames under yet.
        keypair.heard |= length > 0;
        authenticated(keypair, counter, addressId, nowNs);
        final Link link = keypair.link;
        if (0 == length)
        {
            counters.increment(SystemCounter.LINK_FRAMES);
        }
        else if (null != link && link.isUp())
        {
            onPlaintext(link, keypair, buffer, plaintext, length, nowNs);
        }
        else
        {
            counters.reject(RejectCode.LINK_NOT_UP);
        }
        return null;
    }

    /** Whoever may try without end will be lucky once (RFC 9001, section 6.6). */
    private void onForged(final Keypair keypair, final long nowNs)
    {
        keypair.forgeries++;
        if (keypair.forgeries < maxForgeries / 2)
        {
            return;
        }
        final Link link = keypair.link;
        final boolean isCurrent = keypair == link.current;
        if (keypair.forgeries >= maxForgeries)
        {
            keypair.rejectNs = Math.min(keypair.rejectNs, nowNs);
        }
        if (isCurrent && (keypair.forgeries == maxForgeries / 2 || nowNs >= keypair.rejectNs))
        {
            sender.requestRekey(link, keypair, nowNs);
        }
    }

    private void authenticated(final Keypair keypair, final long counter, final int addressId, final long nowNs)
    {
        final Link link = keypair.link;
        assert null != link : "an index leads to a keypair as long as a link has it";
        link.framesReceived++;
        link.lastReceivedNs = nowNs;
        keypair.lastUsedNs = nowNs;
        final boolean isCurrent = keypair == link.current;
        final boolean isFollowed = (isCurrent || keypair == link.next) && counter == keypair.highest();
        if (!isCurrent)
        {
            // First: a link comes up at an address where its peer is known to receive.
            life.onOtherKeypair(link, keypair, nowNs);
        }
        else if (counter >= keypair.rekeyCounter && keypair.initiator)
        {
            sender.requestRekey(link, keypair, nowNs);
        }
        if (isFollowed && keypair.link == link)
        {
            place.follow(link, addressId, nowNs);
        }
    }

    private void onPlaintext(
        final Link link,
        final Keypair keypair,
        final MutableDirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        switch (buffer.getByte(offset))
        {
            case FrameKinds.LINK_CLOSE:
                counters.increment(SystemCounter.LINK_FRAMES);
                onClose(link, keypair, isForWantOfPlace(buffer, offset, length), nowNs);
                break;

            case FrameKinds.LINK_DISPLACED:
                counters.increment(SystemCounter.LINK_FRAMES);
                onDisplaced(link, keypair, nowNs);
                break;

            case FrameKinds.LINK_PING:
                if (hasPingLength(length))
                {
                    onPing(link, keypair, buffer, offset, nowNs);
                }
                break;

            case FrameKinds.LINK_PROBE:
                onProbe(link, keypair, buffer, offset, length, nowNs);
                break;

            case FrameKinds.LINK_PROBED:
                onProbed(link, keypair, buffer, offset, length, nowNs);
                break;

            case FrameKinds.LINK_PONG:
                if (hasPingLength(length))
                {
                    onPong(link, keypair, buffer, offset, nowNs);
                }
                break;

            case FrameKinds.LINK_CHALLENGE:
                if (hasPingLength(length))
                {
                    onChallenge(link, keypair, buffer, offset, nowNs);
                }
                break;

            case FrameKinds.LINK_RESPONSE:
                if (hasPingLength(length))
                {
                    onResponse(link, keypair, buffer, offset, nowNs);
                }
                break;

            default:
                onPayload(link, nowNs);
                handler.onFrame(link, buffer, offset, length, nowNs);
                break;
        }
    }

    private void onPayload(final Link link, final long nowNs)
    {
        if (link.isQuiet)
        {
            liveness.wake(link, nowNs);
        }
        link.lastPayloadReceivedNs = nowNs;
    }

    private boolean hasPingLength(final int length)
    {
        if (LinkSender.PING_LENGTH != length)
        {
            counters.reject(RejectCode.CELL);
            return false;
        }
        counters.increment(SystemCounter.LINK_FRAMES);
        return true;
    }

    private void onProbe(
        final Link link,
        final Keypair keypair,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        if (length < LinkSender.PROBE_LENGTH)
        {
            counters.reject(RejectCode.CELL);
            return;
        }
        counters.increment(SystemCounter.LINK_FRAMES);
        onIncarnation(link, keypair, buffer.getInt(offset + 5, LITTLE_ENDIAN), nowNs);
        if (link.isUp())
        {
            sender.sendProbed(link, buffer.getInt(offset + 1, LITTLE_ENDIAN), length, nowNs);
        }
    }

    private void onProbed(
        final Link link,
        final Keypair keypair,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        if (LinkSender.PROBED_LENGTH != length)
        {
            counters.reject(RejectCode.CELL);
            return;
        }
        final int number = buffer.getInt(offset + 1, LITTLE_ENDIAN);
        final int probed = buffer.getShort(offset + LinkSender.PROBE_LENGTH, LITTLE_ENDIAN) & 0xFFFF;
        if (!pathMtu.isAnswer(link, number, probed))
        {
            counters.reject(RejectCode.CELL);
            return;
        }
        counters.increment(SystemCounter.LINK_FRAMES);
        onIncarnation(link, keypair, buffer.getInt(offset + 5, LITTLE_ENDIAN), nowNs);
        if (link.isUp())
        {
            pathMtu.onAnswer(link, number, probed, nowNs);
        }
    }

    private static boolean isForWantOfPlace(final DirectBuffer buffer, final int offset, final int length)
    {
        return length > LinkSender.CLOSE_LENGTH &&
            LinkSender.NO_PLACE == buffer.getByte(offset + LinkSender.CLOSE_LENGTH);
    }

    private void onClose(final Link link, final Keypair keypair, final boolean isForWantOfPlace, final long nowNs)
    {
        if (keypair == link.current)
        {
            life.onPeerClosed(link, isForWantOfPlace ? LinkCloseReason.DISPLACED : LinkCloseReason.PEER, nowNs);
        }
    }

    /**
     * Our key is used by another node. A node that was started anew is not told of itself: this word is sealed for the
     * one before, and sent to where that was.
     */
    private void onDisplaced(final Link link, final Keypair keypair, final long nowNs)
    {
        if (keypair == link.current)
        {
            counters.increment(SystemCounter.KEY_ELSEWHERE);
            life.down(link, LinkCloseReason.SELF, nowNs);
        }
    }

    private void onPing(
        final Link link,
        final Keypair keypair,
        final MutableDirectBuffer buffer,
        final int offset,
        final long nowNs)
    {
        final long token = buffer.getLong(offset + 1, LITTLE_ENDIAN);
        onIncarnation(link, keypair, buffer.getInt(offset + 9, LITTLE_ENDIAN), nowNs);
        if (link.isUp() && (0 == link.lastPongNs || nowNs - link.lastPongNs >= minPongIntervalNs))
        {
            link.lastPongNs = nowNs;
            sender.sendPong(link, token, nowNs);
        }
        maintenance.onIdleSign(link, nowNs);
    }

    /**
     * Both frames of a measurement tell which state of the link the peer has, so whoever asks and whoever is asked
     * learn it: on an idle link only one of the two asks.
     */
    private void onIncarnation(final Link link, final Keypair keypair, final int incarnation, final long nowNs)
    {
        keypair.peerLinkIncarnation = incarnation;
        if (keypair != link.current)
        {
            if (incarnation == link.peerLinkIncarnation)
            {
                life.onSameState(link, keypair, nowNs);
            }
            else if (0 == link.peerLinkIncarnation && liveness.isUnheard(link.current, nowNs))
            {
                life.onUnknownState(link, keypair, nowNs);
            }
        }
        else if (incarnation != link.peerLinkIncarnation)
        {
            final boolean isFirst = 0 == link.peerLinkIncarnation;
            link.peerLinkIncarnation = incarnation;
            if (!isFirst)
            {
                life.replaced(link, nowNs);
            }
        }
    }

    private void onPong(
        final Link link,
        final Keypair keypair,
        final MutableDirectBuffer buffer,
        final int offset,
        final long nowNs)
    {
        onIncarnation(link, keypair, buffer.getInt(offset + 9, LITTLE_ENDIAN), nowNs);
        if (link.pingOutstanding && link.pingToken == buffer.getLong(offset + 1, LITTLE_ENDIAN))
        {
            link.pingOutstanding = false;
            final long sampleNs = nowNs - link.lastPingNs;
            // The handshake's own measurement has key agreements in it: the first frame of its own replaces it.
            link.rttNs = link.rttMeasured ? link.rttNs + (sampleNs - link.rttNs >> RTT_SHIFT) : sampleNs;
            link.rttMeasured = true;
        }
        maintenance.onIdleSign(link, nowNs);
    }

    /** One answer as long as the question: nobody gains by asking often. */
    private void onChallenge(
        final Link link, final Keypair keypair, final DirectBuffer buffer, final int offset, final long nowNs)
    {
        onIncarnation(link, keypair, buffer.getInt(offset + 9, LITTLE_ENDIAN), nowNs);
        if (link.isUp())
        {
            sender.sendResponse(link, buffer.getLong(offset + 1, LITTLE_ENDIAN), nowNs);
        }
    }

    private void onResponse(
        final Link link, final Keypair keypair, final DirectBuffer buffer, final int offset, final long nowNs)
    {
        onIncarnation(link, keypair, buffer.getInt(offset + 9, LITTLE_ENDIAN), nowNs);
        if (link.isUp())
        {
            place.onResponse(link, buffer.getLong(offset + 1, LITTLE_ENDIAN), nowNs);
        }
    }
}
