package io.hopwire.libp2p.identity;

import io.hopwire.crypto.Sha256;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

import java.math.BigInteger;

/**
 * ECDSA with SHA-256 over the two curves of libp2p, signatures in DER. The secret number of a signature is made of the
 * key and the message (RFC 6979), never drawn. Signatures are made with the smaller of the two s that fit (BIP 62), and
 * taken with either, as implementations differ. Stateless, thread-safe; slow work, which allocates.
 */
enum EcdsaCurve
{
    SECP256K1("secp256k1"),
    P256("secp256r1");

    /** Bytes of a coordinate and of a private key. */
    static final int SCALAR_LENGTH = 32;

    private static final int SCALAR_BITS = SCALAR_LENGTH * Byte.SIZE;

    private final ECDomainParameters domain;

    EcdsaCurve(final String name)
    {
        final X9ECParameters parameters = CustomNamedCurves.getByName(name);
        domain = new ECDomainParameters(parameters);
    }

    /** Point that these bytes encode, compressed or not; null where there is none. */
    ECPublicKeyParameters point(final byte[] encoded)
    {
        try
        {
            return new ECPublicKeyParameters(domain.getCurve().decodePoint(encoded), domain);
        }
        catch (final IllegalArgumentException ex)
        {
            // The library's only way to say so.
            return null;
        }
    }

    /** Private key that these bytes are; null where they are zero or too big. */
    ECPrivateKeyParameters scalar(final byte[] encoded)
    {
        final BigInteger number = new BigInteger(1, encoded);
        final boolean isKey = 0 < number.signum() && number.compareTo(domain.getN()) < 0;
        return isKey ? new ECPrivateKeyParameters(number, domain) : null;
    }

    byte[] publicPoint(final ECPrivateKeyParameters key, final boolean isCompressed)
    {
        final ECPoint point = new FixedPointCombMultiplier().multiply(domain.getG(), key.getD());
        return point.normalize().getEncoded(isCompressed);
    }

    byte[] sign(final ECPrivateKeyParameters key, final byte[] message)
    {
        final ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, key);
        final BigInteger[] signature = signer.generateSignature(hash(message));
        final BigInteger s = signature[1];
        final BigInteger smaller = s.min(domain.getN().subtract(s));
        return DerWriter.element(
            DerReader.SEQUENCE, DerWriter.integer(signature[0]), DerWriter.integer(smaller));
    }

    boolean verify(final ECPublicKeyParameters key, final byte[] message, final byte[] signature)
    {
        final DerReader reader = new DerReader(signature).enter(DerReader.SEQUENCE);
        final BigInteger r = reader.integer(SCALAR_BITS);
        final BigInteger s = reader.integer(SCALAR_BITS);
        if (!reader.isComplete())
        {
            return false;
        }
        final ECDSASigner signer = new ECDSASigner();
        signer.init(false, key);
        return signer.verifySignature(hash(message), r, s);
    }

    static byte[] scalarBytes(final ECPrivateKeyParameters key)
    {
        return BigIntegers.asUnsignedByteArray(SCALAR_LENGTH, key.getD());
    }

    private static byte[] hash(final byte[] message)
    {
        final byte[] hash = new byte[Sha256.LENGTH];
        final Sha256 sha = new Sha256();
        sha.update(message, 0, message.length);
        sha.digest(hash, 0);
        return hash;
    }
}
