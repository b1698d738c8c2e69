package io.hopwire.crypto;

import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Limits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;

/**
 * The slow work: executes {@link HandshakeRequest}s, which cost one to four key agreements each, and writes
 * {@link HandshakeResult}s. It owns the handshakes under way, so that their secrets never cross to the core until a
 * pair of keys is ready. Suite: 25519, AESGCM, SHA256.
 * <p>
 * A handshake that finished or failed is forgotten at once; where {@code maxHandshakes} are under way, a new one
 * displaces the oldest. A pure state machine: no clock, no thread. Not thread-safe: owned by the thread of the slow
 * worker, or by the simulator.
 */
public final class HandshakeWorker
{
    private final EntropySource entropy;
    private final byte[] staticPrivateKey;
    private final HandshakePool pool;
    private final HandshakeRequest request = new HandshakeRequest();
    private final HandshakeResult result = new HandshakeResult();
    private final byte[] ephemeral = new byte[CryptoProvider.KEY_LENGTH];
    private final byte[] remoteStatic = new byte[CryptoProvider.KEY_LENGTH];
    private final byte[] sendKey = new byte[CryptoProvider.KEY_LENGTH];
    private final byte[] receiveKey = new byte[CryptoProvider.KEY_LENGTH];
    private final byte[] handshakeHash = new byte[CryptoProvider.KEY_LENGTH];
    private DirectBuffer requestBuffer;
    private MutableDirectBuffer resultBuffer;

    /**
     * A worker for one identity.
     *
     * @param crypto           primitives, this thread's own.
     * @param entropy          of ephemeral keys.
     * @param staticPrivateKey the node's key, 32 bytes; copied.
     * @param maxHandshakes    how many may be under way.
     */
    public HandshakeWorker(
        final CryptoProvider crypto,
        final EntropySource entropy,
        final byte[] staticPrivateKey,
        final int maxHandshakes)
    {
        this(new HandshakeMemory(crypto, maxHandshakes), entropy, staticPrivateKey, maxHandshakes);
    }

    /**
     * One of several workers of a thread, which share their memory.
     *
     * @param memory           of all of them.
     * @param entropy          of ephemeral keys.
     * @param staticPrivateKey the node's key, 32 bytes; copied.
     * @param maxHandshakes    how many may be under way.
     */
    public HandshakeWorker(
        final HandshakeMemory memory,
        final EntropySource entropy,
        final byte[] staticPrivateKey,
        final int maxHandshakes)
    {
        this.entropy = entropy;
        this.staticPrivateKey = Arrays.copyOf(staticPrivateKey, CryptoProvider.KEY_LENGTH);
        pool = new HandshakePool(memory, maxHandshakes);
    }

    /**
     * Execute one request.
     *
     * @param requestBuffer holds the request.
     * @param offset        its first byte.
     * @param length        its bytes.
     * @param resultBuffer  where the result goes; must not overlap the request.
     * @param resultOffset  first byte written; {@link Limits#MAX_SLOW_WORK_LENGTH} bytes must be free.
     * @return bytes of the result, or 0 where there is none: for {@link HandshakeRequest#DISCARD}, and for what is not
     * even
     *     as long as a header.
     */
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
     * Forget all handshakes and the static key. The worker must not be used any more.
     */
    public void close()
    {
        pool.clear();
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
                return write(start(true));
            case HandshakeRequest.RESPOND:
                return readAndWrite(start(false));
            case HandshakeRequest.ADVANCE:
                return readAndWrite(pool.get(request.owner(), request.handshakeId()));
            default:
                return HandshakeResult.INVALID_MESSAGE;
        }
    }

    private NoiseHandshake start(final boolean initiator)
    {
        final boolean isIk = request.pattern() == HandshakeRequest.PATTERN_IK;
        final NoiseHandshake handshake = pool.add(request.owner(), request.handshakeId());
        entropy.nextBytes(ephemeral, 0, ephemeral.length);
        request.getRemoteStatic(remoteStatic);
        handshake.start(
            isIk ? NoiseProtocol.IK : NoiseProtocol.XX,
            initiator,
            requestBuffer,
            request.prologueOffset(),
            request.prologueLength(),
            staticPrivateKey,
            ephemeral,
            isIk && initiator ? remoteStatic : null,
            null);
        Arrays.fill(ephemeral, (byte)0);
        return handshake;
    }

    private int readAndWrite(final NoiseHandshake handshake)
    {
        if (null == handshake)
        {
            return HandshakeResult.NO_STATE;
        }
        // The payload is shorter than its message, so this bounds it before it is written.
        if (HandshakeResult.length(request.messageLength(), 0) > Limits.MAX_SLOW_WORK_LENGTH)
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
        return handshake.isFinished() ? HandshakeResult.OK : write(handshake);
    }

    private int write(final NoiseHandshake handshake)
    {
        final int expected = handshake.messageLength(request.payloadLength());
        if (HandshakeResult.length(result.payloadLength(), expected) > Limits.MAX_SLOW_WORK_LENGTH)
        {
            return HandshakeResult.LIMIT;
        }
        final int length = handshake.writeMessage(
            requestBuffer, request.payloadOffset(), request.payloadLength(), resultBuffer, result.messageOffset());
        if (length < 0)
        {
            return HandshakeResult.INVALID_MESSAGE;
        }
        result.messageLength(length);
        return HandshakeResult.OK;
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
            result.payloadLength(0).messageLength(0);
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
        if (handshake.hasRemoteStatic())
        {
            handshake.copyRemoteStatic(remoteStatic);
            result.remoteStatic(remoteStatic);
            flags |= HandshakeResult.FLAG_REMOTE_STATIC;
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
