package io.hopwire.crypto;

/**
 * X25519 (RFC 7748): an identity is the public key of this function. 60 to 160 microseconds a call, so never on the
 * duty cycle. Stateless.
 */
public final class X25519
{
    /**
     * Bytes of a private key, of a public key and of a shared secret.
     */
    public static final int KEY_LENGTH = 32;

    private X25519()
    {
    }

    /**
     * Derive the public key.
     *
     * @param privateKey {@link #KEY_LENGTH} bytes, clamped by the function itself.
     * @param publicKey  {@link #KEY_LENGTH} bytes, written.
     */
    public static void publicKey(final byte[] privateKey, final byte[] publicKey)
    {
        assert KEY_LENGTH == privateKey.length && KEY_LENGTH == publicKey.length;
        org.bouncycastle.math.ec.rfc7748.X25519.generatePublicKey(privateKey, 0, publicKey, 0);
    }

    /**
     * Agree on a shared secret.
     *
     * @param privateKey   ours, {@link #KEY_LENGTH} bytes.
     * @param remotePublic the other side's, {@link #KEY_LENGTH} bytes; any value is a point.
     * @param shared       {@link #KEY_LENGTH} bytes, written.
     * @return false where the secret is all zero, as every point of small order makes it: such a key is refused.
     */
    public static boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
    {
        assert KEY_LENGTH == privateKey.length && KEY_LENGTH == remotePublic.length && KEY_LENGTH == shared.length;
        return org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(privateKey, 0, remotePublic, 0, shared, 0);
    }
}
