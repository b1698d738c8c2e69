package io.hopwire.link;

import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Seals data frames in the outbox' own memory.
 * <p>
 * Nothing is sealed as associated data. Each header field is bound in another way: the counter is the nonce; the
 * receiver index picks the key; the length delimits the ciphertext, whose tag fails when it is cut or extended; and
 * type and version are checked to be the only values under which these keys are ever used. A changed header is
 * therefore a frame that does not open, or the same frame.
 */
final class LinkSender
{
    /** Bytes of the plaintext of {@link FrameKinds#LINK_PING}, {@link FrameKinds#LINK_CHALLENGE}, and their answers. */
    static final int PING_LENGTH = 13;
    /** Bytes of the plaintext of a close, of whatever reason: kind. */
    static final int CLOSE_LENGTH = 1;
    /** What stands behind the kind of a close where another peer gets the place. */
    static final byte NO_PLACE = 1;
    /** Bytes of the plaintext of the shortest {@link FrameKinds#LINK_PROBE}. */
    static final int PROBE_LENGTH = 9;
    /** Bytes of the plaintext of a {@link FrameKinds#LINK_PROBED}. */
    static final int PROBED_LENGTH = 11;

    private final EntropySource entropy;
    private final Timers timers;
    private final LinkLiveness liveness;
    private final Outbox outbox;
    private final Counters counters;
    private final long rejectAfterFrames;

    LinkSender(final LinkConfig config, final Services services, final Timers timers, final LinkLiveness liveness)
    {
        this.timers = timers;
        this.liveness = liveness;
        rejectAfterFrames = config.get(LinkSettings.REJECT_AFTER_FRAMES);
        entropy = services.entropy();
        outbox = services.outbox();
        counters = services.counters();
    }

    int tryClaim(final Link link, final int maxPlaintextLength)
    {
        final int offset = claim(link, maxPlaintextLength);
        if (LinkTable.BACK_PRESSURED == offset)
        {
            counters.increment(SystemCounter.OUTBOX_FULL);
        }
        return offset;
    }

    /**
     * Whether frames can be sealed for a link: 0, or why not.
     */
    int state(final Link link)
    {
        return !link.isUp() ? LinkTable.NOT_UP :
            link.current.sendCounter >= rejectAfterFrames ? LinkTable.KEY_EXHAUSTED : 0;
    }

    /**
     * Seal a plaintext that lies elsewhere; where the outbox is full the caller keeps it, so nothing is lost.
     */
    int send(final Link link, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int claim = claim(link, length);
        if (claim < 0)
        {
            return claim;
        }
        onPayload(link, nowNs);
        commit(link, link.current, buffer, offset, claim, length, nowNs);
        return 0;
    }

    private int claim(final Link link, final int maxPlaintextLength)
    {
        final int state = state(link);
        if (state < 0)
        {
            return state;
        }
        if (maxPlaintextLength > link.maxPlaintext || maxPlaintextLength < 0)
        {
            return LinkTable.TOO_LONG;
        }
        return claimRoom(maxPlaintextLength);
    }

    private int claimRoom(final int maxPlaintextLength)
    {
        final int offset = outbox.tryClaim(maxPlaintextLength + FrameTypes.DATA_OVERHEAD);
        return offset < 0 ? LinkTable.BACK_PRESSURED : offset + FrameTypes.DATA_HEADER_LENGTH;
    }

    /**
     * Seal what was written behind the claimed offset and send it.
     *
     * @param plaintextOffset as claimed.
     */
    void commit(final Link link, final int plaintextOffset, final int plaintextLength, final long nowNs)
    {
        onPayload(link, nowNs);
        commit(link, link.current, outbox.buffer(), plaintextOffset, plaintextOffset, plaintextLength, nowNs);
    }

    private void onPayload(final Link link, final long nowNs)
    {
        if (link.isQuiet)
        {
            liveness.wake(link, nowNs);
        }
        link.lastPayloadSentNs = nowNs;
    }

    private void commitControl(
        final Link link, final Keypair keypair, final int plaintextOffset, final int length, final long nowNs)
    {
        link.lastControlSentNs = nowNs;
        commit(link, keypair, outbox.buffer(), plaintextOffset, plaintextOffset, length, nowNs);
    }

    private void commit(
        final Link link,
        final Keypair keypair,
        final DirectBuffer source,
        final int sourceOffset,
        final int plaintextOffset,
        final int plaintextLength,
        final long nowNs)
    {
        final MutableDirectBuffer buffer = outbox.buffer();
        final long counter = keypair.sendCounter++;
        assert counter >= 0 && counter < rejectAfterFrames : "no number under a key comes twice";
        final int length = FrameFlyweight.putDataHeader(
            buffer,
            plaintextOffset - FrameTypes.DATA_HEADER_LENGTH,
            keypair.remoteIndex,
            counter,
            plaintextLength);
        assert plaintextLength >= 0 && plaintextLength <= link.ceiling : "as long as was claimed";
        keypair.sealing.seal(counter, source, sourceOffset, plaintextLength, buffer, plaintextOffset);
        outbox.commit(link.addressId, length);
        link.framesSent++;
        counters.increment(SystemCounter.FRAMES_SEALED);
        if (counter + 1 >= keypair.rekeyCounter)
        {
            requestRekey(link, keypair, nowNs);
        }
    }

