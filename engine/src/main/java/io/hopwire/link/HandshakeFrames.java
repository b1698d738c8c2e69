package io.hopwire.link;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakePayload;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes handshake frames and cookie frames. Their lengths are fixed by the pattern and by the identity scheme, whose
 * certificate is in every payload; no answer is longer than what it answers:
 * <pre>
 *                 Noise message                        frame of x25519   ed25519   string of 32 bytes
 *   INITIATION_IK  32 + 48 + payload      + 16                     171       270                  206
 *   RESPONSE_IK    32      + payload      + 16                     123       222                  158
 *   XX_1           32      + padding as long as XX_2               171       270                  206
 *   XX_2           32 + 48 + payload      + 16                     171       270                  206
 *   XX_3                48 + payload      + 16                     139       238                  174
 *   COOKIE                                                          40        40                   40
 *
 *   INITIATION_IK with a cookie inside is 19 longer
 *
 *   payload = hello 27 + certificate, with the three bytes in front of it, if there is one: 27, 126, 62
 * </pre>
 * A peer's frames may have other lengths, because payloads may grow. What counts is that a first message is no shorter
 * than our answer to it.
 */
final class HandshakeFrames
{
    private static final int KEY_LENGTH = CryptoProvider.KEY_LENGTH;
    private static final int SEALED_KEY_LENGTH = KEY_LENGTH + Aead.TAG_LENGTH;

    private final int responseLength;
    private final int xx2Length;
    private final Services services;
    private final HandshakeMacs macs;
    private final Cookies cookies;
    private final MacKey scratchKey = new MacKey();

    HandshakeFrames(
        final IdentityScheme scheme, final Services services, final HandshakeMacs macs, final Cookies cookies)
    {
        this.cookies = cookies;
        xx2Length = xx2Length(scheme);
        responseLength = xx2Length - SEALED_KEY_LENGTH;
        this.services = services;
        this.macs = macs;
    }

    /**
     * Bytes of the longest frame of ours.
     */
    static int maxFrameLength(final IdentityScheme scheme)
    {
        // Messages 1 of IK and 2 of XX are equally long, but for the cookie.
        return FrameTypes.HANDSHAKE_OVERHEAD + xx2Length(scheme) + LinkPayload.COOKIE_LENGTH;
    }

    /**
     * Zeros that message 1 of XX carries, so that the answer is not longer.
     */
    static int paddingLength(final IdentityScheme scheme)
    {
        return xx2Length(scheme) - KEY_LENGTH;
    }

    private static int xx2Length(final IdentityScheme scheme)
    {
        final int certificateLength = scheme.certificateLength();
        final int payloadLength =
            LinkPayload.LENGTH + (0 == certificateLength ? 0 : HandshakePayload.fieldLength(certificateLength));
        return KEY_LENGTH + SEALED_KEY_LENGTH + payloadLength + Aead.TAG_LENGTH;
    }

    /**
     * Is a Noise message of a length that we take? Nothing comes of one that is longer than allowed, and to a first
     * message that is shorter than our answer there is none, for its source address may not be its sender's.
     */
    boolean isLengthTaken(final int frameType, final int noiseLength)
    {
        final int answerLength =
            FrameTypes.INITIATION_IK == frameType ? responseLength : FrameTypes.XX_1 == frameType ? xx2Length : 0;
        return noiseLength >= answerLength && noiseLength <= Limits.MAX_HANDSHAKE_MESSAGE;
    }

    /**
     * Write a frame into the handshake's own memory, for sending and sending again.
     *
     * @param receiver whose address is known, or null.
     * @param result   of the worker, with the Noise message.
     */
    void build(
        final Handshake handshake,
        final int frameType,
        final Link receiver,
        final HandshakeResult result,
        final DirectBuffer buffer,
        final long nowNs)
    {
        handshake.frameLength = write(
            handshake.frame,
            0,
            frameType,
            handshake.remoteIndex,
            handshake.localIndex,
            receiver,
            result,
            buffer);
        if (handshake.cookieUntilNs > nowNs && FrameTypes.XX_3 != frameType)
        {
            putMac2(handshake);
        }
    }

