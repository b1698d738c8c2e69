package io.hopwire.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Reusable SHA-256 (FIPS 180-4) that allocates nothing after its construction.
 * <p>
 * Not thread-safe.
 */
public final class Sha256 implements HashFunction
{
    /**
     * Bytes of a digest.
     */
    public static final int LENGTH = 32;

    private final MessageDigest digest;
    private final byte[] staging = new byte[BLOCK_LENGTH];

    /**
     * A digest of nothing yet.
     */
    public Sha256()
    {
        try
        {
            digest = MessageDigest.getInstance("SHA-256");
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException("every JVM must have SHA-256", ex);
        }
    }

    @Override
    public void update(final byte[] src, final int offset, final int length)
    {
        digest.update(src, offset, length);
    }

    /**
     * Add bytes of a buffer.
     *
     * @param src    holds them.
     * @param offset first byte.
     * @param length how many.
     */
    public void update(final DirectBuffer src, final int offset, final int length)
    {
        for (int done = 0; done < length; done += BLOCK_LENGTH)
        {
            final int count = Math.min(BLOCK_LENGTH, length - done);
            src.getBytes(offset + done, staging, 0, count);
            digest.update(staging, 0, count);
        }
    }

    @Override
    public void digest(final byte[] dst, final int offset)
    {
        try
        {
            digest.digest(dst, offset, LENGTH);
        }
        catch (final DigestException ex)
        {
            throw new IllegalArgumentException("no room for a digest", ex);
        }
    }

    /**
     * Kademlia id of an address: SHA-256 of the encoded public key, because ids must not be chosen.
     *
     * @param address       holds the encoded public key.
     * @param addressOffset first byte of it.
     * @param addressLength bytes of it: 32 for X25519.
     * @param nodeId        where the id goes.
     * @param nodeIdOffset  first of {@link #LENGTH} bytes.
     */
    public void nodeId(
        final DirectBuffer address,
        final int addressOffset,
        final int addressLength,
        final MutableDirectBuffer nodeId,
        final int nodeIdOffset)
    {
        update(address, addressOffset, addressLength);
        digest(staging, 0);
        nodeId.putBytes(nodeIdOffset, staging, 0, LENGTH);
    }

    /**
     * Kademlia id of an address: SHA-256 of the encoded public key.
     *
     * @param address the encoded public key.
     * @param nodeId  {@link #LENGTH} bytes, written.
     */
    public void nodeId(final byte[] address, final byte[] nodeId)
    {
        update(address, 0, address.length);
        digest(nodeId, 0);
    }
}
