package io.hopwire.agent;

import io.hopwire.PrivateKey;
import io.hopwire.PublicKey;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.status.SystemEntropy;

/**
 * Makes keys without an engine.
 */
public final class KeyPairs
{
    private KeyPairs()
    {
    }

    /**
     * A new identity, from the operating system's randomness.
     *
     * @return a private key.
     */
    public static PrivateKey generate()
    {
        final byte[] bytes = new byte[PrivateKey.LENGTH];
        new SystemEntropy().nextBytes(bytes, 0, bytes.length);
        return new PrivateKey(bytes);
    }

    /**
     * The public key of a private one.
     *
     * @param privateKey the secret.
     * @return the address.
     */
    public static PublicKey publicKey(final PrivateKey privateKey)
    {
        return publicKey(new HopwireCrypto(), privateKey.toBytes());
    }

    static PublicKey publicKey(final CryptoProvider crypto, final byte[] privateKey)
    {
        final byte[] bytes = new byte[PublicKey.LENGTH];
        crypto.publicKey(privateKey, bytes);
        return new PublicKey(bytes);
    }
}
