package io.hopwire.examples;

import org.agrona.DirectBuffer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over messages, in the order of their coming.
 */
final class MessageDigester
{
    private final MessageDigest digest = newDigest();
    private byte[] copy = {};
    private long bytes;

    void update(final DirectBuffer buffer, final int offset, final int length)
    {
        copy = copy.length < length ? new byte[length] : copy;
        buffer.getBytes(offset, copy, 0, length);
        update(copy, length);
    }

    void update(final byte[] message, final int length)
    {
        digest.update(message, 0, length);
        bytes += length;
    }

    long bytes()
    {
        return bytes;
    }

    /**
     * {@return the 32 bytes of it} It begins anew then.
     */
    byte[] digest()
    {
        return digest.digest();
    }

    String hex()
    {
        return HexFormat.of().formatHex(digest());
    }

    private static MessageDigest newDigest()
    {
        try
        {
            return MessageDigest.getInstance("SHA-256");
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException("every Java platform has SHA-256", ex);
        }
    }
}
