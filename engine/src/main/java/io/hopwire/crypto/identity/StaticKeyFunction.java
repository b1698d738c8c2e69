package io.hopwire.crypto.identity;

/**
 * Derives a static public key from its private key. What does so decides which curve it is: simulations replace it.
 */
@FunctionalInterface
public interface StaticKeyFunction
{
    /**
     * Derive the public key.
     *
     * @param privateKey {@link IdentityScheme#STATIC_KEY_LENGTH} bytes.
     * @param publicKey  {@link IdentityScheme#STATIC_KEY_LENGTH} bytes, written.
     */
    void publicKey(byte[] privateKey, byte[] publicKey);
}
