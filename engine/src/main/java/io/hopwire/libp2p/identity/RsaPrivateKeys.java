package io.hopwire.libp2p.identity;

import io.hopwire.crypto.identity.RsaSignatures;
import io.hopwire.libp2p.wire.Libp2pLimits;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;

/**
 * Private keys of RSA in PKCS#1 (RFC 8017, appendix A.1.2), as the JDK works with them.
 */
final class RsaPrivateKeys
{
    private static final int EXPONENT_BITS = 31;

    private RsaPrivateKeys()
    {
    }

    /**
     * The key in these bytes.
     *
     * @throws IllegalArgumentException where it is none, or its parts do not fit each other.
     */
    static RSAPrivateCrtKey decode(final byte[] data)
    {
        final DerReader reader = new DerReader(data).enter(DerReader.SEQUENCE);
        final BigInteger version = reader.integer(1);
        final BigInteger modulus = reader.integer(Libp2pLimits.MAX_RSA_BITS);
        final BigInteger exponent = reader.integer(EXPONENT_BITS);
        final BigInteger[] rest = new BigInteger[6];
        for (int i = 0; i < rest.length; i++)
        {
            rest[i] = reader.integer(Libp2pLimits.MAX_RSA_BITS);
        }
        if (!reader.isComplete() || 0 != version.signum() || !fits(modulus, exponent, rest))
        {
            throw new IllegalArgumentException("not a private key of RSA");
        }
        try
        {
            return (RSAPrivateCrtKey)KeyFactory.getInstance("RSA").generatePrivate(new RSAPrivateCrtKeySpec(
                modulus, exponent, rest[0], rest[1], rest[2], rest[3], rest[4], rest[5]));
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalArgumentException("not a private key of RSA", ex);
        }
    }

    static byte[] encode(final RSAPrivateCrtKey key)
    {
        return DerWriter.element(
            DerReader.SEQUENCE,
            DerWriter.integer(BigInteger.ZERO),
            DerWriter.integer(key.getModulus()),
            DerWriter.integer(key.getPublicExponent()),
            DerWriter.integer(key.getPrivateExponent()),
            DerWriter.integer(key.getPrimeP()),
            DerWriter.integer(key.getPrimeQ()),
            DerWriter.integer(key.getPrimeExponentP()),
            DerWriter.integer(key.getPrimeExponentQ()),
            DerWriter.integer(key.getCrtCoefficient()));
    }

    static byte[] sign(final RSAPrivateCrtKey key, final byte[] message)
    {
        final RsaSignatures signatures = new RsaSignatures(key);
        signatures.signing();
        signatures.update(message, 0, message.length);
        return signatures.sign();
    }

    /** Whether d, p, q, d mod p-1, d mod q-1 and the inverse of q belong to that modulus and exponent. */
    private static boolean fits(final BigInteger modulus, final BigInteger exponent, final BigInteger[] rest)
    {
        final BigInteger p = rest[1];
        final BigInteger q = rest[2];
        if (p.bitLength() < 2 || q.bitLength() < 2 || !p.multiply(q).equals(modulus))
        {
            return false;
        }
        final BigInteger p1 = p.subtract(BigInteger.ONE);
        final BigInteger q1 = q.subtract(BigInteger.ONE);
        return isInverse(exponent, rest[0], p1) && isInverse(exponent, rest[0], q1) &&
            rest[0].mod(p1).equals(rest[3]) && rest[0].mod(q1).equals(rest[4]) && isInverse(q, rest[5], p);
    }

    private static boolean isInverse(final BigInteger a, final BigInteger b, final BigInteger modulus)
    {
        return a.multiply(b).mod(modulus).equals(BigInteger.ONE);
    }
}
