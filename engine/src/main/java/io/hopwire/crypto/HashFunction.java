package io.hopwire.crypto;

/**
 * A hash of 32 bytes over blocks of 64, as Noise, HMAC and HKDF want it. Reusable: {@link #digest} begins anew.
 */
interface HashFunction
{
    /** Bytes of a digest. */
    int LENGTH = 32;

    /** Bytes of a block of the compression function. */
    int BLOCK_LENGTH = 64;

    /**
     * Add bytes.
     */
    void update(byte[] src, int offset, int length);

    /**
     * Write the digest of all bytes added, and begin anew.
     */
    void digest(byte[] dst, int offset);
}