    /**
     * Prove our address in the frame of a handshake of ours.
     */
    void putMac2(final Handshake handshake)
    {
        final int mac2 = handshake.frameLength - FrameTypes.MAC_LENGTH;
        macs.put(handshake.cookie, 0, handshake.frame, 0, mac2, handshake.frame, mac2);
    }

    /**
     * Send what was built.
     */
    void send(final Handshake handshake, final int addressId)
    {
        final Outbox outbox = services.outbox();
        final int offset = claim(handshake.frameLength);
        if (offset >= 0)
        {
            outbox.buffer().putBytes(offset, handshake.frame, 0, handshake.frameLength);
            outbox.commit(addressId, handshake.frameLength);
        }
    }

    /**
     * Write an answer straight into the outbox.
     *
     * @param receiver whose address is known, or null.
     * @param result   of the worker, with the Noise message.
     */
    void answer(
        final Handshake handshake,
        final int frameType,
        final int localIndex,
        final Link receiver,
        final HandshakeResult result,
        final DirectBuffer buffer)
    {
        assert result.messageLength() == (FrameTypes.XX_2 == frameType ? xx2Length : responseLength);
        final int offset = claim(FrameTypes.HANDSHAKE_OVERHEAD + result.messageLength());
        if (offset >= 0)
        {
            final int length = write(
                services.outbox().buffer(),
                offset,
                frameType,
                handshake.remoteIndex,
                localIndex,
                receiver,
                result,
                buffer);
            services.outbox().commit(handshake.addressId, length);
        }
    }

    /**
     * Demand a proof, of address or of time. Keyed by the first MAC of the frame that it answers: only who saw that can
     * make one.
     *
     * @param remoteIndex the sender's, of that frame.
     * @param mac1        holds its first MAC.
     */
    void demandCookie(
        final int addressId, final int remoteIndex, final DirectBuffer mac1, final int mac1Offset, final long nowNs)
    {
        final int claim = claim(FrameTypes.COOKIE_FRAME_LENGTH);
        if (claim >= 0)
        {
            final MutableDirectBuffer dst = services.outbox().buffer();
            FrameFlyweight.putFrameHeader(
                dst, claim, FrameTypes.COOKIE, FrameTypes.COOKIE_FRAME_LENGTH, remoteIndex);
            cookies.put(addressId, dst, FrameFlyweight.cookieOffset(claim), nowNs);
            final int macOffset = FrameFlyweight.cookieMacOffset(claim);
            macs.put(mac1, mac1Offset, dst, claim, macOffset - claim, dst, macOffset);
            services.outbox().commit(addressId, FrameTypes.COOKIE_FRAME_LENGTH);
        }
    }

    private int claim(final int length)
    {
        final int offset = services.outbox().tryClaim(length);
        if (offset < 0)
        {
            services.counters().increment(SystemCounter.OUTBOX_FULL);
        }
        return offset;
    }

    private int write(
        final MutableDirectBuffer dst,
        final int offset,
        final int frameType,
        final int remoteIndex,
        final int localIndex,
        final Link receiver,
        final HandshakeResult result,
        final DirectBuffer buffer)
    {
        final int noiseLength = result.messageLength();
        final int length =
            FrameFlyweight.putHandshakeHeader(dst, offset, frameType, remoteIndex, localIndex, noiseLength);
        dst.putBytes(offset + FrameTypes.HANDSHAKE_HEADER_LENGTH, buffer, result.messageOffset(), noiseLength);
        final int mac1 = FrameFlyweight.mac1Offset(offset, noiseLength);
        final MacKey key = null == receiver ?
            macs.networkKey() : macs.keyOf(receiver.identity, Link.ADDRESS_OFFSET, scratchKey);
        macs.put(key, dst, offset, mac1 - offset, dst, mac1);
        dst.setMemory(mac1 + FrameTypes.MAC_LENGTH, FrameTypes.MAC_LENGTH, (byte)0);
        return length;
    }
}
