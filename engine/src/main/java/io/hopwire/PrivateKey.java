package io.hopwire;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The secret of an endpoint: an X25519 private key of 32 bytes. Immutable. Its text form never shows it.
 */
public final class PrivateKey
{
    /**
     * Bytes of a key.
     */
    public static final int LENGTH = KeyHex.LENGTH;

    private final byte[] bytes;

    /**
     * From text.
     *
     * @param hex 64 hexadecimal digits.
     */
    public PrivateKey(final String hex)
    {
        bytes = KeyHex.parse("private", true, hex);
    }

    /**
     * From bytes, which are copied.
     *
     * @param bytes 32 bytes.
     */
    public PrivateKey(final byte[] bytes)
    {
        this.bytes = KeyHex.copy("private", bytes);
    }

    /**
     * A copy of the secret.
     *
     * @return 32 bytes.
     */
    public byte[] toBytes()
    {
        return bytes.clone();
    }

    /**
     * The secret as text, for those who ask for it by name.
     *
     * @return 64 hexadecimal digits.
     */
    public String toHex()
    {
        return KeyHex.format(bytes);
    }

    /**
     * Compares in constant time.
     *
     * @param other to compare with.
     * @return true if it is the same key.
     */
    @Override
    public boolean equals(final Object other)
    {
        return other instanceof PrivateKey && MessageDigest.isEqual(bytes, ((PrivateKey)other).bytes);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int hashCode()
    {
        return Arrays.hashCode(bytes);
    }

    /**
     * Does not show the key.
     *
     * @return a constant text.
     */
    @Override
    public String toString()
    {
        return "PrivateKey(not shown)";
    }
}
