package io.hopwire.crypto;

/**
 * AES in counter mode (NIST SP 800-38A, section 6.5) over whole blocks of 16 bytes, under one key.
 * <p>
 * Not thread-safe.
 */
abstract class AesCtr
{
    static final int BLOCK_LENGTH = 16;

    /**
     * A context without a key.
     *
     * @param intrinsic false to do without the JVM's private classes.
     * @return the fastest there is.
     */
    static AesCtr create(final boolean intrinsic)
    {
        return intrinsic && JvmAesCtr.isAvailable() ? new JvmAesCtr() : new PortableAesCtr();
    }

    /**
     * Take a key. May allocate.
     *
     * @param key    holds the key.
     * @param offset first byte.
     * @param length 16, 24 or 32.
     */
    abstract void init(byte[] key, int offset, int length);

    /**
     * XOR with the key stream, from one array to another.
     *
     * @param head       first 8 bytes of the first counter block, big endian.
     * @param tail       its last 8 bytes, of which no more than the low 32 bits count up.
     * @param from       what to encrypt or decrypt.
     * @param fromOffset first byte.
     * @param to         another array, written.
     * @param toOffset   first byte written.
     * @param length     bytes, a multiple of 16.
     */
    abstract void crypt(long head, long tail, byte[] from, int fromOffset, byte[] to, int toOffset, int length);
}
