package io.hopwire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;

/**
 * The address of an endpoint: a public key of the network's identity scheme, which is X25519, 32 bytes, where nothing
 * else is said. Immutable.
 * <p>
 * Any 32 bytes are a legal public key of X25519, so a private key given by mistake can not be told from a public one by
 * looking at it. An engine refuses the mistakes that it can detect: see {@link Engine#endpoint(PublicKey)}.
 */
public final class PublicKey
{
    /** Bytes of the longest key of any scheme: 2160 bits. */
    public static final int MAX_LENGTH = KeyText.MAX_LENGTH;

    /** Characters of the longest name of a scheme. */
    public static final int MAX_SCHEME_LENGTH = KeyText.MAX_SCHEME_LENGTH;

    /** DER of a key of RSA begins with these. */
    private static final int RSA_HEAD_DIGITS = 18;
    private static final int SHORT_DIGITS = 8;

    private final KeyText key;

    /**
     * From text.
     *
     * @param text hexadecimal digits, 64 for X25519; keys of other schemes have the scheme in front: {@code ed25519:}
     *             and 64 digits.
     */
    public PublicKey(final String text)
    {
        key = KeyText.parse("public", false, text);
    }

    /**
     * An X25519 key from bytes, which are copied.
     *
     * @param bytes 32 bytes.
     */
    public PublicKey(final byte[] bytes)
    {
        this(KeyText.DEFAULT_SCHEME, bytes);
    }

    /**
     * From bytes, which are copied.
     *
     * @param scheme name of the identity scheme.
     * @param bytes  as many as the scheme says.
     */
    public PublicKey(final String scheme, final byte[] bytes)
    {
        key = KeyText.copy("public", scheme, bytes);
    }

    /**
     * From a buffer, which is copied.
     *
     * @param scheme name of the identity scheme.
     * @param buffer holds the key.
     * @param offset its first byte.
     * @param length of the key, as the scheme says.
     */
    public PublicKey(final String scheme, final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        key = KeyText.copy("public", scheme, bytes);
    }

    /** {@return the name of the identity scheme that the key is of} */
    public String scheme()
    {
        return key.scheme;
    }

    /** {@return bytes of the key} */
    public int length()
    {
        return key.bytes.length;
    }

    /** {@return a copy of the key, {@link #length()} bytes} */
    public byte[] toBytes()
    {
        return key.bytes.clone();
    }

    /**
     * Write the key.
     *
     * @param buffer destination.
     * @param offset first byte; {@link #length()} bytes are written.
     */
    public void copyTo(final MutableDirectBuffer buffer, final int offset)
    {
        buffer.putBytes(offset, key.bytes);
    }

    /** {@return the first eight digits that not all keys of its scheme have, for tables that people read} */
    public String shortText()
    {
        final int begin = "rsa2048".equals(key.scheme) ? RSA_HEAD_DIGITS : 0;
        return key.digits().substring(begin, begin + SHORT_DIGITS);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public boolean equals(final Object other)
    {
        return this == other || other instanceof final PublicKey that &&
            key.scheme.equals(that.key.scheme) && Arrays.equals(key.bytes, that.key.bytes);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int hashCode()
    {
        return KeyedHash.of(key.bytes);
    }

    /**
     * {@return the text that parses to the same key: 64 hexadecimal digits for X25519}
     */
    @Override
    public String toString()
    {
        return key.toString();
    }
}
