package io.hopwire.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * Noise's handshake state (revision 34, section 5.3), driven by the tokens of the pattern. Bad messages are answered
 * by a negative code, after which the handshake is dead; nothing is thrown at them.
 * <p>
 * Ephemeral keys are given, not drawn, so that the whole is a function of its inputs. Not thread-safe.
 */
public final class NoiseHandshake
{
    /**
     * Bytes of every key.
     */
    public static final int KEY_LENGTH = 32;

    /**
     * Longest message of Noise.
     */
    public static final int MAX_MESSAGE_LENGTH = 65_535;

    /**
     * Message too short, not authentic, or with a key that makes a zero secret. The handshake is dead.
     */
    public static final int INVALID_MESSAGE = -1;

    /**
     * It is not our turn to do that, or the handshake is finished or dead.
     */
    public static final int OUT_OF_TURN = -2;

    /**
     * The message would be longer than allowed.
     */
    public static final int TOO_LONG = -3;

    private final CryptoProvider crypto;
    private final StaticSecrets secrets;
    private final NoiseSymmetric symmetric;
    private final byte[] staticPrivate = new byte[KEY_LENGTH];
    private final UnsafeBuffer staticPublic = new UnsafeBuffer(new byte[KEY_LENGTH]);
    private final byte[] ephemeralPrivate = new byte[KEY_LENGTH];
    private final byte[] ephemeralPublic = new byte[KEY_LENGTH];
    private final UnsafeBuffer remoteStatic = new UnsafeBuffer(new byte[KEY_LENGTH]);
    private final byte[] remoteEphemeral = new byte[KEY_LENGTH];
    private final byte[] shared = new byte[KEY_LENGTH];
    private NoiseProtocol protocol;
    private byte[][] psks;
    private int psk;
    private int message;
    private boolean initiator;
    private boolean alive;
    private boolean hasRemoteStatic;

    /**
     * What one side has of keys when a handshake begins.
     *
     * @param staticPrivate    our static private key, or null where the pattern has none.
     * @param ephemeralPrivate a new private key, never used before.
     * @param remoteStatic     the peer's static public key, or null where the pattern does not know it.
     * @param psks             pre-shared keys in the order of their places, or null.
     */
    public record Keys(byte[] staticPrivate, byte[] ephemeralPrivate, byte[] remoteStatic, byte[][] psks)
    {
    }

    /**
     * A handshake not yet started, with ciphers of its own.
     *
     * @param protocol whose suite it will use; only protocols of the same suite may be started.
     * @param crypto   key agreement.
     */
    public NoiseHandshake(final NoiseProtocol protocol, final CryptoProvider crypto)
    {
        this(
            crypto,
            new StaticSecrets(crypto),
            new NoiseSymmetric.Tools(protocol.newAead(new CryptoScratch()), protocol.newHash()));
    }

    NoiseHandshake(final CryptoProvider crypto, final StaticSecrets secrets, final NoiseSymmetric.Tools tools)
    {
        this.crypto = crypto;
        this.secrets = secrets;
        symmetric = new NoiseSymmetric(tools);
    }

    /**
     * Begin. All keys are copied, but for the pre-shared.
     *
     * @param protocol       to follow.
     * @param initiator      whether the first message is ours.
     * @param prologue       data both sides must agree on, or null.
     * @param prologueOffset first byte of the prologue.
     * @param prologueLength bytes of the prologue.
     * @param keys           that it begins with.
     */
    public void start(
        final NoiseProtocol protocol,
        final boolean initiator,
        final DirectBuffer prologue,
        final int prologueOffset,
        final int prologueLength,
        final Keys keys)
    {
        this.protocol = protocol;
        this.initiator = initiator;
        psks = keys.psks();
        psk = 0;
        message = 0;
        alive = true;
        symmetric.start(protocol.nameBytes());
        symmetric.mixHash(prologue, prologueOffset, prologueLength);
        takeKeys(keys.staticPrivate(), keys.ephemeralPrivate(), keys.remoteStatic());
        if (protocol.pattern().initiatorKnown())
        {
            symmetric.mixHash(initiator ? staticPublic.byteArray() : remoteStatic.byteArray());
        }
        if (protocol.pattern().responderKnown())
        {
            symmetric.mixHash(initiator ? remoteStatic.byteArray() : staticPublic.byteArray());
        }
    }

