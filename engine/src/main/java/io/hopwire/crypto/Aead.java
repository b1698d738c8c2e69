package io.hopwire.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Authenticated encryption with associated data under one key, with a 64-bit packet counter as the nonce (the Noise
 * Protocol Framework, section 12). The same counter must never seal two packets under one key; the caller sees to that.
 * <pre>
 *    plaintext:   [ length bytes ]
 *    ciphertext:  [ length bytes ][ tag, 16 bytes ]
 * </pre>
 * Source and destination may be the same buffer at the same offset, otherwise they must not overlap. Buffers may lie on
 * or off the heap. Allocates nothing after warm-up, but for {@link #init(byte[], int)}.
 * <p>
 * Not thread-safe: used by the thread that owns the {@link CryptoProvider} it came from.
 */
public interface Aead
{
    /**
     * Bytes of a key.
     */
    int KEY_LENGTH = 32;

    /**
     * Bytes of the authentication tag that follows the ciphertext.
     */
    int TAG_LENGTH = 16;

    /**
     * Most bytes of plaintext of one packet.
     */
    int MAX_LENGTH = 64 * 1024;

    /**
     * What {@link #open} answers where key, counter, associated data, ciphertext and tag do not belong together.
     */
    int AUTHENTICATION_FAILED = -1;

    /**
     * Use another key. The bytes are copied. May allocate.
     *
     * @param key    holds the key.
     * @param offset first of {@link #KEY_LENGTH} bytes.
     */
    void init(byte[] key, int offset);

    /**
     * Name the associated data, authenticated but not encrypted, of the next {@link #seal} or {@link #open}. They are
     * read there, so they must lie where they are until then; whatever it answers or throws, the one after it has none.
     * Apart from both because packets of links and sessions have none: only Noise messages do.
     *
     * @param ad       holds the associated data.
     * @param adOffset first byte.
     * @param adLength bytes, may be 0.
     */
    void associate(DirectBuffer ad, int adOffset, int adLength);

    /**
     * Encrypt and authenticate.
     *
     * @param counter   of the packet, never used before under this key.
     * @param src       plaintext.
     * @param srcOffset first byte of the plaintext.
     * @param length    bytes of plaintext, from 0 to {@link #MAX_LENGTH}.
     * @param dst       where ciphertext and tag go.
     * @param dstOffset first byte written.
     * @return bytes written: {@code length} + {@link #TAG_LENGTH}.
     */
    int seal(long counter, DirectBuffer src, int srcOffset, int length, MutableDirectBuffer dst, int dstOffset);

    /**
     * Check and decrypt. Writes nothing unless the tag fits.
     *
     * @param counter       of the packet.
     * @param src           ciphertext and tag.
     * @param srcOffset     first byte of the ciphertext.
     * @param lengthWithTag bytes of ciphertext and tag together.
     * @param dst           where the plaintext goes.
     * @param dstOffset     first byte written.
     * @return bytes of plaintext, or {@link #AUTHENTICATION_FAILED}.
     */
    int open(long counter, DirectBuffer src, int srcOffset, int lengthWithTag, MutableDirectBuffer dst, int dstOffset);

    /**
     * Forget the key. Sealing and opening fail until the next {@link #init(byte[], int)}.
     */
    void clear();
}
