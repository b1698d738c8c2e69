package io.hopwire.crypto;

import io.hopwire.crypto.identity.RsaKeys;
import io.hopwire.spi.EntropySource;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * RSAES-OAEP (RFC 8017, section 7.1) with SHA-256, MGF1 with SHA-256 and keys of 2,048 bits. It is encoded here, so
 * that its randomness is the entropy that is lent. The JDK decodes: it blinds the private key's work, and says the same
 * of whatever is wrong.
 * <pre>
 *   0     1            33                       65        255 - n    256 - n       256
 *   +-----+------------+------------------------+-----------+----------+------------+
 *   |  0  | seed, 32   | hash of the label, 32  |   zeros   |    1     | message, n |
 *   +-----+------------+------------------------+-----------+----------+------------+
 * </pre>
 * What is behind the seed is masked by MGF1 of the seed, then the seed by MGF1 of what is behind it. Allocates some
 * ten kilobytes a message, for numbers of 2,048 bits are objects. Not thread-safe.
 */
class RsaOaep
{
    /** Bytes of a modulus, and of what is encrypted. */
    static final int LENGTH = RsaKeys.MODULUS_LENGTH;
    /** Most bytes of a message. */
    static final int MAX_MESSAGE = LENGTH - 2 * Sha256.LENGTH - 2;

    private static final int HASH_LENGTH = Sha256.LENGTH;
    private static final int BLOCK = 1 + HASH_LENGTH;

    private final Sha256 sha256 = new Sha256();
    private final byte[] labelHash = new byte[HASH_LENGTH];
    private final byte[] digest = new byte[HASH_LENGTH];
    private final byte[] counter = new byte[Integer.BYTES];
    private final byte[] encoded = new byte[LENGTH];
    private final Cipher decoderOrNull;

    /**
     * @param keyOrNull private key, or null to encrypt only.
     * @param label     of all messages.
     */
    RsaOaep(final PrivateKey keyOrNull, final byte[] label)
    {
        sha256.update(label, 0, label.length);
        sha256.digest(labelHash, 0);
        decoderOrNull = null == keyOrNull ? null : decoder(keyOrNull, label);
    }

    boolean canDecrypt()
    {
        return null != decoderOrNull;
    }

    /**
     * Encrypt.
     *
     * @param modulus of the recipient.
     * @param entropy for the seed.
     * @param message holds it, from its first byte on.
     * @param length  short enough: at most {@link #MAX_MESSAGE} bytes.
     * @param dst     {@link #LENGTH} bytes, written.
     */
    void encrypt(
        final BigInteger modulus,
        final EntropySource entropy,
        final byte[] message,
        final int length,
        final byte[] dst)
    {
        assert length <= MAX_MESSAGE : "RFC 8017, section 7.1.1";
        Arrays.fill(encoded, (byte)0);
        entropy.nextBytes(encoded, 1, HASH_LENGTH);
        System.arraycopy(labelHash, 0, encoded, BLOCK, HASH_LENGTH);
        encoded[LENGTH - length - 1] = 1;
        System.arraycopy(message, 0, encoded, LENGTH - length, length);
        mask(1, HASH_LENGTH, BLOCK, LENGTH - BLOCK);
        mask(BLOCK, LENGTH - BLOCK, 1, HASH_LENGTH);
        final byte[] power = new BigInteger(1, encoded).modPow(RsaKeys.EXPONENT, modulus).toByteArray();
        Arrays.fill(encoded, (byte)0);
        // With a zero in front where the highest bit is set, and shorter where the number is small.
        final int count = Math.min(LENGTH, power.length);
        Arrays.fill(dst, 0, LENGTH - count, (byte)0);
        System.arraycopy(power, power.length - count, dst, LENGTH - count, count);
    }

    /**
     * Decrypt.
     *
     * @param src holds {@link #LENGTH} bytes.
     * @return the message, or null where it is not one.
     */
    byte[] decrypt(final byte[] src)
    {
        try
        {
            return decoderOrNull.doFinal(src, 0, LENGTH);
        }
        catch (final GeneralSecurityException ex)
        {
            // One reason for all, or who sends boxes could learn from it.
            return null;
        }
    }

    /** XOR bytes with MGF1 of others (RFC 8017, appendix B.2.1). */
    private void mask(final int seed, final int seedLength, final int masked, final int maskedLength)
    {
        for (int done = 0; done < maskedLength; done += HASH_LENGTH)
        {
            counter[Integer.BYTES - 1] = (byte)(done / HASH_LENGTH);
            sha256.update(encoded, seed, seedLength);
            sha256.update(counter, 0, Integer.BYTES);
            sha256.digest(digest, 0);
            for (int i = 0; i < Math.min(HASH_LENGTH, maskedLength - done); i++)
            {
                encoded[masked + done + i] ^= digest[i];
            }
        }
    }

    private static Cipher decoder(final PrivateKey key, final byte[] label)
    {
        try
        {
            final Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            init(cipher, key, label);
            return cipher;
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("every JVM must have RSA", ex);
        }
    }

    private static void init(final Cipher cipher, final PrivateKey key, final byte[] label)
        throws InvalidKeyException, InvalidAlgorithmParameterException
    {
        cipher.init(Cipher.DECRYPT_MODE, key, new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(label)));
    }
}
