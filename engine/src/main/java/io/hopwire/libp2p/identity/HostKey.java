package io.hopwire.libp2p.identity;

import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.crypto.identity.RecordKeys;
import io.hopwire.crypto.identity.RsaKeys;
import io.hopwire.spi.EntropySource;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;

import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;

/**
 * The private key of a host of our own, in one of four kinds. Its protobuf is what implementations of libp2p keep in
 * files; it never goes over a wire. Immutable, safe for use by any thread. Slow work, which allocates.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Peer ids and keys</a>
 */
public final class HostKey
{
    private static final int MAX_ENCODED_LENGTH = 8_192;
    private static final int SEED_LENGTH = 32;
    private static final int PUBLIC_LENGTH = RecordKeys.KEY_LENGTH;

    /** ECPrivateKey (RFC 5915) of P-256 around the number and the point. */
    private static final byte[] P256_HEAD = {0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20};
    private static final byte[] P256_MIDDLE = {
        (byte)0xa0, 0x0a, 0x06, 0x08, 0x2a, (byte)0x86, 0x48, (byte)0xce, 0x3d, 0x03, 0x01, 0x07,
        (byte)0xa1, 0x44, 0x03, 0x42, 0x00};
    private static final int P256_LENGTH = 121;

    private final KeyType type;
    private final byte[] data;
    private final ECPrivateKeyParameters scalarOrNull;
    private final RSAPrivateCrtKey rsaOrNull;
    private final PeerKey publicKey;

    private HostKey(
        final KeyType type,
        final byte[] data,
        final ECPrivateKeyParameters scalarOrNull,
        final RSAPrivateCrtKey rsaOrNull,
        final PeerKey publicKey)
    {
        this.type = type;
        this.data = data;
        this.scalarOrNull = scalarOrNull;
        this.rsaOrNull = rsaOrNull;
        this.publicKey = publicKey;
    }

