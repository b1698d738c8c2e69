package io.hopwire.crypto.identity;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The Ed25519 key (RFC 8032) with which a node signs what it stores, and owns it. Where addresses are Ed25519 keys it
 * is the address's; else its seed is
 * <pre>
 *   SHA-256("hopwire/1 owner of records " | private key)
 * </pre>
 * so that it is the same wherever and whenever the node's private key is used, and tells nothing of it, nor of the
 * address: who wants others to know which owner he is says so, in a session for instance, which proves who he is.
 * <p>
 * Slow work, which allocates.
 */
public final class RecordKeys
{
    /** Bytes of an owner's key. */
    public static final int KEY_LENGTH = Ed25519.PUBLIC_KEY_SIZE;
    /** Bytes of a signature. */
    public static final int SIGNATURE_LENGTH = Ed25519.SIGNATURE_SIZE;

    private static final byte[] PREFIX = "hopwire/1 owner of records ".getBytes(StandardCharsets.US_ASCII);

    private RecordKeys()
    {
    }

    /**
     * The seed of a node's key.
     *
     * @param scheme     of the network's addresses.
     * @param privateKey of the node, as the scheme has it.
     * @return 32 bytes, to be kept as the private key is.
     */
    public static byte[] seed(final IdentityScheme scheme, final byte[] privateKey)
    {
        if (IdentitySchemes.ED25519 == scheme)
        {
            return privateKey.clone();
        }
        final byte[] material = Arrays.copyOf(PREFIX, PREFIX.length + privateKey.length);
        System.arraycopy(privateKey, 0, material, PREFIX.length, privateKey.length);
        final byte[] seed = Digests.sha256(material);
        Arrays.fill(material, (byte)0);
        return seed;
    }

    /**
     * The public key of a seed.
     *
     * @param seed 32 bytes.
     * @return {@link #KEY_LENGTH} bytes.
     */
    public static byte[] publicKey(final byte[] seed)
    {
        final byte[] key = new byte[KEY_LENGTH];
        Ed25519.generatePublicKey(seed, 0, key, 0);
        return key;
    }

    /**
     * Sign.
     *
     * @param seed    of the key.
     * @param message all of it.
     * @return {@link #SIGNATURE_LENGTH} bytes.
     */
    public static byte[] sign(final byte[] seed, final byte[] message)
    {
        final byte[] signature = new byte[SIGNATURE_LENGTH];
        Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /**
     * Whether a signature is one. Keys that are no point of the prime-order group have none: for such of small order
     * anybody could sign.
     *
     * @param key       of the owner.
     * @param message   all of it.
     * @param signature {@link #SIGNATURE_LENGTH} bytes.
     * @return true if it is.
     */
    public static boolean verify(final byte[] key, final byte[] message, final byte[] signature)
    {
        return Ed25519Scheme.verify(key, message, signature);
    }
}
