package io.hopwire.libp2p.identity;

import io.hopwire.crypto.identity.RecordKeys;
import io.hopwire.crypto.identity.RsaSignatures;
import io.hopwire.libp2p.wire.Libp2pLimits;
import org.agrona.DirectBuffer;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A public key of a peer. Immutable, safe for use by any thread. All but {@link #check} is slow work, which allocates.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Peer ids and keys</a>
 */
public final class PeerKey
{
    private static final int ED25519_LENGTH = RecordKeys.KEY_LENGTH;
    private static final int SECP256K1_LENGTH = 1 + EcdsaCurve.SCALAR_LENGTH;
    private static final int POINT_LENGTH = 1 + 2 * EcdsaCurve.SCALAR_LENGTH;
    private static final int MIN_RSA_LENGTH = Libp2pLimits.MIN_RSA_BITS / Byte.SIZE;
    private static final int EXPONENT_BITS = 31;

    /** SubjectPublicKeyInfo (RFC 5480) of P-256 up to the point, which is not compressed. */
    private static final byte[] P256_HEAD = {
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, (byte)0x86, 0x48, (byte)0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
        0x2a, (byte)0x86, 0x48, (byte)0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
    /** Algorithm identifier of RSA keys (RFC 3279). */
    private static final byte[] RSA_ALGORITHM = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte)0x86, 0x48, (byte)0x86, (byte)0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    /** Bits of a bit string that its last byte does not use. */
    private static final byte[] NO_UNUSED_BITS = {0};

    private final KeyType type;
    private final byte[] encoded;
    private final byte[] data;
    private final ECPublicKeyParameters pointOrNull;
    private final BigInteger modulusOrNull;
    private final BigInteger exponentOrNull;
    private final PeerId peerId;

    private PeerKey(final KeyType type, final byte[] data, final ECPublicKeyParameters pointOrNull)
    {
        this(type, data, pointOrNull, null, null);
    }

    private PeerKey(
        final KeyType type,
        final byte[] data,
        final ECPublicKeyParameters pointOrNull,
        final BigInteger modulusOrNull,
        final BigInteger exponentOrNull)
    {
        this.type = type;
        this.data = data;
        this.pointOrNull = pointOrNull;
        this.modulusOrNull = modulusOrNull;
        this.exponentOrNull = exponentOrNull;
        encoded = KeyMessage.encode(type, data);
        peerId = PeerId.ofKey(encoded);
    }

    /**
     * Could these bytes be a public key's protobuf? Looks at its structure and its lengths, computes nothing and
     * allocates nothing.
     *
     * @param buffer holds them.
     * @param offset first byte.
     * @param length bytes, all of which must be of it.
     * @return {@link IdentityError#NONE}, {@link IdentityError#KEY_ENCODING}, {@link IdentityError#KEY_TYPE} or
     *     {@link IdentityError#KEY_LENGTH}.
     */
    public static IdentityError check(final DirectBuffer buffer, final int offset, final int length)
    {
        final IdentityError error =
            KeyMessage.check(buffer, offset, length, Libp2pLimits.MAX_PUBLIC_KEY_LENGTH);
        if (IdentityError.NONE != error)
        {
            return error;
        }
        final int data = KeyMessage.dataLength(buffer, offset);
        final boolean isRight;
        switch (KeyMessage.type(buffer, offset))
        {
            case ED25519:
                isRight = ED25519_LENGTH == data;
                break;

            case SECP256K1:
                isRight = SECP256K1_LENGTH == data;
                break;

            case ECDSA:
                isRight = P256_HEAD.length + POINT_LENGTH == data;
                break;

            default:
                isRight = MIN_RSA_LENGTH < data;
                break;
        }
        return isRight ? IdentityError.NONE : IdentityError.KEY_LENGTH;
    }

    /**
     * The key in a protobuf. Up to some hundred microseconds.
     *
     * @param buffer holds it.
     * @param offset its first byte.
     * @param length its bytes.
     * @return the key, or null where {@link #check} finds something wrong, or nobody can have that key.
     */
    public static PeerKey decode(final DirectBuffer buffer, final int offset, final int length)
    {
        if (IdentityError.NONE != check(buffer, offset, length))
        {
            return null;
        }
        final byte[] data = KeyMessage.data(buffer, offset, length);
        switch (KeyMessage.type(buffer, offset))
        {
            case ED25519:
                return ofEd25519(data);

            case SECP256K1:
                return ofPoint(KeyType.SECP256K1, data, EcdsaCurve.SECP256K1.point(data));

            case ECDSA:
                return ofP256(data);

            default:
                return ofRsa(data);
        }
    }

    /**
     * An Ed25519 key.
     *
     * @param key 32 bytes.
     * @return the key; what it signed is found to be wrong where it is no point of the prime-order group.
     */
    static PeerKey ofEd25519(final byte[] key)
    {
        return new PeerKey(KeyType.ED25519, key.clone(), null);
    }

    static PeerKey ofSecp256k1(final byte[] compressed)
    {
        return ofPoint(KeyType.SECP256K1, compressed, EcdsaCurve.SECP256K1.point(compressed));
    }

    static PeerKey ofP256Point(final byte[] uncompressed)
    {
        final byte[] data = Arrays.copyOf(P256_HEAD, P256_HEAD.length + uncompressed.length);
        System.arraycopy(uncompressed, 0, data, P256_HEAD.length, uncompressed.length);
        return ofP256(data);
    }

    static PeerKey ofRsa(final BigInteger modulus, final BigInteger exponent)
    {
        final byte[] key =
            DerWriter.element(DerReader.SEQUENCE, DerWriter.integer(modulus), DerWriter.integer(exponent));
        return ofRsa(DerWriter.element(
            DerReader.SEQUENCE, RSA_ALGORITHM, DerWriter.element(DerReader.BIT_STRING, NO_UNUSED_BITS, key)));
    }

    /** {@return which kind of key} */
    public KeyType type()
    {
        return type;
    }

    /** {@return a copy of its protobuf} */
    public byte[] encoded()
    {
        return encoded.clone();
    }

    /** {@return the id of the peer whose key it is} */
    public PeerId peerId()
    {
        return peerId;
    }

    /**
     * Did this key sign that? Some ten to some hundred microseconds.
     *
     * @param message   all of it.
     * @param signature from anybody.
     * @return true if so.
     */
    public boolean verify(final byte[] message, final byte[] signature)
    {
        switch (type)
        {
            case ED25519:
                return RecordKeys.SIGNATURE_LENGTH == signature.length && RecordKeys.verify(data, message, signature);

            case SECP256K1:
                return EcdsaCurve.SECP256K1.verify(pointOrNull, message, signature);

            case ECDSA:
                return EcdsaCurve.P256.verify(pointOrNull, message, signature);

            default:
                return verifyRsa(message, signature);
        }
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof PeerKey && Arrays.equals(encoded, ((PeerKey)other).encoded);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(encoded);
    }

    /** {@return the type, and the id of the peer} */
    @Override
    public String toString()
    {
        return type + " key of " + peerId;
    }

    private boolean verifyRsa(final byte[] message, final byte[] signature)
    {
        final RsaSignatures signatures = new RsaSignatures(null);
        if (!signatures.verifying(modulusOrNull, exponentOrNull))
        {
            return false;
        }
        signatures.update(message, 0, message.length);
        return signatures.isGood(signature);
    }

    private static PeerKey ofPoint(final KeyType type, final byte[] data, final ECPublicKeyParameters pointOrNull)
    {
        return null == pointOrNull ? null : new PeerKey(type, data, pointOrNull);
    }

    private static PeerKey ofP256(final byte[] data)
    {
        final byte[] point = Arrays.copyOfRange(data, P256_HEAD.length, data.length);
        final boolean isPlain =
            Arrays.equals(data, 0, P256_HEAD.length, P256_HEAD, 0, P256_HEAD.length) && 0x04 == point[0];
        return isPlain ? ofPoint(KeyType.ECDSA, data, EcdsaCurve.P256.point(point)) : null;
    }

    private static PeerKey ofRsa(final byte[] data)
    {
        final DerReader reader = new DerReader(data)
            .enter(DerReader.SEQUENCE).expect(RSA_ALGORITHM)
            .enter(DerReader.BIT_STRING).expect(NO_UNUSED_BITS).enter(DerReader.SEQUENCE);
        final BigInteger modulus = reader.integer(Libp2pLimits.MAX_RSA_BITS);
        final BigInteger exponent = reader.integer(EXPONENT_BITS);
        final boolean isKey =
            reader.isComplete() && Libp2pLimits.MIN_RSA_BITS <= modulus.bitLength() &&
            modulus.testBit(0) && exponent.testBit(0) && exponent.bitLength() > 1;
        return isKey ? new PeerKey(KeyType.RSA, data, null, modulus, exponent) : null;
    }
}