    /**
     * Length of the next message, whose turn it may be.
     *
     * @param payloadLength bytes of payload in it.
     * @return bytes of the message, or {@link #OUT_OF_TURN} where there is no next message.
     */
    public int messageLength(final int payloadLength)
    {
        if (!alive || message >= protocol.messageCount())
        {
            return OUT_OF_TURN;
        }
        int length = payloadLength;
        boolean keyed = symmetric.hasKey();
        for (final NoiseToken token : protocol.tokens(message))
        {
            if (token == NoiseToken.E || token == NoiseToken.S)
            {
                length += KEY_LENGTH + (token == NoiseToken.S && keyed ? Aead.TAG_LENGTH : 0);
                keyed |= token == NoiseToken.E && protocol.hasPsk();
            }
            else
            {
                keyed = true;
            }
        }
        return length + (keyed ? Aead.TAG_LENGTH : 0);
    }

    /**
     * Write our next message.
     *
     * @param payload       to carry.
     * @param payloadOffset first byte of the payload.
     * @param payloadLength bytes of the payload, may be 0.
     * @param dst           where the message goes; must not overlap the payload.
     * @param dstOffset     first byte written.
     * @return bytes written, see {@link #messageLength(int)}, or a negative code.
     */
    public int writeMessage(
        final DirectBuffer payload,
        final int payloadOffset,
        final int payloadLength,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        if (!isMyTurn())
        {
            return OUT_OF_TURN;
        }
        final int length = messageLength(payloadLength);
        if (length > MAX_MESSAGE_LENGTH)
        {
            return TOO_LONG;
        }
        int position = dstOffset;
        for (final NoiseToken token : protocol.tokens(message))
        {
            final int written = writeToken(token, dst, position);
            if (written < 0)
            {
                clear();
                return written;
            }
            position += written;
        }
        position += symmetric.encryptAndHash(payload, payloadOffset, payloadLength, dst, position);
        assert position - dstOffset == length : "a message is as long as was told";
        message++;
        return position - dstOffset;
    }

    /**
     * Read the peer's next message.
     *
     * @param src       holds the message.
     * @param srcOffset first byte.
     * @param length    bytes of the message.
     * @param dst       where its payload goes, never longer than the message; must not overlap it.
     * @param dstOffset first byte written.
     * @return bytes of payload, or a negative code.
     */
    public int readMessage(
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        if (!alive || isMyTurn() || isFinished())
        {
            return OUT_OF_TURN;
        }
        if (length < messageLength(0) || length > MAX_MESSAGE_LENGTH)
        {
            clear();
            return INVALID_MESSAGE;
        }
        int position = srcOffset;
        for (final NoiseToken token : protocol.tokens(message))
        {
            final int read = readToken(token, src, position);
            if (read < 0)
            {
                clear();
                return read;
            }
            position += read;
        }
        final int payloadLength =
            symmetric.decryptAndHash(src, position, srcOffset + length - position, dst, dstOffset);
        if (payloadLength < 0)
        {
            clear();
            return INVALID_MESSAGE;
        }
        message++;
        return payloadLength;
    }

    /**
     * The next message is ours.
     *
     * @return true where {@link #writeMessage} is next.
     */
    public boolean isMyTurn()
    {
        return alive && !isFinished() && (message & 1) == 0 == initiator;
    }

    /**
     * All messages went through.
     *
     * @return true where {@link #split} may be called.
     */
    public boolean isFinished()
    {
        return alive && message >= protocol.messageCount();
    }

    /**
     * The peer's static key is known.
     *
     * @return true where {@link #copyRemoteStatic(byte[])} gives a key.
     */
    public boolean hasRemoteStatic()
    {
        return hasRemoteStatic;
    }

    /**
     * Copy the peer's static key.
     *
     * @param dst {@link #KEY_LENGTH} bytes, written.
     */
    public void copyRemoteStatic(final byte[] dst)
    {
        remoteStatic.getBytes(0, dst, 0, KEY_LENGTH);
    }