    /**
     * Have the link's timer look at it at once; asked at most once per key.
     */
    void requestRekey(final Link link, final Keypair keypair, final long nowNs)
    {
        keypair.rekeyCounter = Keypair.ASKED;
        link.rekeyAtNs = nowNs;
        timers.schedule(link.timerId(), nowNs);
    }

    void sendKeepalive(final Link link, final long nowNs)
    {
        sendKeepalive(link, link.current, nowNs);
    }

    /**
     * Under a keypair of a link that is up which need not be the current one.
     */
    void sendKeepalive(final Link link, final Keypair keypair, final long nowNs)
    {
        final int offset = tryClaim(link, 0);
        if (offset >= 0)
        {
            commitControl(link, keypair, offset, 0, nowNs);
        }
    }

    void sendPing(final Link link, final long nowNs)
    {
        link.lastPingNs = nowNs;
        final int offset = tryClaim(link, PING_LENGTH);
        if (offset >= 0)
        {
            link.pingToken = entropy.nextLong();
            link.pingOutstanding = true;
            put(link, FrameKinds.LINK_PING, offset, link.pingToken);
            commitControl(link, link.current, offset, PING_LENGTH, nowNs);
        }
    }

    /**
     * To where the link is not.
     *
     * @param addressId of where the answer is to show that the peer is.
     */
    void sendChallenge(final Link link, final int addressId, final long token, final long nowNs)
    {
        final int offset = tryClaim(link, PING_LENGTH);
        if (offset >= 0)
        {
            put(link, FrameKinds.LINK_CHALLENGE, offset, token);
            final int linkAddressId = link.addressId;
            link.addressId = addressId;
            commit(link, link.current, outbox.buffer(), offset, offset, PING_LENGTH, nowNs);
            link.addressId = linkAddressId;
        }
    }

    void sendPong(final Link link, final long token, final long nowNs)
    {
        sendAnswer(link, FrameKinds.LINK_PONG, token, nowNs);
    }

    void sendResponse(final Link link, final long token, final long nowNs)
    {
        sendAnswer(link, FrameKinds.LINK_RESPONSE, token, nowNs);
    }

    private void sendAnswer(final Link link, final int kind, final long token, final long nowNs)
    {
        final int offset = tryClaim(link, PING_LENGTH);
        if (offset >= 0)
        {
            put(link, kind, offset, token);
            commitControl(link, link.current, offset, PING_LENGTH, nowNs);
        }
    }

    /**
     * Nobody is told anything by a probe, which may well be lost: it is neither payload nor a sign of life.
     */
    void sendProbe(final Link link, final int number, final int length, final long nowNs)
    {
        final int offset = 0 == state(link) ? claimRoom(length) : LinkTable.NOT_UP;
        if (offset >= 0)
        {
            final MutableDirectBuffer buffer = outbox.buffer();
            buffer.setMemory(offset, length, (byte)0);
            putProbe(link, FrameKinds.LINK_PROBE, offset, number);
            commit(link, link.current, buffer, offset, offset, length, nowNs);
            counters.increment(SystemCounter.PATH_PROBES);
        }
    }

    void sendProbed(final Link link, final int number, final int length, final long nowNs)
    {
        final int offset = tryClaim(link, PROBED_LENGTH);
        if (offset >= 0)
        {
            putProbe(link, FrameKinds.LINK_PROBED, offset, number);
            outbox.buffer().putShort(offset + PROBE_LENGTH, (short)length, LITTLE_ENDIAN);
            commitControl(link, link.current, offset, PROBED_LENGTH, nowNs);
        }
    }

    void sendClose(final Link link, final long nowNs)
    {
        sendEnd(link, FrameKinds.LINK_CLOSE, CLOSE_LENGTH, nowNs);
    }

    /**
     * Tell the peer that its link is over because another peer gets its place.
     */
    void sendDisplacedByAnother(final Link link, final long nowNs)
    {
        sendEnd(link, FrameKinds.LINK_CLOSE, CLOSE_LENGTH + 1, nowNs);
    }

    /**
     * Tell the node that has the link until now that another one with its key takes it over.
     */
    void sendDisplaced(final Link link, final long nowNs)
    {
        sendEnd(link, FrameKinds.LINK_DISPLACED, CLOSE_LENGTH, nowNs);
    }

    private void sendEnd(final Link link, final int kind, final int length, final long nowNs)
    {
        final int offset = tryClaim(link, length);
        if (offset >= 0)
        {
            outbox.buffer().putByte(offset + length - 1, NO_PLACE);
            outbox.buffer().putByte(offset, (byte)kind);
            commitControl(link, link.current, offset, length, nowNs);
        }
    }

    private void putProbe(final Link link, final int kind, final int offset, final int number)
    {
        final MutableDirectBuffer buffer = outbox.buffer();
        buffer.putByte(offset, (byte)kind);
        buffer.putInt(offset + 1, number, LITTLE_ENDIAN);
        buffer.putInt(offset + 5, link.incarnation, LITTLE_ENDIAN);
    }

    private void put(final Link link, final int kind, final int offset, final long token)
    {
        final MutableDirectBuffer buffer = outbox.buffer();
        buffer.putByte(offset, (byte)kind);
        buffer.putLong(offset + 1, token, LITTLE_ENDIAN);
        buffer.putInt(offset + 9, link.incarnation, LITTLE_ENDIAN);
    }
}
