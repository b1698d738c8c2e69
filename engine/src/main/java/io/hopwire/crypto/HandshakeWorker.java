package io.hopwire.crypto;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Worker;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * The slow work: executes {@link HandshakeRequest}s, which cost one to four key agreements each, and writes
 * {@link HandshakeResult}s. It owns the handshakes under way, so that their secrets never cross to the core until a
 * pair of keys is ready. Suite: 25519, AESGCM, SHA256.
 * <p>
 * It alone knows static keys and certificates: it derives the static key of the address to ask, adds the node's
 * certificate to what is sent, and checks the peer's before anything is answered. The core is told addresses.
 * <p>
 * A handshake that finished or failed is forgotten at once; where {@code maxHandshakes} are under way, a new one
 * displaces the oldest. A pure state machine: no clock, no thread. Not thread-safe: owned by the thread of the slow
 * worker, or by the simulator.
 */
public final class HandshakeWorker implements Worker
{
    private final HandshakeMemory memory;
    private final CryptoProvider crypto;
    private final EntropySource entropy;
    private final IdentityScheme scheme;
    private final byte[] staticPrivateKey = new byte[CryptoProvider.KEY_LENGTH];
    private final byte[] certificate;
    private final UnsafeBuffer payload;
    private final HandshakePool pool;
    private final HandshakeRequest request = new HandshakeRequest();
    private final HandshakeResult result = new HandshakeResult();
    private final byte[] ephemeral = new byte[CryptoProvider.KEY_LENGTH];
    private final byte[] remoteStatic = new byte[CryptoProvider.KEY_LENGTH];
    /** Of whoever is asked for by IK; the arrays are filled in front of each handshake. */
    private final NoiseHandshake.Keys keysForKnown =
        new NoiseHandshake.Keys(staticPrivateKey, ephemeral, remoteStatic, null);
    private final NoiseHandshake.Keys keys = new NoiseHandshake.Keys(staticPrivateKey, ephemeral, null, null);
    private final byte[] sendKey = new byte[CryptoProvider.KEY_LENGTH];
    private final byte[] receiveKey = new byte[CryptoProvider.KEY_LENGTH];
    private final byte[] handshakeHash = new byte[CryptoProvider.KEY_LENGTH];
    private DirectBuffer requestBuffer;
    private MutableDirectBuffer resultBuffer;

    /**
     * A worker for one X25519 identity.
     *
     * @param crypto        primitives, this thread's own.
     * @param entropy       of ephemeral keys.
     * @param privateKey    the node's key, 32 bytes; copied.
     * @param maxHandshakes how many may be under way.
     */
    public HandshakeWorker(
        final CryptoProvider crypto, final EntropySource entropy, final byte[] privateKey, final int maxHandshakes)
    {
        this(
            new HandshakeMemory(crypto, maxHandshakes), entropy, IdentitySchemes.X25519, privateKey, maxHandshakes);
    }

    /**
     * One of several workers of a thread, which share their memory.
     *
     * @param memory        of all of them.
     * @param entropy       of ephemeral keys.
     * @param scheme        of the network.
     * @param privateKey    the node's key, as long as the scheme says; what is needed of it is copied.
     * @param maxHandshakes how many may be under way.
     */
    public HandshakeWorker(
        final HandshakeMemory memory,
        final EntropySource entropy,
        final IdentityScheme scheme,
        final byte[] privateKey,
        final int maxHandshakes)
    {
        this.crypto = memory.crypto();
        this.entropy = entropy;
        this.scheme = scheme;
        this.memory = memory;
        pool = new HandshakePool(memory, maxHandshakes);
        certificate = new byte[scheme.certificateLength()];
        payload = new UnsafeBuffer(new byte[0 == certificate.length ? 0 : Limits.MAX_HANDSHAKE_PAYLOAD]);
        scheme.staticPrivateKey(privateKey, staticPrivateKey);
        if (0 != certificate.length)
        {
            final byte[] staticKey = new byte[CryptoProvider.KEY_LENGTH];
            crypto.publicKey(staticPrivateKey, staticKey);
            scheme.certify(privateKey, staticKey, certificate);
        }
    }

