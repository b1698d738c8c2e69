package io.hopwire.libp2p.identity;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.ProtobufError;
import io.hopwire.libp2p.wire.ProtobufReader;
import io.hopwire.libp2p.wire.ProtobufWriter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a libp2p peer says inside of a Noise handshake: its public key, the key's signature over the Noise static key,
 * and the muxers that it has, the one it likes most first.
 * <p>
 * {@link #wrap} looks at what a peer sent and allocates nothing; {@link #verify} is slow work for a worker. Before both
 * are right, nothing of the payload may be made use of. Not thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">noise-libp2p</a>
 */
public final class NoisePayload
{
    private static final int IDENTITY_KEY = 1;
    private static final int IDENTITY_SIGNATURE = 2;
    private static final int EXTENSIONS = 4;
    private static final int STREAM_MUXERS = 2;
    private static final byte[] SIGNED_PREFIX = "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);
    private static final int NONE = -1;

    private final ProtobufReader reader = new ProtobufReader();
    private final int[] muxerOffsets = new int[Libp2pLimits.MAX_EARLY_MUXERS];
    private final int[] muxerLengths = new int[Libp2pLimits.MAX_EARLY_MUXERS];

    private DirectBuffer buffer;
    private int keyOffset;
    private int keyLength;
    private int signatureOffset;
    private int signatureLength;
    private int extensionsOffset;
    private int extensionsLength;
    private int muxerCount;
    private PeerKey peerKey;

    /**
     * Of nobody yet: {@link #wrap} it.
     */
    public NoisePayload()
    {
    }

    /**
     * The payload of a host, which is the same in all handshakes with that static key. Slow work.
     *
     * @param key       of the host.
     * @param staticKey public one, of Noise: 32 bytes.
     * @param muxers    protocols, the one that is liked most first; none for no extensions.
     * @return the payload of message 2 or 3.
     */
    public static byte[] encode(final HostKey key, final byte[] staticKey, final List<String> muxers)
    {
        final byte[] publicKey = key.publicKey().encoded();
        final byte[] signature = key.sign(signed(staticKey));
        final byte[][] names = muxers.stream().map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
        int extensions = 0;
        for (final byte[] name : names)
        {
            extensions += ProtobufWriter.bytesLength(STREAM_MUXERS, name.length);
        }
        final int length =
            ProtobufWriter.bytesLength(IDENTITY_KEY, publicKey.length) +
            ProtobufWriter.bytesLength(IDENTITY_SIGNATURE, signature.length) +
            (0 == names.length ? 0 : ProtobufWriter.bytesLength(EXTENSIONS, extensions));
        final byte[] payload = new byte[length];
        final ProtobufWriter writer = new ProtobufWriter().wrap(new UnsafeBuffer(payload), 0, length)
            .putBytes(IDENTITY_KEY, publicKey).putBytes(IDENTITY_SIGNATURE, signature);
        if (0 != names.length)
        {
            writer.putMessage(EXTENSIONS, extensions);
            for (final byte[] name : names)
            {
                writer.putBytes(STREAM_MUXERS, name);
            }
        }
        return payload;
    }

    /**
     * Look at a payload: its structure, its lengths and its counts.
     *
     * @param src    holds it.
     * @param offset its first byte.
     * @param length its bytes.
     * @return {@link IdentityError#NONE}, or what is wrong.
     */
    public IdentityError wrap(final DirectBuffer src, final int offset, final int length)
    {
        buffer = src;
        keyOffset = NONE;
        signatureOffset = NONE;
        extensionsOffset = NONE;
        muxerCount = 0;
        peerKey = null;
        IdentityError error = readFields(offset, length);
        if (IdentityError.NONE == error && (NONE == keyOffset || NONE == signatureOffset))
        {
            error = IdentityError.MISSING;
        }
        if (IdentityError.NONE == error)
        {
            error = PeerKey.check(src, keyOffset, keyLength);
        }
        if (IdentityError.NONE == error && signatureLength > Libp2pLimits.MAX_SIGNATURE_LENGTH)
        {
            error = IdentityError.SIGNATURE;
        }
        return IdentityError.NONE == error && NONE != extensionsOffset ? readExtensions() : error;
    }

    /**
     * Does the key vouch for the static key that the peer has proved to own? Slow work.
     *
     * @param staticKey      public one, of Noise, from the handshake: 32 bytes.
     * @param expectedOrNull who the peer has to be, or null where it may be anybody.
     * @return {@link IdentityError#NONE}, {@link IdentityError#KEY}, {@link IdentityError#WRONG_PEER} or
     *     {@link IdentityError#SIGNATURE}.
     */
    public IdentityError verify(final byte[] staticKey, final PeerId expectedOrNull)
    {
        final PeerKey key = PeerKey.decode(buffer, keyOffset, keyLength);
        if (null == key)
        {
            return IdentityError.KEY;
        }
        if (null != expectedOrNull && !expectedOrNull.equals(key.peerId()))
        {
            return IdentityError.WRONG_PEER;
        }
        final byte[] signature = new byte[signatureLength];
        buffer.getBytes(signatureOffset, signature);
        if (!key.verify(signed(staticKey), signature))
        {
            return IdentityError.SIGNATURE;
        }
        peerKey = key;
        return IdentityError.NONE;
    }

    /** {@return the peer's key; null until {@link #verify} has found nothing wrong} */
    public PeerKey peerKey()
    {
        return peerKey;
    }

    /** {@return how many muxers the peer named} */
    public int muxerCount()
    {
        return muxerCount;
    }

    /**
     * Name of a muxer.
     *
     * @param index from 0 on; the one that is liked most first.
     * @return its first byte in the buffer.
     */
    public int muxerOffset(final int index)
    {
        return muxerOffsets[index];
    }

    /**
     * Name of a muxer.
     *
     * @param index from 0 on.
     * @return its bytes.
     */
    public int muxerLength(final int index)
    {
        return muxerLengths[index];
    }

    private IdentityError readFields(final int offset, final int length)
    {
        reader.wrap(buffer, offset, length, Libp2pLimits.MAX_HANDSHAKE_FIELDS);
        IdentityError error = IdentityError.NONE;
        while (IdentityError.NONE == error && reader.next())
        {
            switch (reader.field())
            {
                case IDENTITY_KEY:
                    error = once(keyOffset);
                    keyOffset = reader.valueOffset();
                    keyLength = reader.valueLength();
                    break;

                case IDENTITY_SIGNATURE:
                    error = once(signatureOffset);
                    signatureOffset = reader.valueOffset();
                    signatureLength = reader.valueLength();
                    break;

                case EXTENSIONS:
                    error = once(extensionsOffset);
                    extensionsOffset = reader.valueOffset();
                    extensionsLength = reader.valueLength();
                    break;

                default:
                    break;
            }
        }
        return IdentityError.NONE == error && ProtobufError.NONE != reader.error() ? IdentityError.PROTOBUF : error;
    }

    private IdentityError readExtensions()
    {
        reader.wrap(buffer, extensionsOffset, extensionsLength, Libp2pLimits.MAX_HANDSHAKE_FIELDS);
        while (reader.next())
        {
            if (STREAM_MUXERS == reader.field() && reader.isBytes())
            {
                if (Libp2pLimits.MAX_EARLY_MUXERS == muxerCount ||
                    reader.valueLength() > Libp2pLimits.MAX_PROTOCOL_LENGTH)
                {
                    return IdentityError.TOO_MANY;
                }
                muxerOffsets[muxerCount] = reader.valueOffset();
                muxerLengths[muxerCount++] = reader.valueLength();
            }
        }
        return ProtobufError.NONE == reader.error() ? IdentityError.NONE : IdentityError.PROTOBUF;
    }

    private IdentityError once(final int offsetSoFar)
    {
        if (!reader.isBytes())
        {
            return IdentityError.PROTOBUF;
        }
        return NONE == offsetSoFar ? IdentityError.NONE : IdentityError.DUPLICATE;
    }

    private static byte[] signed(final byte[] staticKey)
    {
        final byte[] signed = Arrays.copyOf(SIGNED_PREFIX, SIGNED_PREFIX.length + IdentityScheme.STATIC_KEY_LENGTH);
        System.arraycopy(staticKey, 0, signed, SIGNED_PREFIX.length, IdentityScheme.STATIC_KEY_LENGTH);
        return signed;
    }
}
