package io.hopwire.crypto;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.spi.EntropySource;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Messages for somebody of whom nothing is known but the address, which is a key: sealed by anybody, opened by the
 * owner of the key alone. Each has a key of its own, so nothing is kept between two of them, and a box that comes twice
 * opens twice: who must not act twice looks for a copy itself.
 * <pre>
 *   X25519    0      1                          33                        n + 33            n + 49
 *             +------+--------------------------+-------------------------+-----------------+
 *             | kind | encapsulated key, 32     | ciphertext, n           | tag, 16         |
 *             +------+--------------------------+-------------------------+-----------------+
 *   RSA-2048  0      1                          257                       n + 257           n + 273
 *             +------+--------------------------+-------------------------+-----------------+
 *             | kind | RSA-OAEP of a key, 256   | ciphertext, n           | tag, 16         |
 *             +------+--------------------------+-------------------------+-----------------+
 *   signed    0      1                          257             n + 99            n + 115         n + 371
 *             +------+--------------------------+-----------------+-----------------+--------------+
 *             | kind | RSA-OAEP of a key and    | ciphertext of   | tag, 16         | signature,   |
 *             |      | 158 bytes, 256           | the rest        |                 | 256          |
 *             +------+--------------------------+-----------------+-----------------+--------------+
 * </pre>
 * For RSA the encapsulated key is what RSA-OAEP (RFC 8017; SHA-256, MGF1 with SHA-256, the info as label) makes of a
 * random key of AES-256-GCM, whose nonce is 0, and in a signed box of the first 158 bytes of the plaintext behind it,
 * or of all where there are fewer. The signature is the sender's (RSASSA-PKCS1-v1_5 with SHA-256), over the info, a
 * zero, the associated data and all of the box that is before it. For X25519 the key is that of HPKE (RFC 9180). Who
 * wants to hide how long a message is pads it first. Where the owner's key becomes known all boxes to it can be read:
 * no forward secrecy.
 * <p>
 * Slow work, some hundred microseconds: for the worker, not for the duty cycle. Not thread-safe.
 */
public interface SealedBoxes
{
    /** Most bytes of plaintext of a box. */
    int MAX_LENGTH = Aead.MAX_LENGTH;

    /**
     * Boxes that prove who has sealed them, {@link BoxKind#of(IdentityScheme)}.
     *
     * @param crypto  to agree on keys with.
     * @param entropy of keys.
     * @param owner   who seals and opens.
     * @return boxes of one owner, for one thread.
     */
    static SealedBoxes of(final CryptoProvider crypto, final EntropySource entropy, final X25519Boxes.Owner owner)
    {
        final BoxKind kind = BoxKind.of(owner.scheme());
        return kind.isOfRsa() ?
            new RsaBoxes(entropy, owner.privateKey(), owner.info(), kind) :
            new X25519Boxes(crypto, entropy, owner, kind);
    }

    /**
     * {@return bytes of a box of a plaintext}
     *
     * @param plaintext its bytes, 0 or more.
     */
    int lengthOf(int plaintext);

    /**
     * Name the other side: for whom boxes are sealed from now on, and who must have sealed those that are opened, where
     * a box tells that at all.
     *
     * @param address holds the address.
     * @param offset  its first byte.
     * @return false where nobody can have that address; then nobody is named.
     */
    boolean peer(DirectBuffer address, int offset);

    /**
     * Name the associated data, authenticated but not encrypted, of the next box, as {@link Aead#associate}: whatever
     * comes of that, the one after it has none.
     *
     * @param ad       holds it.
     * @param adOffset first byte.
     * @param adLength bytes, may be 0.
     */
    void associate(DirectBuffer ad, int adOffset, int adLength);

    /**
     * Make a box. It may take the place of its plaintext, even shifted.
     *
     * @param src       plaintext.
     * @param srcOffset its first byte.
     * @param length    its bytes, from 0 to {@link #MAX_LENGTH}.
     * @param dst       where the box goes.
     * @param dstOffset its first byte.
     * @return bytes of the box, or the code of a {@link BoxFault}; then nothing is written.
     */
    int seal(DirectBuffer src, int srcOffset, int length, MutableDirectBuffer dst, int dstOffset);

    /**
     * Open a box. The plaintext may take its place.
     *
     * @param src       the box, from anybody.
     * @param srcOffset its first byte.
     * @param length    its bytes, whatever was sent.
     * @param dst       where the plaintext goes.
     * @param dstOffset its first byte.
     * @return bytes of plaintext, or the code of a {@link BoxFault}; then nothing is written.
     */
    int open(DirectBuffer src, int srcOffset, int length, MutableDirectBuffer dst, int dstOffset);

    /**
     * Forget the key of who seals and opens, as far as it lies in arrays. The boxes are not used any more.
     */
    default void close()
    {
    }
}
