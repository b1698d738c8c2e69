package io.hopwire.crypto.identity;

import io.hopwire.spi.EntropySource;
import org.agrona.DirectBuffer;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;

/**
 * Keys of RSA of 2,048 bits. The public one is seed 004's address of 2160 bits, PKCS#1 in DER (RFC 8017, appendix
 * A.1.1), of which only the modulus is not always the same; the private one is its two primes, from which all else
 * follows.
 * <pre>
 *   0                            9                       265             270
 *   +----------------------------+-----------------------+----------------+
 *   | 30 82 01 0a 02 82 01 01 00 | modulus, big endian   | 02 03 01 00 01 |
 *   +----------------------------+-----------------------+----------------+
 *   +------------------------------+--------------------------------------+
 *   | p, big endian, 128           | q, 128                               |
 *   +------------------------------+--------------------------------------+
 * </pre>
 */
public final class RsaKeys
{
    /** Bytes of a modulus. */
    public static final int MODULUS_LENGTH = 256;
    /** Bytes of a public key. */
    public static final int ADDRESS_LENGTH = 270;
    /** The public exponent of all keys. */
    public static final BigInteger EXPONENT = BigInteger.valueOf(65537);
    /** Bytes of a private key. */
    public static final int PRIVATE_LENGTH = MODULUS_LENGTH;

    private static final int PRIME_LENGTH = PRIVATE_LENGTH / 2;
    private static final byte[] DER_HEAD = {0x30, (byte)0x82, 0x01, 0x0a, 0x02, (byte)0x82, 0x01, 0x01, 0x00};
    private static final byte[] DER_TAIL = {0x02, 0x03, 0x01, 0x00, 0x01};
    /** With both set in two primes, their product has as many bits as both together. */
    private static final int TOP_BITS = 0xC0;
    /** One in 2 to the power of this passes for a prime and is none, of those that were given for one. */
    private static final int CERTAINTY = 64;

    private RsaKeys()
    {
    }

    /**
     * The modulus of a public key.
     *
     * @param address holds the key.
     * @param offset  its first byte.
     * @return it, or null where it is not of 2,048 bits, is even, or the bytes are not the one DER encoding of a key
     *     whose exponent is 65537.
     */
    public static BigInteger modulus(final DirectBuffer address, final int offset)
    {
        final int modulus = offset + DER_HEAD.length;
        if (!matches(address, offset, DER_HEAD) || !matches(address, modulus + MODULUS_LENGTH, DER_TAIL) ||
            address.getByte(modulus) >= 0 || 0 == (address.getByte(modulus + MODULUS_LENGTH - 1) & 1))
        {
            return null;
        }
        final byte[] magnitude = new byte[MODULUS_LENGTH];
        address.getBytes(modulus, magnitude);
        return new BigInteger(1, magnitude);
    }

    /**
     * A private key as the JDK works with it.
     *
     * @param primes {@link #PRIVATE_LENGTH} bytes: its two primes.
     * @return the key.
     * @throws IllegalArgumentException where they are none.
     */
    public static PrivateKey privateKey(final byte[] primes)
    {
        if (PRIVATE_LENGTH != primes.length)
        {
            throw new IllegalArgumentException("a private key of RSA is its two primes, of 1,024 bits each");
        }
        final BigInteger p = prime(primes, true);
        final BigInteger q = prime(primes, false);
        final BigInteger p1 = p.subtract(BigInteger.ONE);
        final BigInteger q1 = q.subtract(BigInteger.ONE);
        final BigInteger d = EXPONENT.modInverse(p1.divide(p1.gcd(q1)).multiply(q1));
        try
        {
            return KeyFactory.getInstance("RSA").generatePrivate(new RSAPrivateCrtKeySpec(
                p.multiply(q), EXPONENT, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p)));
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("every JVM must have RSA", ex);
        }
    }

    /** The public key of a modulus of 2,048 bits. */
    static void address(final BigInteger modulus, final byte[] address)
    {
        System.arraycopy(DER_HEAD, 0, address, 0, DER_HEAD.length);
        put(modulus, address, DER_HEAD.length, MODULUS_LENGTH);
        System.arraycopy(DER_TAIL, 0, address, DER_HEAD.length + MODULUS_LENGTH, DER_TAIL.length);
    }

    /** Some hundred milliseconds. */
    static void generate(final EntropySource entropy, final byte[] privateKey)
    {
        final BigInteger p = prime(entropy);
        BigInteger q;
        do
        {
            q = prime(entropy);
        }
        while (p.equals(q));
        put(p, privateKey, 0, PRIME_LENGTH);
        put(q, privateKey, PRIME_LENGTH, PRIME_LENGTH);
    }

    /**
     * The prime at one end of a private key.
     *
     * @throws IllegalArgumentException where it is none.
     */
    static BigInteger prime(final byte[] privateKey, final boolean isFirst)
    {
        final int from = isFirst ? 0 : PRIME_LENGTH;
        final byte[] magnitude = Arrays.copyOfRange(privateKey, from, from + PRIME_LENGTH);
        final BigInteger prime = new BigInteger(1, magnitude);
        Arrays.fill(magnitude, (byte)0);
        if (TOP_BITS != (privateKey[from] & TOP_BITS) || !isGood(prime) || !prime.isProbablePrime(CERTAINTY))
        {
            throw new IllegalArgumentException("a private key of RSA is its two primes, of 1,024 bits each");
        }
        return prime;
    }

    private static BigInteger prime(final EntropySource entropy)
    {
        final byte[] bytes = new byte[PRIME_LENGTH];
        BigInteger prime;
        do
        {
            entropy.nextBytes(bytes, 0, bytes.length);
            bytes[0] |= (byte)TOP_BITS;
            prime = new BigInteger(1, bytes).nextProbablePrime();
        }
        while (Byte.SIZE * PRIME_LENGTH != prime.bitLength() || !isGood(prime));
        Arrays.fill(bytes, (byte)0);
        return prime;
    }

    /** Whether the public exponent has an inverse. */
    private static boolean isGood(final BigInteger prime)
    {
        return prime.subtract(BigInteger.ONE).gcd(EXPONENT).equals(BigInteger.ONE);
    }

    private static void put(final BigInteger number, final byte[] dst, final int offset, final int length)
    {
        final byte[] bytes = number.toByteArray();
        // With a zero in front where the highest bit is set, as it is here.
        System.arraycopy(bytes, bytes.length - length, dst, offset, length);
        Arrays.fill(bytes, (byte)0);
    }

    private static boolean matches(final DirectBuffer buffer, final int offset, final byte[] expected)
    {
        boolean isSame = true;
        for (int i = 0; i < expected.length; i++)
        {
            isSame &= expected[i] == buffer.getByte(offset + i);
        }
        return isSame;
    }
}
