package io.hopwire.libp2p;

import io.hopwire.crypto.CryptoProvider;
import io.hopwire.libp2p.identify.IdentifyError;
import io.hopwire.libp2p.identify.PeerRecord;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.IdentityError;
import io.hopwire.libp2p.identity.NoisePayload;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.identity.SignedEnvelope;
import io.hopwire.libp2p.secure.NoiseXx;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Worker;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The slow work of a {@link HostCore}, of the kind {@link io.hopwire.spi.WorkHeader#LIBP2P}: the steps of handshakes,
 * with up to four key agreements and a signature each, and the signatures of peer records. It holds the host's static
 * key, which is a new one in each run, and the handshakes under way, so that no secret crosses to the core until a pair
 * of keys is ready.
 * <p>
 * A request and its result have {@value Limits#MAX_SLOW_WORK_LENGTH} bytes at the most; a handshake that does not fit,
 * with an RSA key of more than 4,096 bits at either end, is refused with {@link HostFault#HANDSHAKE_LENGTH}.
 * <p>
 * A handshake that finished or failed is forgotten at once; where as many as may be are under way, a new one displaces
 * the oldest. No clock, no thread. Not thread-safe: owned by the thread of the slow worker, or by the simulator.
 */
public final class HostWorker implements Worker
{
    private static final int KEY_LENGTH = UpgradeWork.KEY_LENGTH;

    private final CryptoProvider crypto;
    private final EntropySource entropy;
    private final HostKey key;
    private final int maxHandshakes;
    private final byte[] staticKey = new byte[KEY_LENGTH];
    private final UnsafeBuffer ownPayload;
    private final List<String> muxers;
    /** Those under way, in the order in which they began. */
    private final Map<Long, NoiseXx> handshakes = new LinkedHashMap<>();
    private final byte[] ephemeral = new byte[KEY_LENGTH];
    private final byte[] remoteStatic = new byte[KEY_LENGTH];
    private final byte[] sendKey = new byte[KEY_LENGTH];
    private final byte[] receiveKey = new byte[KEY_LENGTH];
    private final UnsafeBuffer received = new UnsafeBuffer(new byte[Libp2pLimits.MAX_NOISE_HANDSHAKE_MESSAGE]);
    private final NoisePayload payload = new NoisePayload();
    private final SignedEnvelope envelope = new SignedEnvelope();
    private final PeerRecord record = new PeerRecord();
    private DirectBuffer request;
    private int requestOffset;
    private int requestEnd;
    private MutableDirectBuffer result;
    private int resultOffset;

    /**
     * A worker for one host.
     *
     * @param config  of the host.
     * @param crypto  primitives, this thread's own.
     * @param entropy of the static key and of ephemeral ones.
     * @throws IllegalArgumentException where the host's key is too long for handshakes.
     */
    public HostWorker(final HostConfig config, final CryptoProvider crypto, final EntropySource entropy)
    {
        this.crypto = crypto;
        this.entropy = entropy;
        key = config.key();
        muxers = config.muxers();
        // That peers begin, and that the host does.
        maxHandshakes = 2 * config.settings().get(HostSettings.HANDSHAKES);
        entropy.nextBytes(staticKey, 0, KEY_LENGTH);
        final byte[] publicKey = new byte[KEY_LENGTH];
        crypto.publicKey(staticKey, publicKey);
        ownPayload = new UnsafeBuffer(NoisePayload.encode(key, publicKey, muxers));
        // With the longest key that a peer's message may come with beside it.
        if (UpgradeWork.BODY_OFFSET + NoiseXx.OVERHEAD + ownPayload.capacity() > Limits.MAX_SLOW_WORK_LENGTH)
        {
            throw new IllegalArgumentException("a key too long for handshakes: " + key);
        }
    }

    @Override
    public int execute(
        final DirectBuffer requestBuffer,
        final int offset,
        final int length,
        final MutableDirectBuffer resultBuffer,
        final int offsetOfResult)
    {
        request = requestBuffer;
        requestOffset = offset;
        requestEnd = offset + length;
        result = resultBuffer;
        resultOffset = offsetOfResult;
        final long handle = UpgradeWork.handle(request, offset);
        final int op = UpgradeWork.op(request, offset);
        if (UpgradeWork.DISCARD == op)
        {
            forget(handle);
            return 0;
        }
        UpgradeWork.put(result, resultOffset, op, UpgradeWork.OK, handle);
        final int written = dispatch(op, handle);
        if (written < 0)
        {
            if (op <= UpgradeWork.ACCEPT)
            {
                forget(handle);
            }
            UpgradeWork.put(result, resultOffset, op, -written, handle);
            return UpgradeWork.BODY_OFFSET;
        }
        return UpgradeWork.BODY_OFFSET + written;
    }

    /** {@return handshakes under way} */
    public int size()
    {
        return handshakes.size();
    }

    @Override
    public void close()
    {
        handshakes.values().forEach(NoiseXx::clear);
        handshakes.clear();
        Arrays.fill(staticKey, (byte)0);
    }

    /** {@return bytes written behind the head of the result; a negative status where it failed} */
    private int dispatch(final int op, final long handle)
    {
        switch (op)
        {
            case UpgradeWork.INITIATE:
                return write(begin(handle, true), 0, new UnsafeBuffer(0, 0));

            case UpgradeWork.RESPOND:
                return respond(begin(handle, false));

            case UpgradeWork.FINISH:
                return finish(handle, true);

            case UpgradeWork.ACCEPT:
                return finish(handle, false);

            case UpgradeWork.VERIFY_RECORD:
                return verifyRecord();

            case UpgradeWork.SIGN_RECORD:
                return signRecord();

            default:
                return failed(HostFault.HANDSHAKE);
        }
    }

    private NoiseXx begin(final long handle, final boolean isDialer)
    {
        forget(handle);
        if (handshakes.size() >= maxHandshakes)
        {
            final Iterator<NoiseXx> oldest = handshakes.values().iterator();
            oldest.next().clear();
            oldest.remove();
        }
        final NoiseXx handshake = new NoiseXx(crypto);
        entropy.nextBytes(ephemeral, 0, KEY_LENGTH);
        handshake.start(isDialer, staticKey, ephemeral);
        Arrays.fill(ephemeral, (byte)0);
        handshakes.put(handle, handshake);
        return handshake;
    }

    private int respond(final NoiseXx handshake)
    {
        // Nobody has signed what the first message may have besides its key.
        return read(handshake, requestOffset + UpgradeWork.BODY_OFFSET) < 0 ?
            failed(HostFault.HANDSHAKE) : write(handshake, 0, ownPayload);
    }

    private int finish(final long handle, final boolean isDialer)
    {
        final NoiseXx handshake = handshakes.get(handle);
        final int idLength = UpgradeWork.idLength(request, requestOffset);
        final int idOffset = requestOffset + UpgradeWork.BODY_OFFSET;
        final int length = null == handshake ? NoiseXx.INVALID : read(handshake, idOffset + idLength);
        if (length < 0)
        {
            return failed(HostFault.HANDSHAKE);
        }
        IdentityError error = payload.wrap(received, 0, length);
        if (IdentityError.NONE == error)
        {
            handshake.copyRemoteStatic(remoteStatic);
            final PeerId expected = 0 == idLength ? null : PeerId.of(request, idOffset, idLength);
            error = payload.verify(remoteStatic, expected);
        }
        if (IdentityError.NONE != error)
        {
            return failed(IdentityError.WRONG_PEER == error ? HostFault.WRONG_PEER : HostFault.IDENTITY);
        }
        final byte[] peerKey = payload.peerKey().encoded();
        final PeerId peer = payload.peerKey().peerId();
        final int before = UpgradeWork.KEYS_LENGTH + peer.length() + peerKey.length;
        final int frame = isDialer ? write(handshake, before, ownPayload) : 0;
        if (frame < 0 || UpgradeWork.BODY_OFFSET + before > Limits.MAX_SLOW_WORK_LENGTH)
        {
            return frame < 0 ? frame : failed(HostFault.HANDSHAKE_LENGTH);
        }
        final int ended = end(handshake, isDialer, peer, peerKey);
        forget(handle);
        return ended < 0 ? ended : ended + frame;
    }

    private int end(final NoiseXx handshake, final boolean isDialer, final PeerId peer, final byte[] peerKey)
    {
        if (!handshake.isFinished())
        {
            return failed(HostFault.HANDSHAKE);
        }
        final int body = resultOffset + UpgradeWork.BODY_OFFSET;
        handshake.split(sendKey, receiveKey);
        result.putBytes(body, sendKey);
        result.putBytes(body + KEY_LENGTH, receiveKey);
        peer.put(result, body + UpgradeWork.KEYS_LENGTH);
        result.putBytes(body + UpgradeWork.KEYS_LENGTH + peer.length(), peerKey);
        Arrays.fill(sendKey, (byte)0);
        Arrays.fill(receiveKey, (byte)0);
        UpgradeWork.end(result, resultOffset, muxer(isDialer), peer.length(), peerKey.length);
        return UpgradeWork.KEYS_LENGTH + peer.length() + peerKey.length;
    }

    /** {@return the first of the dialer's muxers that the other side has, by our numbers} */
    private int muxer(final boolean isDialer)
    {
        int best = UpgradeWork.NO_MUXER;
        for (int i = 0; i < payload.muxerCount(); i++)
        {
            final int index = muxers.indexOf(received.getStringWithoutLengthAscii(
                payload.muxerOffset(i), payload.muxerLength(i)));
            if (index >= 0 && (UpgradeWork.NO_MUXER == best || isDialer && index < best))
            {
                best = index;
            }
        }
        return best;
    }

    /** {@return bytes of the payload, or a negative number} */
    private int read(final NoiseXx handshake, final int offset)
    {
        return handshake.isMyTurn() || offset > requestEnd || requestEnd - offset > received.capacity() ?
            NoiseXx.INVALID : handshake.read(request, offset, requestEnd - offset, received, 0);
    }

    /** {@return bytes of the frame, which lies so many bytes behind the head of the result; or a negative status} */
    private int write(final NoiseXx handshake, final int gap, final UnsafeBuffer content)
    {
        final int offset = UpgradeWork.BODY_OFFSET + gap;
        if (offset + NoiseXx.OVERHEAD + content.capacity() > Limits.MAX_SLOW_WORK_LENGTH)
        {
            return failed(HostFault.HANDSHAKE_LENGTH);
        }
        final int written = handshake.write(content, 0, content.capacity(), result, resultOffset + offset);
        return written < 0 ? failed(HostFault.HANDSHAKE) : written;
    }

    /** The id of whoever signed the record comes back, and the record itself. */
    private int verifyRecord()
    {
        final int offset = requestOffset + UpgradeWork.BODY_OFFSET;
        IdentityError error = envelope.wrap(request, offset, requestEnd - offset);
        if (IdentityError.NONE == error)
        {
            error = envelope.verify(PeerRecord.domain(), PeerRecord.payloadType());
        }
        if (IdentityError.NONE != error)
        {
            return failed(HostFault.IDENTITY);
        }
        final PeerId signer = envelope.peerKey().peerId();
        final boolean isRecord =
            IdentifyError.NONE == record.wrap(request, envelope.payloadOffset(), envelope.payloadLength()) &&
            IdentifyError.NONE == record.checkSigner(signer);
        if (!isRecord)
        {
            return failed(HostFault.IDENTITY);
        }
        final int body = resultOffset + UpgradeWork.BODY_OFFSET;
        UpgradeWork.end(result, resultOffset, UpgradeWork.NO_MUXER, signer.length(), 0);
        signer.put(result, body);
        result.putBytes(body + signer.length(), request, envelope.payloadOffset(), envelope.payloadLength());
        return signer.length() + envelope.payloadLength();
    }

    private int signRecord()
    {
        final int offset = requestOffset + UpgradeWork.BODY_OFFSET;
        final byte[] content = new byte[requestEnd - offset];
        request.getBytes(offset, content);
        final byte[] signed =
            SignedEnvelope.encode(key, PeerRecord.domain(), PeerRecord.payloadType(), content);
        if (UpgradeWork.BODY_OFFSET + signed.length > Limits.MAX_SLOW_WORK_LENGTH)
        {
            return failed(HostFault.HANDSHAKE_LENGTH);
        }
        result.putBytes(resultOffset + UpgradeWork.BODY_OFFSET, signed);
        return signed.length;
    }

    private void forget(final long handle)
    {
        final NoiseXx handshake = handshakes.remove(handle);
        if (null != handshake)
        {
            handshake.clear();
        }
    }

    private static int failed(final HostFault fault)
    {
        return -UpgradeWork.status(fault);
    }
}
