package io.hopwire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;

/**
 * The address of an endpoint: an X25519 public key of 32 bytes. Immutable.
 * <p>
 * Any 32 bytes are a legal public key, so a private key given by mistake can not be told from a public one by looking
 * at it. An engine refuses the mistakes that it can detect: see {@link Engine#endpoint(PublicKey)}.
 */
public final class PublicKey
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
    public PublicKey(final String hex)
    {
        bytes = KeyHex.parse("public", false, hex);
    }

    /**
     * From bytes, which are copied.
     *
     * @param bytes 32 bytes.
     */
    public PublicKey(final byte[] bytes)
    {
        this.bytes = KeyHex.copy("public", bytes);
    }

    /**
     * From a buffer, which is copied.
     *
     * @param buffer holds the key.
     * @param offset first of its 32 bytes.
     */
    public PublicKey(final DirectBuffer buffer, final int offset)
    {
        bytes = new byte[LENGTH];
        buffer.getBytes(offset, bytes);
    }

    /**
     * A copy of the key.
     *
     * @return 32 bytes.
     */
    public byte[] toBytes()
    {
        return bytes.clone();
    }

    /**
     * Write the key.
     *
     * @param buffer destination.
     * @param offset first byte; {@link #LENGTH} bytes are written.
     */
    public void copyTo(final MutableDirectBuffer buffer, final int offset)
    {
        buffer.putBytes(offset, bytes);
    }

    /**
     * The first eight digits, for tables that people read.
     *
     * @return 8 hexadecimal digits.
     */
    public String shortText()
    {
        return toString().substring(0, 8);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public boolean equals(final Object other)
    {
        return this == other || other instanceof PublicKey && Arrays.equals(bytes, ((PublicKey)other).bytes);
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
     * As text.
     *
     * @return 64 hexadecimal digits.
     */
    @Override
    public String toString()
    {
        return KeyHex.format(bytes);
    }
}
