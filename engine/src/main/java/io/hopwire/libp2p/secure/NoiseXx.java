package io.hopwire.libp2p.secure;

import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.NoiseHandshake;
import io.hopwire.crypto.NoiseProtocol;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * The steps of one side of a handshake. Each costs up to some key agreements, so they belong on the thread that makes
 * slow work. The payload of the first message is empty; what a peer puts there is given back, but nobody has signed
 * it.
 * <p>
 * The dialer reads the second message, checks its payload, and only then writes the third: whoever owns this makes the
 * steps, and stops where a payload is not right. Used again and again; not thread-safe.
 */
public final class NoiseXx
{
    /** Bytes of every key, and of the hash of a handshake. */
    public static final int KEY_LENGTH = NoiseHandshake.KEY_LENGTH;

    /** Most bytes that a frame has more than its payload. */
    public static final int OVERHEAD = SecureChannel.PREFIX + 2 * KEY_LENGTH + 2 * SecureChannel.TAG;

    /** Not authentic, too short, or out of turn: the handshake is dead. */
    public static final int INVALID = NoiseHandshake.INVALID_MESSAGE;

    private static final NoiseProtocol PROTOCOL = new NoiseProtocol("Noise_XX_25519_ChaChaPoly_SHA256");
    private static final DirectBuffer NOTHING = new UnsafeBuffer(new byte[0]);

    private final NoiseHandshake handshake;

    /**
     * Not started.
     *
     * @param crypto key agreement of this thread.
     */
    public NoiseXx(final CryptoProvider crypto)
    {
        handshake = new NoiseHandshake(PROTOCOL, crypto);
    }

    /**
     * Begin. Both keys are copied.
     *
     * @param isDialer         whether the first message is ours.
     * @param staticPrivate    {@link #KEY_LENGTH} bytes: the host's key for Noise, for which its payload vouches.
     * @param ephemeralPrivate {@link #KEY_LENGTH} bytes: new ones, never used before.
     */
    public void start(final boolean isDialer, final byte[] staticPrivate, final byte[] ephemeralPrivate)
    {
        handshake.start(
            PROTOCOL, isDialer, NOTHING, 0, 0, new NoiseHandshake.Keys(staticPrivate, ephemeralPrivate, null, null));
    }

    /**
     * {@return whether the next step is to write}
     */
    public boolean isMyTurn()
    {
        return handshake.isMyTurn();
    }

    /**
     * {@return whether all messages went through, and keys can be had}
     */
    public boolean isFinished()
    {
        return handshake.isFinished();
    }

    /**
     * Write our next message as a frame.
     *
     * @param payload   of it; empty in the first one.
     * @param offset    first byte of the payload.
     * @param length    bytes of the payload.
     * @param dst       where the frame goes: room for {@link #OVERHEAD} bytes and the payload.
     * @param dstOffset first byte written.
     * @return bytes written, or {@link #INVALID} where it is not our turn or the payload is too long.
     */
    public int write(
        final DirectBuffer payload,
        final int offset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final int written =
            handshake.writeMessage(payload, offset, length, dst, dstOffset + SecureChannel.PREFIX);
        if (written < 0)
        {
            return INVALID;
        }
        dst.putShort(dstOffset, (short)written, ByteOrder.BIG_ENDIAN);
        return SecureChannel.PREFIX + written;
    }

    /**
     * Read the peer's next message.
     *
     * @param src       holds it, without its length.
     * @param offset    first byte.
     * @param length    bytes.
     * @param dst       where its payload goes, which is shorter.
     * @param dstOffset first byte written.
     * @return bytes of payload, or {@link #INVALID}.
     */
    public int read(
        final DirectBuffer src,
        final int offset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final int read = handshake.readMessage(src, offset, length, dst, dstOffset);
        return read < 0 ? INVALID : read;
    }

    /**
     * Copy the peer's static key, for which its payload has to vouch; from the message on that has a payload.
     *
     * @param dst {@link #KEY_LENGTH} bytes, written.
     */
    public void copyRemoteStatic(final byte[] dst)
    {
        handshake.copyRemoteStatic(dst);
    }

    /**
     * Copy the hash of the handshake, which names the channel.
     *
     * @param dst {@link #KEY_LENGTH} bytes, written.
     */
    public void copyHandshakeHash(final byte[] dst)
    {
        handshake.copyHandshakeHash(dst);
    }

    /**
     * The keys of the finished handshake.
     *
     * @param sendKey    {@link #KEY_LENGTH} bytes, written.
     * @param receiveKey {@link #KEY_LENGTH} bytes, written.
     * @throws IllegalStateException if it is not finished.
     */
    public void split(final byte[] sendKey, final byte[] receiveKey)
    {
        handshake.split(sendKey, receiveKey);
    }

    /**
     * Forget all secrets.
     */
    public void clear()
    {
        handshake.clear();
    }
}
