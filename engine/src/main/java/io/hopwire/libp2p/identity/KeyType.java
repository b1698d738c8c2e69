package io.hopwire.libp2p.identity;

/**
 * The kinds of keys of libp2p, in the order of their numbers on the wire.
 */
public enum KeyType
{
    /** RSA of 2,048 to 8,192 bits; PKCS#1 v1.5 signatures with SHA-256. */
    RSA,
    /** Ed25519 (RFC 8032): the one that every implementation has. */
    ED25519,
    /** ECDSA over secp256k1, as Bitcoin has it. */
    SECP256K1,
    /** ECDSA over P-256. */
    ECDSA;

    private static final KeyType[] TYPES = values();

    /**
     * The type of a number.
     *
     * @param number on the wire.
     * @return the type, or null where nobody here knows it.
     */
    public static KeyType of(final long number)
    {
        return 0 <= number && number < TYPES.length ? TYPES[(int)number] : null;
    }
}
