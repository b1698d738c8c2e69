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
        assert keyLength <= key.length && length <= dst.length && length <= 255 * LENGTH : "RFC 5869, section 2.3";
        hmac.init(salt, salt.length);
        hmac.update(key, 0, keyLength);
        hmac.finish(pseudoRandomKey, 0);
        for (int done = 0, i = 1; done < length; done += LENGTH, i++)
        {
            hmac.init(pseudoRandomKey, LENGTH);
            if (i > 1)
            {
                hmac.update(block, 0, LENGTH);
            }
            hmac.update(info, 0, info.length);
            counter[0] = (byte)i;
            hmac.update(counter, 0, 1);
            hmac.finish(block, 0);
            System.arraycopy(block, 0, dst, done, Math.min(LENGTH, length - done));
        }
        Arrays.fill(pseudoRandomKey, (byte)0);
        Arrays.fill(block, (byte)0);
    }
}
