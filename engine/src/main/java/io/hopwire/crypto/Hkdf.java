package io.hopwire.crypto;

import java.util.Arrays;

/**
 * HKDF (RFC 5869) over any {@link HashFunction}. That of Noise is the one with an empty info. Allocates nothing after
 * its construction.
 * <p>
 * Not thread-safe.
 */
final class Hkdf
{
    private static final int LENGTH = HashFunction.LENGTH;

    private final Hmac hmac;
    private final byte[] pseudoRandomKey = new byte[LENGTH];
    private final byte[] block = new byte[LENGTH];
    private final byte[] counter = new byte[1];

    Hkdf(final HashFunction hash)
    {
        hmac = new Hmac(hash);
    }

    /**
     * Extract and expand.
     *
     * @param salt      of any length.
     * @param key       input key material.
     * @param keyLength bytes of it, may be 0.
     * @param info      of any length.
     * @param dst       output key material.
     * @param length    bytes of it, at most 255 * 32.
     */
    void derive(
        final byte[] salt,
        final byte[] key,
        final int keyLength,
        final byte[] info,
        final byte[] dst,
        final int length)
    {
        extract(salt, key, keyLength, pseudoRandomKey);
        expand(pseudoRandomKey, info, info.length, dst, length);
        Arrays.fill(pseudoRandomKey, (byte)0);
    }

    /**
     * The first step alone.
     *
     * @param salt      of any length.
     * @param key       input key material.
     * @param keyLength bytes of it, may be 0.
     * @param dst       pseudorandom key, 32 bytes.
     */
    void extract(final byte[] salt, final byte[] key, final int keyLength, final byte[] dst)
    {
        assert keyLength <= key.length : "all of the key is there";
        hmac.init(salt, salt.length);
        hmac.update(key, 0, keyLength);
        hmac.finish(dst, 0);
    }

    /**
     * The second step alone.
     *
     * @param prk        pseudorandom key, 32 bytes.
     * @param info       of any length.
     * @param infoLength bytes of it.
     * @param dst        output key material.
     * @param length     bytes of it, at most 255 * 32.
     */
    void expand(final byte[] prk, final byte[] info, final int infoLength, final byte[] dst, final int length)
    {
        assert length <= dst.length && length <= 255 * LENGTH : "RFC 5869, section 2.3";
        for (int done = 0, i = 1; done < length; done += LENGTH, i++)
        {
            hmac.init(prk, LENGTH);
            if (i > 1)
            {
                hmac.update(block, 0, LENGTH);
            }
            hmac.update(info, 0, infoLength);
            counter[0] = (byte)i;
            hmac.update(counter, 0, 1);
            hmac.finish(block, 0);
            System.arraycopy(block, 0, dst, done, Math.min(LENGTH, length - done));
        }
        Arrays.fill(block, (byte)0);
    }
}
