package io.hopwire.crypto;

/**
 * First byte of a sealed box. Values are never used again.
 */
public enum BoxKind
{
    /** HPKE, mode base: says nothing of who sealed it. */
    X25519_CHACHA20(1, Hpke.Cipher.CHACHA20_POLY1305, false),
    /** HPKE, mode auth: only who has the private key of the sender, or of the recipient, can have sealed it. */
    X25519_CHACHA20_FROM(2, Hpke.Cipher.CHACHA20_POLY1305, true),
    /** As {@link #X25519_CHACHA20}, with another cipher. */
    X25519_AES_256(3, Hpke.Cipher.AES_256_GCM, false),
    /** As {@link #X25519_CHACHA20_FROM}, with another cipher. */
    X25519_AES_256_FROM(4, Hpke.Cipher.AES_256_GCM, true),
    /** RSA-OAEP of a key of AES-256-GCM: says nothing of who sealed it. */
    RSA_2048(5, null, false);

    private static final BoxKind[] VALUES = values();

    private final int id;
    private final Hpke.Cipher cipher;
    private final boolean provesSender;

    BoxKind(final int id, final Hpke.Cipher cipher, final boolean provesSender)
    {
        this.id = id;
        this.cipher = cipher;
        this.provesSender = provesSender;
    }

    /** {@return the byte} */
    public int id()
    {
        return id;
    }

    /** {@return whether who opens it knows who has sealed it} */
    public boolean provesSender()
    {
        return provesSender;
    }

    /** Cipher of HPKE, null where it is none. */
    Hpke.Cipher cipher()
    {
        return cipher;
    }

    /**
     * {@return the kind, or null where there is none}
     *
     * @param id the byte.
     */
    public static BoxKind of(final int id)
    {
        return id > 0 && id <= VALUES.length ? VALUES[id - 1] : null;
    }
}
