package io.hopwire.crypto.identity;

import io.hopwire.spi.EntropySource;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What an address is in a network, and how one vouches for a static key inside a handshake. All nodes of a network
 * must agree on it. Stateless, safe for use by any thread.
 * <p>
 * Everything here but the lengths is slow work, some ten to some hundred microseconds, for the worker. What is hot,
 * comparing addresses and hashing them, is {@code AddressSpace}, one final class for all schemes.
 *
 * @see IdentitySchemes
 */
public interface IdentityScheme
{
    /** Bytes of a static key, private or public. */
    int STATIC_KEY_LENGTH = 32;

    /**
     * For people and configurations.
     *
     * @return lower case, one word.
     */
    String name();

    /**
     * Bytes of an address.
     *
     * @return &beta; / 8.
     */
    int addressLength();

    /**
     * Bytes of the secret that an address belongs to.
     *
     * @return length of a private key.
     */
    int privateKeyLength();

    /**
     * Make a private key.
     *
     * @param entropy    that nobody else knows.
     * @param privateKey {@link #privateKeyLength()} bytes, written.
     */
    default void newPrivateKey(final EntropySource entropy, final byte[] privateKey)
    {
        entropy.nextBytes(privateKey, 0, privateKeyLength());
    }

    /**
     * Can the static key of somebody be told who is known by address only? Where it can not, handshakes begin with the
     * pattern XX, whose second message holds it, and whatever must be sealed before somebody has answered can not be.
     *
     * @return whether {@link #staticKey} ever tells one.
     */
    default boolean tellsStaticKey()
    {
        return true;
    }

    /**
     * Can anybody have an address?
     *
     * @param address  holds the address.
     * @param offset   its first byte.
     * @param function of the static key.
     * @return false where nobody can.
     */
    default boolean isAddress(final DirectBuffer address, final int offset, final StaticKeyFunction function)
    {
        return staticKey(address, offset, function, new byte[STATIC_KEY_LENGTH]);
    }

    /**
     * Does a handshake prove whose address it is?
     *
     * @return false where anybody can be anybody.
     */
    boolean isAuthenticated();

    /**
     * Bytes of a certificate.
     *
     * @return 0 where the static key says it all.
     */
    int certificateLength();

    /**
     * The address of a private key.
     *
     * @param privateKey {@link #privateKeyLength()} bytes.
     * @param function   of the static key.
     * @param address    {@link #addressLength()} bytes, written.
     */
    void address(byte[] privateKey, StaticKeyFunction function, byte[] address);

    /**
     * The secret of the static key.
     *
     * @param privateKey       {@link #privateKeyLength()} bytes.
     * @param staticPrivateKey {@link #STATIC_KEY_LENGTH} bytes, written.
     */
    void staticPrivateKey(byte[] privateKey, byte[] staticPrivateKey);

    /**
     * The static key of somebody who is known by address only.
     *
     * @param address   holds the address.
     * @param offset    its first byte.
     * @param function  of the static key.
     * @param staticKey {@link #STATIC_KEY_LENGTH} bytes, written.
     * @return false where nobody can have that address.
     */
    boolean staticKey(DirectBuffer address, int offset, StaticKeyFunction function, byte[] staticKey);

    /**
     * Make the certificate that goes into handshakes. It is always the same.
     *
     * @param privateKey  {@link #privateKeyLength()} bytes.
     * @param staticKey   to vouch for, {@link #STATIC_KEY_LENGTH} bytes.
     * @param certificate {@link #certificateLength()} bytes, written.
     */
    void certify(byte[] privateKey, byte[] staticKey, byte[] certificate);

    /**
     * Check a peer's certificate, and learn its address.
     *
     * @param certificate holds the certificate, as the peer sent it.
     * @param offset      its first byte.
     * @param length      its bytes, whatever the peer sent.
     * @param staticKey   that the peer has proved to own, {@link #STATIC_KEY_LENGTH} bytes.
     * @param function    of the static key.
     * @param dst         where the address goes; written only where the answer is true.
     * @param dstOffset   first of {@link #addressLength()} bytes.
     * @return false where the certificate is not one, or not for that static key.
     */
    boolean identify(
        DirectBuffer certificate,
        int offset,
        int length,
        byte[] staticKey,
        StaticKeyFunction function,
        MutableDirectBuffer dst,
        int dstOffset);
}
