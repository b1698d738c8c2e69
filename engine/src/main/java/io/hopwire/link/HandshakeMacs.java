package io.hopwire.link;

import io.hopwire.crypto.Sha256;
import io.hopwire.crypto.SipHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * The two MACs that end a handshake frame, SipHash-2-4 with 128 bits.
 * <pre>
 *   | header | Noise message | mac1 | mac2 |
 *   |&lt;------ mac1 --------&gt;|      |          key: of the receiver's address and the network's name
 *   |&lt;------ mac2 ----------------&gt;|          key: the cookie; zero where none was demanded
 * </pre>
 * The first shows that the sender knows to whom it speaks and in which network; it costs a stranger's garbage its key
 * agreement. Where the sender can not know the receiver's address (messages 1 and 2 of XX) the name of the network
 * alone is the key. It is no proof of identity: indexes, which Noise does not cover, are protected against accidents by
 * it, and who can read the frame and knows the receiver's address could change them; that costs a try, and nothing
 * more.
 */
final class HandshakeMacs
{
    /** Bytes of a MAC and of a cookie. */
    static final int LENGTH = 16;

    private static final byte[] LABEL = "hopwire/1 mac1".getBytes(StandardCharsets.US_ASCII);

    private final Sha256 sha256 = new Sha256();
    private final byte[] prefix;
    private final byte[] input;
    private final byte[] digest = new byte[32];
    private final UnsafeBuffer digestBuffer = new UnsafeBuffer(digest);
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[LENGTH]);
    private final MacKey ownKey = new MacKey();
    private final MacKey networkKey = new MacKey();

    HandshakeMacs(final String networkName, final DirectBuffer ownAddress, final int addressLength)
    {
        final byte[] name = networkName.getBytes(StandardCharsets.UTF_8);
        prefix = Arrays.copyOf(LABEL, LABEL.length + 1 + name.length);
        System.arraycopy(name, 0, prefix, LABEL.length + 1, name.length);
        input = Arrays.copyOf(prefix, prefix.length + addressLength);
        derive(prefix.length, networkKey);
        keyOf(ownAddress, 0, ownKey);
    }

    /**
     * For frames to us.
     */
    MacKey ownKey()
    {
        return ownKey;
    }

    /**
     * For frames to somebody of whom it is not known who it is.
     */
    MacKey networkKey()
    {
        return networkKey;
    }

    /**
     * For frames to somebody.
     */
    MacKey keyOf(final DirectBuffer address, final int offset, final MacKey result)
    {
        address.getBytes(offset, input, prefix.length, input.length - prefix.length);
        derive(input.length, result);
        return result;
    }

    void put(
        final MacKey key,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        SipHash.hash128(key.k0, key.k1, buffer, offset, length, dst, dstOffset);
    }

    void put(
        final DirectBuffer key,
        final int keyOffset,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        SipHash.hash128(
            key.getLong(keyOffset, LITTLE_ENDIAN),
            key.getLong(keyOffset + 8, LITTLE_ENDIAN),
            buffer,
            offset,
            length,
            dst,
            dstOffset);
    }

    boolean verify(
        final MacKey key, final DirectBuffer buffer, final int offset, final int length, final int macOffset)
    {
        put(key, buffer, offset, length, scratch, 0);
        return isEqual(scratch, 0, buffer, macOffset);
    }

    boolean verify(
        final DirectBuffer key,
        final int keyOffset,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final int macOffset)
    {
        put(key, keyOffset, buffer, offset, length, scratch, 0);
        return isEqual(scratch, 0, buffer, macOffset);
    }

    /**
     * In a time that does not depend on where they differ.
     */
    static boolean isEqual(final DirectBuffer a, final int aOffset, final DirectBuffer b, final int bOffset)
    {
        final long low = a.getLong(aOffset) ^ b.getLong(bOffset);
        final long high = a.getLong(aOffset + 8) ^ b.getLong(bOffset + 8);
        return 0 == (low | high);
    }

    static boolean isZero(final DirectBuffer buffer, final int offset)
    {
        return 0 == (buffer.getLong(offset) | buffer.getLong(offset + 8));
    }

    private void derive(final int length, final MacKey result)
    {
        if (length == prefix.length)
        {
            System.arraycopy(prefix, 0, input, 0, length);
        }
        sha256.update(input, 0, length);
        sha256.digest(digest, 0);
        result.set(digestBuffer.getLong(0, LITTLE_ENDIAN), digestBuffer.getLong(8, LITTLE_ENDIAN));
    }
}
