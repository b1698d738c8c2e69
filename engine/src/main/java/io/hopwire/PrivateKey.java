package io.hopwire;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The secret of an endpoint: a private key of the network's identity scheme, which is X25519, 32 bytes, where nothing
 * else is said. Immutable. Its text form never shows it.
 */
public final class PrivateKey
{
    private final KeyText key;

    /**
     * From text.
     *
     * @param text hexadecimal digits, 64 for X25519; keys of other schemes have the scheme in front: {@code ed25519:}
     *             and 64 digits.
     */
    public PrivateKey(final String text)
    {
        key = KeyText.parse("private", true, text);
    }

    /**
     * An X25519 key from bytes, which are copied.
     *
     * @param bytes 32 bytes.
     */
    public PrivateKey(final byte[] bytes)
    {
        this(KeyText.DEFAULT_SCHEME, bytes);
    }

    /**
     * From bytes, which are copied.
     *
     * @param scheme name of the identity scheme.
     * @param bytes  as many as the scheme says.
     */
    public PrivateKey(final String scheme, final byte[] bytes)
    {
        key = KeyText.copy("private", scheme, bytes);
    }

    /** {@return the name of the identity scheme that the key is of} */
    public String scheme()
    {
        return key.scheme;
    }

    /** {@return a copy of the secret, as many bytes as the scheme says} */
    public byte[] toBytes()
    {
        return key.bytes.clone();
    }

    /**
     * The secret as text, for those who ask for it by name.
     *
     * @return the text that parses to the same key: 64 hexadecimal digits for X25519.
     */
    public String toHex()
    {
        return key.toString();
    }

    /**
     * Compares in constant time.
     *
     * @param other to compare with.
     * @return true if it is the same key of the same scheme.
     */
    @Override
    public boolean equals(final Object other)
    {
        return other instanceof final PrivateKey that &&
            key.scheme.equals(that.key.scheme) && MessageDigest.isEqual(key.bytes, that.key.bytes);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int hashCode()
    {
        return Arrays.hashCode(key.bytes);
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
