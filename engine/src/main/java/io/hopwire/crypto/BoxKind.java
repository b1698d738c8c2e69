package io.hopwire.crypto;

import io.hopwire.crypto.identity.IdentityScheme;

/**
 * First byte of a sealed box. Values are never used again.
 */
public enum BoxKind
{
    /** HPKE, mode base: says nothing of who sealed it. */
    X25519_CHACHA20(1, Hpke.Cipher.CHACHA20_POLY1305, false, X25519Boxes.OVERHEAD, 0),
    /** HPKE, mode auth: only who has the private key of the sender, or of the recipient, can have sealed it. */
    X25519_CHACHA20_FROM(2, Hpke.Cipher.CHACHA20_POLY1305, true, X25519Boxes.OVERHEAD, 0),
    /** As {@link #X25519_CHACHA20}, with another cipher. */
    X25519_AES_256(3, Hpke.Cipher.AES_256_GCM, false, X25519Boxes.OVERHEAD, 0),
    /** As {@link #X25519_CHACHA20_FROM}, with another cipher. */
    X25519_AES_256_FROM(4, Hpke.Cipher.AES_256_GCM, true, X25519Boxes.OVERHEAD, 0),
    /** RSA-OAEP of a key of AES-256-GCM: says nothing of who sealed it. */
    RSA_2048(5, null, false, RsaBoxes.OVERHEAD, 0),
    /** The same, with the begin of the plaintext beside the key, and signed: only the sender can have sealed it. */
    RSA_2048_FROM(6, null, true, RsaBoxes.SIGNED_OVERHEAD, RsaBoxes.MAX_INSIDE);

    private static final BoxKind[] VALUES = values();

    private final int id;
    private final Hpke.Cipher cipher;
    private final boolean provesSender;
    private final int least;
    private final int inside;

    BoxKind(final int id, final Hpke.Cipher cipher, final boolean provesSender, final int least, final int inside)
    {
        this.id = id;
        this.cipher = cipher;
        this.provesSender = provesSender;
        this.least = least;
        this.inside = inside;
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

    /**
     * {@return whether it is for keys of RSA, and not for static keys of X25519}: to open one takes a millisecond.
     */
    public boolean isOfRsa()
    {
        return null == cipher;
    }

    /**
     * {@return bytes of a box of a plaintext}
     *
     * @param plaintext its bytes, 0 or more.
     */
    public int lengthOf(final int plaintext)
    {
        return least + Math.max(0, plaintext - inside);
    }

    /**
     * {@return most bytes of plaintext of a box, negative where there is no such box}
     *
     * @param box bytes that the box may have.
     */
    public int plaintextOf(final int box)
    {
        return box < least ? -1 : box - least + inside;
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

    /**
     * {@return the kind that proves its sender between addresses of a scheme}
     *
     * @param scheme of the network.
     */
    public static BoxKind of(final IdentityScheme scheme)
    {
        return scheme.tellsStaticKey() ? X25519_CHACHA20_FROM : RSA_2048_FROM;
    }
}
