package io.hopwire.crypto;

import org.bouncycastle.crypto.digests.Blake2sDigest;

/**
 * BLAKE2s (RFC 7693) with 32 bytes of output, for the Noise suites that name it.
 */
final class Blake2s implements HashFunction
{
    private final Blake2sDigest digest = new Blake2sDigest(LENGTH * Byte.SIZE);

    @Override
    public void update(final byte[] src, final int offset, final int length)
    {
        digest.update(src, offset, length);
    }

    @Override
    public void digest(final byte[] dst, final int offset)
    {
        digest.doFinal(dst, offset);
    }
}
