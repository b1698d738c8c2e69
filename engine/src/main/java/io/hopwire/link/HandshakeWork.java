package io.hopwire.link;

import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Asks for the steps of handshakes, which are key agreements and so never made here.
 */
final class HandshakeWork
{
    private static final String PROLOGUE_LABEL = "hopwire/1 link ";

    private final LinkConfig config;
    private final Services services;
    private final HandshakeRequest request = new HandshakeRequest();
    private final UnsafeBuffer prologue;
    private final UnsafeBuffer padding;
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[LinkPayload.LENGTH + LinkPayload.COOKIE_LENGTH]);
    private final UnsafeBuffer nothing = new UnsafeBuffer(new byte[0]);
    private final int addressLength;
    private final int owner;
    private final int incarnation;
    private long lastTimestampNs;
    private int generation;

    /**
     * @param owner of what comes of it.
     */
    HandshakeWork(final LinkConfig config, final Services services, final int owner)
    {
        this.owner = owner;
        this.config = config;
        this.services = services;
        prologue = new UnsafeBuffer((PROLOGUE_LABEL + config.agreement()).getBytes(StandardCharsets.UTF_8));
        padding = new UnsafeBuffer(new byte[HandshakeFrames.paddingLength(config.identityScheme())]);
        addressLength = config.identityScheme().addressLength();
        final EntropySource entropy = services.entropy();
        incarnation = Links.nonZero(entropy);
    }

    /**
     * Make message 1 of a handshake of ours.
     *
     * @return false where the queue of slow work is full.
     */
    boolean initiate(final Handshake handshake, final long nowNs)
    {
        final boolean isIk = HandshakeRequest.PATTERN_IK == handshake.pattern;
        if (isIk)
        {
            fillPayload(handshake.link, nowNs);
        }
        final int payloadLength = isIk ? LinkPayload.LENGTH + putCookie(handshake, nowNs) : padding.capacity();
        if (!claim(HandshakeRequest.INITIATE, handshake, prologue.capacity(), payloadLength, isIk ? addressLength : 0))
        {
            return false;
        }
        if (isIk)
        {
            request.remoteAddress(handshake.link.identity, Link.ADDRESS_OFFSET, addressLength);
        }
        request.prologue(prologue, 0, prologue.capacity()).payload(isIk ? payload : padding, 0, payloadLength);
        services.requests().commit();
        handshake.heldByWorker = true;
        handshake.generation = generation;
        return true;
    }

    /**
     * Read message 1 of a peer and make message 2.
     *
     * @return false where the queue of slow work is full.
     */
    boolean respond(
        final Handshake handshake, final DirectBuffer message, final int offset, final int length, final long nowNs)
    {
        fillPayload(null, nowNs);
        if (!claim(HandshakeRequest.RESPOND, handshake, prologue.capacity(), LinkPayload.LENGTH, length))
        {
            return false;
        }
        request.prologue(prologue, 0, prologue.capacity())
            .payload(payload, 0, LinkPayload.LENGTH)
            .message(message, offset, length);
        services.requests().commit();
        handshake.heldByWorker = HandshakeRequest.PATTERN_XX == handshake.pattern;
        handshake.frameAtWorker = true;
        return true;
    }

    /**
     * Read the next message and, as the initiator of XX, make message 3.
     *
     * @return false where the queue of slow work is full.
     */
    boolean advance(
        final Handshake handshake, final DirectBuffer message, final int offset, final int length, final long nowNs)
    {
        final boolean isWriting = HandshakeRequest.PATTERN_XX == handshake.pattern && handshake.isOurs();
        if (isWriting)
        {
            fillPayload(handshake.link, nowNs);
        }
        final int payloadLength = isWriting ? LinkPayload.LENGTH : 0;
        if (!claim(HandshakeRequest.ADVANCE, handshake, 0, payloadLength, length))
        {
            return false;
        }
        request.prologue(nothing, 0, 0)
            .payload(isWriting ? payload : nothing, 0, payloadLength)
            .message(message, offset, length);
        services.requests().commit();
        if (isWriting)
        {
            handshake.generation = generation;
        }
        // Whatever comes of it, the handshake is over for the worker.
        handshake.heldByWorker = false;
        handshake.frameAtWorker = true;
        return true;
    }

    /**
     * Nobody waits for the next step: the worker forgets the handshake. Where the queue is full it does so when it
     * needs the place.
     */
    void discard(final Handshake handshake)
    {
        final Requests requests = services.requests();
        final int offset = requests.tryClaim(HandshakeRequest.length(0, 0, 0, 0));
        if (offset >= 0)
        {
            request.wrapForWrite(requests.buffer(), offset)
                .header(HandshakeRequest.DISCARD, owner, handshake.pattern, handshake.id, 0);
            requests.commit();
        }
    }

    /**
     * Is this what we say of ourselves? Somebody else may have our key.
     */
    boolean isOurs(final int peerIncarnation)
    {
        return incarnation == peerIncarnation;
    }

    private boolean claim(
        final int op,
        final Handshake handshake,
        final int prologueLength,
        final int payloadLength,
        final int restLength)
    {
        final Requests requests = services.requests();
        final int offset = requests.tryClaim(HandshakeRequest.length(0, prologueLength, payloadLength, restLength));
        if (offset < 0)
        {
            services.counters().increment(SystemCounter.REQUESTS_FULL);
            return false;
        }
        request.wrapForWrite(requests.buffer(), offset)
            .header(op, owner, handshake.pattern, handshake.id, 0);
        return true;
    }

    /** Who may have forgotten us takes no message of which it can not see that it was made now. */
    private int putCookie(final Handshake handshake, final long nowNs)
    {
        if (handshake.cookieUntilNs <= nowNs)
        {
            return 0;
        }
        LinkPayload.putCookie(payload, 0, handshake.cookie);
        return LinkPayload.COOKIE_LENGTH;
    }

    /**
     * Timestamps of ours never repeat: a peer takes only newer ones.
     */
    private void fillPayload(final Link link, final long nowNs)
    {
        lastTimestampNs = Math.max(nowNs, lastTimestampNs + 1);
        final int linkIncarnation = null == link ? 0 : link.incarnation;
        generation = null == link ? 0 : link.generation + 1;
        LinkPayload.put(payload, 0, lastTimestampNs, config, incarnation, linkIncarnation, generation);
    }
}