    /**
     * {@inheritDoc}
     * <p>
     * There is no result for {@link HandshakeRequest#DISCARD}, nor for what is not even as long as a header.
     */
    @Override
    public int execute(
        final DirectBuffer requestBuffer,
        final int offset,
        final int length,
        final MutableDirectBuffer resultBuffer,
        final int resultOffset)
    {
        if (length < HandshakeRequest.HEADER_LENGTH)
        {
            return 0;
        }
        this.requestBuffer = requestBuffer;
        this.resultBuffer = resultBuffer;
        request.wrap(requestBuffer, offset);
        if (request.op() == HandshakeRequest.DISCARD)
        {
            pool.remove(request.owner(), request.handshakeId());
            return 0;
        }
        result.wrapForWrite(resultBuffer, resultOffset);
        final int status = request.length() > length ? HandshakeResult.INVALID_MESSAGE : dispatch();
        return conclude(status);
    }

    /**
     * Handshakes under way.
     *
     * @return handshakes under way.
     */
    public int size()
    {
        return pool.size();
    }

    /**
     * Forget all handshakes and the static key, and what was remembered of it. The worker must not be used any more.
     */
    @Override
    public void close()
    {
        pool.clear();
        memory.forgetSecrets();
        Arrays.fill(staticPrivateKey, (byte)0);
    }

    private int dispatch()
    {
        if (request.pattern() > HandshakeRequest.PATTERN_XX)
        {
            return HandshakeResult.INVALID_MESSAGE;
        }
        switch (request.op())
        {
            case HandshakeRequest.INITIATE:
                return initiate();
            case HandshakeRequest.RESPOND:
                return readAndWrite(start(false));
            case HandshakeRequest.ADVANCE:
                return readAndWrite(pool.get(request.owner(), request.handshakeId()));
            default:
                return HandshakeResult.INVALID_MESSAGE;
        }
    }

    private int initiate()
    {
        if (HandshakeRequest.PATTERN_IK == request.pattern() && !deriveRemoteStatic())
        {
            return HandshakeResult.INVALID_ADDRESS;
        }
        return write(start(true));
    }

    private boolean deriveRemoteStatic()
    {
        return scheme.addressLength() == request.addressLength() &&
            scheme.staticKey(requestBuffer, request.addressOffset(), crypto, remoteStatic);
    }

    private NoiseHandshake start(final boolean initiator)
    {
        final boolean isIk = request.pattern() == HandshakeRequest.PATTERN_IK;
        final NoiseHandshake handshake = pool.add(request.owner(), request.handshakeId());
        entropy.nextBytes(ephemeral, 0, ephemeral.length);
        handshake.start(
            isIk ? NoiseProtocol.IK : NoiseProtocol.XX,
            initiator,
            requestBuffer,
            request.prologueOffset(),
            request.prologueLength(),
            isIk && initiator ? keysForKnown : keys);
        Arrays.fill(ephemeral, (byte)0);
        return handshake;
    }

    private int readAndWrite(final NoiseHandshake handshake)
    {
        if (null == handshake)
        {
            return HandshakeResult.NO_STATE;
        }
        result.addressLength(scheme.addressLength());
        // The payload is shorter than its message, so this bounds it before it is written.
        if (HandshakeResult.length(result.addressLength(), request.messageLength(), 0) > Limits.MAX_SLOW_WORK_LENGTH)
        {
            return HandshakeResult.LIMIT;
        }
        final int payloadLength = handshake.readMessage(
            requestBuffer, request.messageOffset(), request.messageLength(), resultBuffer, result.payloadOffset());
        if (payloadLength < 0)
        {
            return HandshakeResult.INVALID_MESSAGE;
        }
        result.payloadLength(payloadLength);
        final int status = handshake.hasRemoteStatic() ? identify(handshake) : HandshakeResult.OK;
        return HandshakeResult.OK != status || handshake.isFinished() ? status : write(handshake);
    }