    /**
     * The key in a protobuf.
     *
     * @param encoded the protobuf.
     * @return the key.
     * @throws IllegalArgumentException where it is none; the message tells nothing of it.
     */
    public static HostKey decode(final byte[] encoded)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(encoded);
        final IdentityError error = KeyMessage.check(buffer, 0, encoded.length, MAX_ENCODED_LENGTH);
        if (IdentityError.NONE != error)
        {
            throw new IllegalArgumentException("not a private key of libp2p: " + error);
        }
        final byte[] data = KeyMessage.data(buffer, 0, encoded.length);
        switch (KeyMessage.type(buffer, 0))
        {
            case ED25519:
                return decodeEd25519(data);

            case SECP256K1:
                require(EcdsaCurve.SCALAR_LENGTH == data.length, KeyType.SECP256K1);
                return ofSecp256k1(data);

            case ECDSA:
                return decodeP256(data);

            default:
                return ofRsa(RsaPrivateKeys.decode(data));
        }
    }

    /**
     * Make a key. RSA, of 2,048 bits, takes some hundred milliseconds.
     *
     * @param type    of the key.
     * @param entropy that nobody else knows.
     * @return the key.
     */
    public static HostKey generate(final KeyType type, final EntropySource entropy)
    {
        switch (type)
        {
            case ED25519:
                return ofEd25519(draw(entropy));

            case SECP256K1:
                return ofSecp256k1(drawScalar(EcdsaCurve.SECP256K1, entropy));

            case ECDSA:
                return ofP256(drawScalar(EcdsaCurve.P256, entropy));

            default:
                final byte[] primes = new byte[RsaKeys.PRIVATE_LENGTH];
                IdentitySchemes.RSA_2048.newPrivateKey(entropy, primes);
                final RSAPrivateCrtKey key = (RSAPrivateCrtKey)RsaKeys.privateKey(primes);
                Arrays.fill(primes, (byte)0);
                return ofRsa(key);
        }
    }

    /**
     * The Ed25519 key of a seed.
     *
     * @param seed 32 bytes (RFC 8032).
     * @return the key.
     */
    public static HostKey ofEd25519(final byte[] seed)
    {
        require(SEED_LENGTH == seed.length, KeyType.ED25519);
        final byte[] key = RecordKeys.publicKey(seed);
        final byte[] data = Arrays.copyOf(seed, SEED_LENGTH + PUBLIC_LENGTH);
        System.arraycopy(key, 0, data, SEED_LENGTH, PUBLIC_LENGTH);
        return new HostKey(KeyType.ED25519, data, null, null, PeerKey.ofEd25519(key));
    }

    /** {@return which kind of key} */
    public KeyType type()
    {
        return type;
    }

    /** {@return its protobuf, which is as secret as the key} */
    public byte[] encoded()
    {
        return KeyMessage.encode(type, data);
    }

    /** {@return the public key} */
    public PeerKey publicKey()
    {
        return publicKey;
    }

    /** {@return our own id} */
    public PeerId peerId()
    {
        return publicKey.peerId();
    }

    /**
     * Sign. The same message has the same signature, always.
     *
     * @param message all of it.
     * @return the signature, as the kind of key has it.
     */
    public byte[] sign(final byte[] message)
    {
        switch (type)
        {
            case ED25519:
                return RecordKeys.sign(Arrays.copyOf(data, SEED_LENGTH), message);

            case SECP256K1:
                return EcdsaCurve.SECP256K1.sign(scalarOrNull, message);

            case ECDSA:
                return EcdsaCurve.P256.sign(scalarOrNull, message);

            default:
                return RsaPrivateKeys.sign(rsaOrNull, message);
        }
    }

    /** {@return whose key it is, and nothing of it} */
    @Override
    public String toString()
    {
        return type + " private key of " + peerId();
    }

    /** The seed and the public key; in old files, the public key twice. */
    private static HostKey decodeEd25519(final byte[] data)
    {
        final int whole = SEED_LENGTH + PUBLIC_LENGTH;
        require(whole == data.length || whole + PUBLIC_LENGTH == data.length, KeyType.ED25519);
        final HostKey key = ofEd25519(Arrays.copyOf(data, SEED_LENGTH));
        for (int at = SEED_LENGTH; at < data.length; at += PUBLIC_LENGTH)
        {
            require(
                Arrays.equals(data, at, at + PUBLIC_LENGTH, key.data, SEED_LENGTH, whole), KeyType.ED25519);
        }
        return key;
    }

    private static HostKey ofSecp256k1(final byte[] scalar)
    {
        final ECPrivateKeyParameters key = EcdsaCurve.SECP256K1.scalar(scalar);
        require(null != key, KeyType.SECP256K1);
        return new HostKey(KeyType.SECP256K1, scalar.clone(), key, null,
            PeerKey.ofSecp256k1(EcdsaCurve.SECP256K1.publicPoint(key, true)));
    }

    private static HostKey decodeP256(final byte[] data)
    {
        require(P256_LENGTH == data.length, KeyType.ECDSA);
        final int end = P256_HEAD.length + EcdsaCurve.SCALAR_LENGTH;
        final HostKey key = ofP256(Arrays.copyOfRange(data, P256_HEAD.length, end));
        // All else follows from the number, so it is what it would be if we had written it.
        require(Arrays.equals(data, key.data), KeyType.ECDSA);
        return key;
    }

    private static HostKey ofP256(final byte[] scalar)
    {
        final ECPrivateKeyParameters key = EcdsaCurve.P256.scalar(scalar);
        require(null != key, KeyType.ECDSA);
        final byte[] point = EcdsaCurve.P256.publicPoint(key, false);
        final byte[] data = new byte[P256_LENGTH];
        int at = put(P256_HEAD, data, 0);
        at = put(scalar, data, at);
        at = put(P256_MIDDLE, data, at);
        put(point, data, at);
        return new HostKey(KeyType.ECDSA, data, key, null, PeerKey.ofP256Point(point));
    }

    private static HostKey ofRsa(final RSAPrivateCrtKey key)
    {
        final PeerKey publicKey = PeerKey.ofRsa(key.getModulus(), key.getPublicExponent());
        require(null != publicKey, KeyType.RSA);
        return new HostKey(KeyType.RSA, RsaPrivateKeys.encode(key), null, key, publicKey);
    }

    private static byte[] drawScalar(final EcdsaCurve curve, final EntropySource entropy)
    {
        byte[] scalar = draw(entropy);
        while (null == curve.scalar(scalar))
        {
            scalar = draw(entropy);
        }
        return scalar;
    }

    private static byte[] draw(final EntropySource entropy)
    {
        final byte[] bytes = new byte[SEED_LENGTH];
        entropy.nextBytes(bytes, 0, bytes.length);
        return bytes;
    }

    private static int put(final byte[] src, final byte[] dst, final int offset)
    {
        System.arraycopy(src, 0, dst, offset, src.length);
        return offset + src.length;
    }

    private static void require(final boolean isKey, final KeyType type)
    {
        if (!isKey)
        {
            throw new IllegalArgumentException("not a private key of " + type);
        }
    }
}
