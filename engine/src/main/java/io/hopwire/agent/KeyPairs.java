package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PrivateKey;
import io.hopwire.PublicKey;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.status.SystemEntropy;
import org.agrona.DirectBuffer;

import java.util.Arrays;

/**
 * Makes keys without an engine, and sees that a key is of the scheme that it is used under.
 */
public final class KeyPairs
{
    private KeyPairs()
    {
    }

    /** {@return a new identity of X25519, from the operating system's randomness} */
    public static PrivateKey generate()
    {
        return generate(IdentitySchemes.X25519);
    }

    /**
     * A new identity, from the operating system's randomness.
     *
     * @param scheme that it is to be of.
     * @return a private key.
     */
    public static PrivateKey generate(final IdentityScheme scheme)
    {
        final byte[] bytes = new byte[scheme.privateKeyLength()];
        scheme.newPrivateKey(new SystemEntropy(), bytes);
        return new PrivateKey(scheme.name(), bytes);
    }

    /**
     * The public key of a private one, under the scheme that the private one names.
     *
     * @param privateKey the secret.
     * @return the address.
     * @throws HopwireException of category {@link ErrorCategory#KEY} where there is no such scheme.
     */
    public static PublicKey publicKey(final PrivateKey privateKey)
    {
        return publicKey(scheme(privateKey.scheme()), privateKey);
    }

    /**
     * The public key of a private one.
     *
     * @param scheme     of the network.
     * @param privateKey the secret.
     * @return the address.
     * @throws HopwireException of category {@link ErrorCategory#KEY} where the key is of another scheme.
     */
    public static PublicKey publicKey(final IdentityScheme scheme, final PrivateKey privateKey)
    {
        return publicKey(scheme, new HopwireCrypto(), privateKey);
    }

    static PublicKey publicKey(
        final IdentityScheme scheme, final CryptoProvider crypto, final PrivateKey privateKey)
    {
        final byte[] secret = privateKey.toBytes();
        try
        {
            check("private", scheme.name(), scheme.privateKeyLength(), privateKey.scheme(), secret.length);
            return derive(scheme, crypto, secret);
        }
        finally
        {
            Arrays.fill(secret, (byte)0);
        }
    }

    /**
     * The public key that somebody has whose secret these bytes are, as they may be by mistake.
     */
    static PublicKey derive(final IdentityScheme scheme, final CryptoProvider crypto, final byte[] secret)
    {
        final byte[] bytes = new byte[scheme.addressLength()];
        scheme.address(secret, crypto, bytes);
        return new PublicKey(scheme.name(), bytes);
    }

    static PublicKey publicKey(final IdentityScheme scheme, final DirectBuffer buffer, final int offset)
    {
        return new PublicKey(scheme.name(), buffer, offset, scheme.addressLength());
    }

    static void check(final IdentityScheme scheme, final PublicKey key)
    {
        check("public", scheme.name(), scheme.addressLength(), key.scheme(), key.length());
    }

    static void check(final IdentityScheme scheme, final PrivateKey key)
    {
        check("private", scheme.name(), scheme.privateKeyLength(), key.scheme(), key.toBytes().length);
    }

    private static void check(
        final String what, final String scheme, final int length, final String keyScheme, final int keyLength)
    {
        if (!scheme.equals(keyScheme))
        {
            throw new HopwireException(ErrorCategory.KEY, "this " + what + " key is of the identity scheme " +
                keyScheme + ", and the node's is " + scheme + ": all nodes of a network have the same");
        }
        if (length != keyLength)
        {
            throw new HopwireException(ErrorCategory.KEY, what + " key of " + scheme + " must be " + 2 * length +
                " hexadecimal digits, found " + 2 * keyLength);
        }
    }

    private static IdentityScheme scheme(final String name)
    {
        try
        {
            return IdentitySchemes.of(name);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new HopwireException(ErrorCategory.KEY, ex.getMessage(), ex);
        }
    }
}