    /**
     * Who the peer is: it has shown the static key that it means to prove, now its address must vouch for that.
     */
    private int identify(final NoiseHandshake handshake)
    {
        final int offset = result.payloadOffset();
        final int length = result.payloadLength();
        if (!HandshakePayload.isValid(resultBuffer, offset, length))
        {
            return HandshakeResult.INVALID_PAYLOAD;
        }
        final int field = HandshakePayload.find(resultBuffer, offset, length, HandshakePayload.CERTIFICATE);
        final boolean isThere = HandshakePayload.NONE != field;
        handshake.copyRemoteStatic(remoteStatic);
        final boolean isVouchedFor = scheme.identify(
            resultBuffer,
            isThere ? field : offset,
            isThere ? HandshakePayload.valueLength(resultBuffer, field) : 0,
            remoteStatic,
            crypto,
            resultBuffer,
            result.addressOffset());
        return isVouchedFor ? HandshakeResult.OK : HandshakeResult.INVALID_CERTIFICATE;
    }

    private int write(final NoiseHandshake handshake)
    {
        final boolean isSecret =
            HandshakeRequest.PATTERN_IK == request.pattern() || HandshakeRequest.INITIATE != request.op();
        final boolean isCertified = isSecret && 0 != certificate.length;
        final int payloadLength =
            request.payloadLength() + (isCertified ? HandshakePayload.fieldLength(certificate.length) : 0);
        final int expected = handshake.messageLength(payloadLength);
        if (HandshakeResult.length(result.addressLength(), result.payloadLength(), expected) >
            Limits.MAX_SLOW_WORK_LENGTH || isCertified && payloadLength > payload.capacity())
        {
            return HandshakeResult.LIMIT;
        }
        final int length = handshake.writeMessage(
            isCertified ? certifiedPayload() : requestBuffer,
            isCertified ? 0 : request.payloadOffset(),
            payloadLength,
            resultBuffer,
            result.messageOffset());
        if (length < 0)
        {
            return HandshakeResult.INVALID_MESSAGE;
        }
        result.messageLength(length);
        return HandshakeResult.OK;
    }

    private DirectBuffer certifiedPayload()
    {
        // Behind the hello, which is there always, and in front of what else the core has to say.
        final int from = request.payloadOffset();
        final int hello = HandshakePayload.fieldLength(
            HandshakePayload.valueLength(requestBuffer, from + HandshakePayload.FIELD_HEADER_LENGTH));
        payload.putBytes(0, requestBuffer, from, hello);
        final int value = HandshakePayload.putField(
            payload, hello, HandshakePayload.CERTIFICATE, certificate.length);
        payload.putBytes(value, certificate);
        payload.putBytes(value + certificate.length, requestBuffer, from + hello, request.payloadLength() - hello);
        return payload;
    }

    private int conclude(final int status)
    {
        int flags = 0;
        if (status == HandshakeResult.OK)
        {
            flags = yieldKeys(pool.get(request.owner(), request.handshakeId()));
        }
        else
        {
            result.addressLength(0).payloadLength(0).messageLength(0);
        }
        if (status != HandshakeResult.OK || (flags & HandshakeResult.FLAG_FINISHED) != 0)
        {
            pool.remove(request.owner(), request.handshakeId());
        }
        result.header(
            request.op(), request.owner(), status, flags, request.handshakeId(), request.correlation());
        return result.length();
    }

    private int yieldKeys(final NoiseHandshake handshake)
    {
        int flags = 0;
        if (handshake.hasRemoteStatic() && HandshakeRequest.INITIATE != request.op())
        {
            flags |= HandshakeResult.FLAG_REMOTE_ADDRESS;
        }
        if (handshake.isFinished())
        {
            handshake.split(sendKey, receiveKey);
            handshake.copyHandshakeHash(handshakeHash);
            result.keys(sendKey, receiveKey, handshakeHash);
            Arrays.fill(sendKey, (byte)0);
            Arrays.fill(receiveKey, (byte)0);
            flags |= HandshakeResult.FLAG_FINISHED;
        }
        return flags;
    }
}
