package io.hopwire.crypto.identity;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.sim.SimRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Addresses of 2160 bits: what the JDK makes of them, and certificates that are wrong.
 */
class RsaSchemeTest
{
    private static final IdentityScheme RSA = IdentitySchemes.RSA_2048;
    /** What the JDK calls X.509 is this and then PKCS#1; "DER format - algo identifier" is the seed's word for that. */
    private static final byte[] ALGORITHM = HexFormat.of().parseHex("30820122300d06092a864886f70d01010105000382010f00");

    private final HopwireCrypto crypto = new HopwireCrypto();
    private final byte[] privateKey = new byte[RSA.privateKeyLength()];
    private final byte[] address = new byte[RSA.addressLength()];
    private final byte[] staticKey = new byte[IdentityScheme.STATIC_KEY_LENGTH];
    private final byte[] certificate = new byte[RSA.certificateLength()];
    private final UnsafeBuffer learnt = new UnsafeBuffer(new byte[RSA.addressLength()]);

    RsaSchemeTest()
    {
        RSA.newPrivateKey(new SimRandom(4), privateKey);
        RSA.address(privateKey, crypto, address);
        final byte[] secret = new byte[IdentityScheme.STATIC_KEY_LENGTH];
        RSA.staticPrivateKey(privateKey, secret);
        crypto.publicKey(secret, staticKey);
        RSA.certify(privateKey, staticKey, certificate);
    }

    @Test
    void anAddressIsWhatTheSpecificationSays() throws GeneralSecurityException
    {
        assertEquals(2160, Byte.SIZE * address.length);
        final byte[] x509 = Arrays.copyOf(ALGORITHM, ALGORITHM.length + address.length);
        System.arraycopy(address, 0, x509, ALGORITHM.length, address.length);
        final RSAPublicKey key =
            (RSAPublicKey)KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(x509));
        assertEquals(2048, key.getModulus().bitLength());
        assertEquals(BigInteger.valueOf(65537), key.getPublicExponent());
        assertArrayEquals(x509, key.getEncoded());
        assertEquals(key.getModulus(), RsaKeys.modulus(new UnsafeBuffer(address), 0));
    }

    @Test
    void keysAreMadeOfEntropyAlone()
    {
        final byte[] again = new byte[privateKey.length];
        RSA.newPrivateKey(new SimRandom(4), again);
        assertArrayEquals(privateKey, again);
        RSA.newPrivateKey(new SimRandom(5), again);
        assertNotEquals(privateKey[3], again[3]);
        assertThrows(IllegalArgumentException.class, () -> RSA.address(new byte[256], crypto, address));
        privateKey[200] ^= 1;
        assertThrows(IllegalArgumentException.class, () -> RSA.address(privateKey, crypto, address));
    }

    @Test
    void aPrivateKeyIsTwoPrimesThatTheExponentSuits()
    {
        final BigInteger exponent = BigInteger.valueOf(65_537);
        // One more than a multiple of the exponent, which has no inverse then.
        BigInteger prime = exponent.multiply(BigInteger.TWO);
        final BigInteger step = prime;
        prime = BigInteger.ONE.shiftLeft(1024).subtract(BigInteger.ONE).divide(step).multiply(step).add(BigInteger.ONE);
        while (!prime.isProbablePrime(50))
        {
            prime = prime.subtract(step);
        }
        final byte[] bytes = prime.toByteArray();
        final byte[] unfit = privateKey.clone();
        System.arraycopy(bytes, bytes.length - 128, unfit, 0, 128);
        assertThrows(IllegalArgumentException.class, () -> RSA.address(unfit, crypto, address));
        final byte[] even = privateKey.clone();
        even[127] ^= 1;
        assertThrows(IllegalArgumentException.class, () -> RSA.address(even, crypto, address));
        final byte[] small = privateKey.clone();
        small[0] &= 0x7f;
        assertThrows(IllegalArgumentException.class, () -> RSA.address(small, crypto, address));
    }

    @Test
    void nobodyTellsAStaticKeyFromAnAddress()
    {
        assertFalse(RSA.tellsStaticKey());
        assertFalse(RSA.staticKey(new UnsafeBuffer(address), 0, crypto, staticKey));
        assertTrue(RSA.isAddress(new UnsafeBuffer(address), 0, crypto));
        for (final int i : new int[]{0, 3, 8, 9, 264, 269})
        {
            final byte[] wrong = address.clone();
            wrong[i] ^= (byte)(264 == i ? 1 : 0x80);
            assertFalse(RSA.isAddress(new UnsafeBuffer(wrong), 0, crypto), "byte " + i);
        }
    }

    @Test
    void aCertificateTellsTheAddressAndNoWrongOneDoes()
    {
        assertTrue(identifies(certificate, certificate.length));
        assertArrayEquals(address, learnt.byteArray());
        assertFalse(identifies(certificate, certificate.length - 1));
        assertFalse(identifies(certificate, 0));
        for (int i = 0; i < certificate.length; i += 13)
        {
            final byte[] wrong = certificate.clone();
            wrong[i] ^= 1;
            assertFalse(identifies(wrong, wrong.length), "byte " + i);
        }
        staticKey[5] ^= 1;
        assertFalse(identifies(certificate, certificate.length), "of another static key");
    }

    private boolean identifies(final byte[] given, final int length)
    {
        return RSA.identify(new UnsafeBuffer(given), 0, length, staticKey, crypto, learnt, 0);
    }
}
