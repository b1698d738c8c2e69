package io.hopwire.crypto;

import io.hopwire.crypto.identity.StaticKeyFunction;

/**
 * The primitives that protocol code is given rather than reaches for, so that a large simulation can replace them by
 * cheap ones of the same lengths.
 * <p>
 * Not thread-safe, and what it makes is not either: each thread has a provider of its own. All nodes of a simulation
 * may share one.
 */
public interface CryptoProvider extends StaticKeyFunction
{
    /**
     * Bytes of a private key, of a public key and of a shared secret.
     */
    int KEY_LENGTH = 32;

    /**
     * A new AEAD context without a key: small, because contexts of one provider share their working memory.
     *
     * @return a new context.
     */
    Aead newAead();

    /**
     * Make something that the contexts will probably need soon. For a thread that has nothing to do; takes some ten
     * nanoseconds.
     *
     * @return false where there is nothing to make.
     */
    default boolean workAhead()
    {
        return false;
    }

    /**
     * Derive the public key.
     *
     * @param privateKey {@link #KEY_LENGTH} bytes.
     * @param publicKey  {@link #KEY_LENGTH} bytes, written.
     */
    @Override
    void publicKey(byte[] privateKey, byte[] publicKey);

    /**
     * Agree on a shared secret.
     *
     * @param privateKey   ours, {@link #KEY_LENGTH} bytes.
     * @param remotePublic the other side's, {@link #KEY_LENGTH} bytes.
     * @param shared       the secret, {@link #KEY_LENGTH} bytes, written.
     * @return false where the result is all zero, as points of small order make it; then it must not be used.
     */
    boolean agree(byte[] privateKey, byte[] remotePublic, byte[] shared);
}