    /**
     * Copy the handshake hash, which names the channel.
     *
     * @param dst {@link #KEY_LENGTH} bytes, written.
     */
    public void copyHandshakeHash(final byte[] dst)
    {
        symmetric.copyHandshakeHash(dst);
    }

    /**
     * The keys of the finished handshake.
     *
     * @param sendKey    {@link #KEY_LENGTH} bytes, written.
     * @param receiveKey {@link #KEY_LENGTH} bytes, written.
     */
    public void split(final byte[] sendKey, final byte[] receiveKey)
    {
        if (!isFinished())
        {
            throw new IllegalStateException("not finished");
        }
        symmetric.split(initiator ? sendKey : receiveKey, initiator ? receiveKey : sendKey);
    }

    /**
     * Forget all secrets. The handshake is dead until started again.
     */
    public void clear()
    {
        alive = false;
        hasRemoteStatic = false;
        psks = null;
        symmetric.clear();
        Arrays.fill(staticPrivate, (byte)0);
        Arrays.fill(ephemeralPrivate, (byte)0);
        Arrays.fill(shared, (byte)0);
    }

    private void takeKeys(final byte[] ourStatic, final byte[] ourEphemeral, final byte[] remote)
    {
        Arrays.fill(staticPrivate, (byte)0);
        if (null != ourStatic)
        {
            System.arraycopy(ourStatic, 0, staticPrivate, 0, KEY_LENGTH);
            secrets.publicKey(staticPrivate, staticPublic.byteArray());
        }
        System.arraycopy(ourEphemeral, 0, ephemeralPrivate, 0, KEY_LENGTH);
        hasRemoteStatic = null != remote;
        if (hasRemoteStatic)
        {
            remoteStatic.putBytes(0, remote, 0, KEY_LENGTH);
        }
    }

    private int writeToken(final NoiseToken token, final MutableDirectBuffer dst, final int offset)
    {
        switch (token)
        {
            case E:
                crypto.publicKey(ephemeralPrivate, ephemeralPublic);
                dst.putBytes(offset, ephemeralPublic, 0, KEY_LENGTH);
                mixEphemeral(ephemeralPublic);
                return KEY_LENGTH;
            case S:
                return symmetric.encryptAndHash(staticPublic, 0, KEY_LENGTH, dst, offset);
            default:
                return mix(token);
        }
    }

    private int readToken(final NoiseToken token, final DirectBuffer src, final int offset)
    {
        switch (token)
        {
            case E:
                src.getBytes(offset, remoteEphemeral, 0, KEY_LENGTH);
                mixEphemeral(remoteEphemeral);
                return KEY_LENGTH;
            case S:
                final int length = KEY_LENGTH + (symmetric.hasKey() ? Aead.TAG_LENGTH : 0);
                hasRemoteStatic = symmetric.decryptAndHash(src, offset, length, remoteStatic, 0) >= 0;
                return hasRemoteStatic ? length : INVALID_MESSAGE;
            default:
                return mix(token);
        }
    }

    private void mixEphemeral(final byte[] key)
    {
        symmetric.mixHash(key);
        if (protocol.hasPsk())
        {
            symmetric.mixKey(key);
        }
    }

    private int mix(final NoiseToken token)
    {
        if (token == NoiseToken.PSK)
        {
            symmetric.mixKeyAndHash(psks[psk++]);
            return 0;
        }
        if (!agree(token))
        {
            return INVALID_MESSAGE;
        }
        symmetric.mixKey(shared);
        return 0;
    }

    private boolean agree(final NoiseToken token)
    {
        if (initiator && token == NoiseToken.SS)
        {
            return secrets.agree(staticPrivate, remoteStatic.byteArray(), shared);
        }
        final boolean ours = token == NoiseToken.SS || token == (initiator ? NoiseToken.SE : NoiseToken.ES);
        final boolean theirs = token == NoiseToken.SS || token == (initiator ? NoiseToken.ES : NoiseToken.SE);
        return crypto.agree(
            ours ? staticPrivate : ephemeralPrivate, theirs ? remoteStatic.byteArray() : remoteEphemeral, shared);
    }
}
