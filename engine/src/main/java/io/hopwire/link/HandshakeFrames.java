package io.hopwire.link;

import io.hopwire.spi.Outbox;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes handshake frames and cookie frames. Their lengths are fixed by the pattern, and no answer is longer than what
 * it answers:
 * <pre>
 *                 Noise message                            frame
 *   INITIATION_IK  32 + 48 + payload 24 + 16 = 120           168
 *   RESPONSE_IK    32      + payload 24 + 16 =  72           120
 *   XX_1           32      + padding 88      = 120           168
 *   XX_2           32 + 48 + payload 24 + 16 = 120           168
 *   XX_3                48 + payload 24 + 16 =  88           136
 *   COOKIE                                                    40
 * </pre>
 */
final class HandshakeFrames
{
    /** Zeros that message 1 of XX carries, so that the answer is not longer. */
    static final int XX_1_PADDING = 88;

    private static final int[] NOISE_LENGTHS = { 0, 120, 72, 120, 120, 88, 0, 0 };

    private final LinkServices services;
    private final HandshakeMacs macs;
    private final MacKey scratchKey = new MacKey();

    HandshakeFrames(final LinkServices services, final HandshakeMacs macs)
    {
        this.services = services;
        this.macs = macs;
    }

    static int noiseLength(final int frameType)
    {
        return NOISE_LENGTHS[frameType];
    }

    /**
     * Write a frame into the handshake's own memory, for sending and sending again.
     *
     * @param remoteKey of the receiver, or null where it is not known.
     */
    void build(
        final Handshake handshake,
        final int frameType,
        final byte[] remoteKey,
        final DirectBuffer message,
        final int messageOffset,
        final long nowNs)
    {
        handshake.frameLength = write(
            handshake.frame,
            0,
            frameType,
            handshake.remoteIndex,
            handshake.localIndex,
            remoteKey,
            message,
            messageOffset);
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
     * @param remoteKey of the receiver, or null where it is not known.
     */
    void answer(
        final Handshake handshake,
        final int frameType,
        final int localIndex,
        final byte[] remoteKey,
        final DirectBuffer message,
        final int messageOffset)
    {
        final int offset = claim(FrameTypes.HANDSHAKE_OVERHEAD + noiseLength(frameType));
        if (offset >= 0)
        {
            final int length = write(
                services.outbox().buffer(),
                offset,
                frameType,
                handshake.remoteIndex,
                localIndex,
                remoteKey,
                message,
                messageOffset);
            services.outbox().commit(handshake.addressId, length);
        }
    }

    /**
     * Demand a proof of address. Keyed by the first MAC of the frame that it answers: only who saw that can make one.
     */
    void demandCookie(
        final Cookies cookies, final int addressId, final DirectBuffer buffer, final int offset, final long nowNs)
    {
        final int claim = claim(FrameTypes.COOKIE_FRAME_LENGTH);
        if (claim >= 0)
        {
            final MutableDirectBuffer dst = services.outbox().buffer();
            FrameFlyweight.putFrameHeader(
                dst,
                claim,
                FrameTypes.COOKIE,
                FrameTypes.COOKIE_FRAME_LENGTH,
                FrameFlyweight.senderIndex(buffer, offset));
            cookies.put(addressId, dst, FrameFlyweight.cookieOffset(claim), nowNs);
            final int mac1 = FrameFlyweight.mac1Offset(offset, FrameFlyweight.noiseLength(buffer, offset));
            final int macOffset = FrameFlyweight.cookieMacOffset(claim);
            macs.put(buffer, mac1, dst, claim, macOffset - claim, dst, macOffset);
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
        final byte[] remoteKey,
        final DirectBuffer message,
        final int messageOffset)
    {
        final int noiseLength = noiseLength(frameType);
        final int length =
            FrameFlyweight.putHandshakeHeader(dst, offset, frameType, remoteIndex, localIndex, noiseLength);
        dst.putBytes(offset + FrameTypes.HANDSHAKE_HEADER_LENGTH, message, messageOffset, noiseLength);
        final int mac1 = FrameFlyweight.mac1Offset(offset, noiseLength);
        final MacKey key = null == remoteKey ? macs.networkKey() : macs.keyOf(remoteKey, scratchKey);
        macs.put(key, dst, offset, mac1 - offset, dst, mac1);
        dst.setMemory(mac1 + FrameTypes.MAC_LENGTH, FrameTypes.MAC_LENGTH, (byte)0);
        return length;
    }
}
