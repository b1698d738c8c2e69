package io.hopwire.agent;

import io.hopwire.PrivateKey;
import io.hopwire.PublicKey;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
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
        return publicKey(IdentitySchemes.X25519, privateKey);
    }

    /**
     * The public key of a private one, under another scheme than X25519.
     *
     * @param scheme     one whose addresses have 32 bytes.
     * @param privateKey the secret.
     * @return the address.
     */
    public static PublicKey publicKey(final IdentityScheme scheme, final PrivateKey privateKey)
    {
        return publicKey(scheme, new HopwireCrypto(), privateKey.toBytes());
    }

    static PublicKey publicKey(final IdentityScheme scheme, final CryptoProvider crypto, final byte[] privateKey)
    {
        final byte[] bytes = new byte[PublicKey.LENGTH];
        scheme.address(privateKey, crypto, bytes);
        return new PublicKey(bytes);
    }
}
