package io.hopwire.crypto.identity;

import java.util.Locale;

/**
 * The identity schemes there are.
 */
public final class IdentitySchemes
{
    /** The default: the address is the static key, so it needs no certificate and costs nothing. */
    public static final IdentityScheme X25519 = new X25519Scheme();

    /** The address is an Ed25519 key, which certifies the static key by a signature. */
    public static final IdentityScheme ED25519 = new Ed25519Scheme();

    /**
     * Seed 004's own: the address is a public key of RSA of 2,048 bits, 270 bytes. Whom nobody has heard yet, nothing
     * can be sealed for, so there are no sessions.
     */
    public static final IdentityScheme RSA_2048 = new RsaScheme();

    /** <b>Not authenticated, for tests:</b> the address is a text of at most 32 bytes, and anybody can be anybody. */
    public static final IdentityScheme STRING = string(IdentityScheme.STATIC_KEY_LENGTH);

    /** Longest address, a RSA key of 2,048 bits in DER. */
    public static final int MAX_ADDRESS_LENGTH = RsaKeys.ADDRESS_LENGTH;

    /** Shortest address of the scheme whose length can be chosen. */
    public static final int MIN_ADDRESS_LENGTH = 8;

    private IdentitySchemes()
    {
    }

    /** {@return the names that {@link #of(String)} knows, the default first} */
    public static String[] names()
    {
        return new String[]{X25519.name(), ED25519.name(), RSA_2048.name(), STRING.name()};
    }

    /**
     * <b>Not authenticated, for tests:</b> addresses are texts of another length.
     *
     * @param addressLength bytes of an address, from {@link #MIN_ADDRESS_LENGTH} to {@link #MAX_ADDRESS_LENGTH}.
     * @return the scheme.
     */
    public static IdentityScheme string(final int addressLength)
    {
        return new StringScheme(addressLength);
    }

    /**
     * The scheme of a name.
     *
     * @param name as {@link IdentityScheme#name()}, in any case.
     * @return the scheme.
     * @throws IllegalArgumentException where there is none.
     */
    public static IdentityScheme of(final String name)
    {
        switch (name.toLowerCase(Locale.ROOT))
        {
            case "x25519":
                return X25519;

            case "ed25519":
                return ED25519;

            case "rsa2048":
                return RSA_2048;

            case "string":
                return STRING;

            default:
                throw new IllegalArgumentException(
                    "no identity scheme is named " + name + ": there are x25519, ed25519, rsa2048 and string");
        }
    }
}
