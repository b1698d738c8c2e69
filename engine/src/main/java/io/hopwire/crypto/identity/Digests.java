package io.hopwire.crypto.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Whole-message digests for slow work; they allocate.
 */
final class Digests
{
    private Digests()
    {
    }

    static byte[] sha256(final byte[] message)
    {
        return digest("SHA-256", message);
    }

    static byte[] sha512(final byte[] message)
    {
        return digest("SHA-512", message);
    }

    private static byte[] digest(final String algorithm, final byte[] message)
    {
        try
        {
            return MessageDigest.getInstance(algorithm).digest(message);
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException("every JVM must have " + algorithm, ex);
        }
    }
}
