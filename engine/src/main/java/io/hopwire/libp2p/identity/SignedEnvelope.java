package io.hopwire.libp2p.identity;

import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.ProtobufError;
import io.hopwire.libp2p.wire.ProtobufReader;
import io.hopwire.libp2p.wire.ProtobufWriter;
import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes with the signature of whoever made them, and his key. What is signed begins with a domain, which is not in the
 * envelope: a signature for one purpose is none for another.
 * <p>
 * {@link #wrap} allocates nothing; {@link #verify} is slow work for a worker. Not thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/RFC/0002-signed-envelopes.md">RFC 0002</a>
 */
public final class SignedEnvelope
{
    private static final int PUBLIC_KEY = 1;
    private static final int PAYLOAD_TYPE = 2;
    private static final int PAYLOAD = 3;
    private static final int SIGNATURE = 5;
    private static final int FIELDS = SIGNATURE + 1;
    private static final int NONE = -1;

    private final ProtobufReader reader = new ProtobufReader();
    private final int[] offsets = new int[FIELDS];
    private final int[] lengths = new int[FIELDS];

    private DirectBuffer buffer;
    private PeerKey peerKey;

    /**
     * Nothing yet: {@link #wrap} it.
     */
    public SignedEnvelope()
    {
    }

    /**
     * Sign. Slow work.
     *
     * @param key         of the host.
     * @param domain      what the signature is for.
     * @param payloadType what the payload is.
     * @param payload     to be signed.
     * @return the envelope.
     */
    public static byte[] encode(
        final HostKey key, final byte[] domain, final byte[] payloadType, final byte[] payload)
    {
        final byte[] publicKey = key.publicKey().encoded();
        final byte[] signature = key.sign(signed(domain, payloadType, payload));
        final int length =
            ProtobufWriter.bytesLength(PUBLIC_KEY, publicKey.length) +
            ProtobufWriter.bytesLength(PAYLOAD_TYPE, payloadType.length) +
            ProtobufWriter.bytesLength(PAYLOAD, payload.length) +
            ProtobufWriter.bytesLength(SIGNATURE, signature.length);
        final byte[] envelope = new byte[length];
        new ProtobufWriter().wrap(new UnsafeBuffer(envelope), 0, length)
            .putBytes(PUBLIC_KEY, publicKey).putBytes(PAYLOAD_TYPE, payloadType)
            .putBytes(PAYLOAD, payload).putBytes(SIGNATURE, signature);
        return envelope;
    }

    /**
     * Look at an envelope: its structure and its lengths.
     *
     * @param src    holds it.
     * @param offset its first byte.
     * @param length its bytes.
     * @return {@link IdentityError#NONE}, or what is wrong.
     */
    public IdentityError wrap(final DirectBuffer src, final int offset, final int length)
    {
        buffer = src;
        peerKey = null;
        for (int i = 0; i < FIELDS; i++)
        {
            offsets[i] = NONE;
            lengths[i] = 0;
        }
        reader.wrap(src, offset, length, Libp2pLimits.MAX_HANDSHAKE_FIELDS);
        while (reader.next())
        {
            final int field = reader.field();
            if (PUBLIC_KEY == field || PAYLOAD_TYPE == field || PAYLOAD == field || SIGNATURE == field)
            {
                if (NONE != offsets[field])
                {
                    return IdentityError.DUPLICATE;
                }
                if (reader.isBytes())
                {
                    offsets[field] = reader.valueOffset();
                    lengths[field] = reader.valueLength();
                }
            }
        }
        return ProtobufError.NONE == reader.error() ? checkFields() : IdentityError.PROTOBUF;
    }

    /**
     * Is it signed, for that purpose? Slow work.
     *
     * @param domain      what the signature has to be for.
     * @param payloadType what the payload has to be.
     * @return {@link IdentityError#NONE}, {@link IdentityError#PAYLOAD_TYPE}, {@link IdentityError#KEY} or
     *     {@link IdentityError#SIGNATURE}.
     */
    public IdentityError verify(final byte[] domain, final byte[] payloadType)
    {
        if (!isPayloadType(payloadType))
        {
            return IdentityError.PAYLOAD_TYPE;
        }
        final PeerKey key = PeerKey.decode(buffer, offsets[PUBLIC_KEY], lengths[PUBLIC_KEY]);
        if (null == key)
        {
            return IdentityError.KEY;
        }
        if (!key.verify(signed(domain, payloadType, copy(PAYLOAD)), copy(SIGNATURE)))
        {
            return IdentityError.SIGNATURE;
        }
        peerKey = key;
        return IdentityError.NONE;
    }

    /** {@return the key that signed it; null until {@link #verify} has found nothing wrong} */
    public PeerKey peerKey()
    {
        return peerKey;
    }

    /** {@return first byte of the payload in the buffer} */
    public int payloadOffset()
    {
        return offsets[PAYLOAD];
    }

    /** {@return bytes of the payload} */
    public int payloadLength()
    {
        return lengths[PAYLOAD];
    }

    private IdentityError checkFields()
    {
        if (NONE == offsets[PUBLIC_KEY] || NONE == offsets[PAYLOAD] || NONE == offsets[SIGNATURE])
        {
            return IdentityError.MISSING;
        }
        if (lengths[SIGNATURE] > Libp2pLimits.MAX_SIGNATURE_LENGTH)
        {
            return IdentityError.SIGNATURE;
        }
        return PeerKey.check(buffer, offsets[PUBLIC_KEY], lengths[PUBLIC_KEY]);
    }

    /** Proto3: an empty one need not be there. */
    private boolean isPayloadType(final byte[] payloadType)
    {
        boolean isSame = lengths[PAYLOAD_TYPE] == payloadType.length;
        for (int i = 0; isSame && i < payloadType.length; i++)
        {
            isSame = buffer.getByte(offsets[PAYLOAD_TYPE] + i) == payloadType[i];
        }
        return isSame;
    }

    private byte[] copy(final int field)
    {
        final byte[] copy = new byte[lengths[field]];
        buffer.getBytes(offsets[field], copy);
        return copy;
    }

    private static byte[] signed(final byte[] domain, final byte[] payloadType, final byte[] payload)
    {
        int length = 0;
        for (final byte[] part : new byte[][]{domain, payloadType, payload})
        {
            length += UnsignedVarint.length(part.length) + part.length;
        }
        final byte[] signed = new byte[length];
        final UnsafeBuffer buffer = new UnsafeBuffer(signed);
        int at = 0;
        for (final byte[] part : new byte[][]{domain, payloadType, payload})
        {
            at += UnsignedVarint.put(buffer, at, part.length);
            buffer.putBytes(at, part);
            at += part.length;
        }
        return signed;
    }
}
