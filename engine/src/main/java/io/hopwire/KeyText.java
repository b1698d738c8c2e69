package io.hopwire;

/**
 * A key with the name of its identity scheme, as bytes and as text, with errors that say what was found. The text is
 * the bytes in hexadecimal, behind the scheme and a colon where the scheme is not the default:
 * <pre>
 *   a104d469a3cd…              x25519, 64 digits
 *   ed25519:a104d469a3cd…      64 digits
 *   string:616c696365000000…   any other scheme, 16 to 540 digits; the engine knows how many
 * </pre>
 */
final class KeyText
{
    /** Scheme of a text that names none. */
    static final String DEFAULT_SCHEME = "x25519";
    /** Longest name of a scheme. */
    static final int MAX_SCHEME_LENGTH = 16;
    /** Longest key: one of RSA of 2,048 bits in DER, which is 2160 bits. */
    static final int MAX_LENGTH = 270;

    private static final int MIN_LENGTH = 8;
    private static final int CURVE25519_LENGTH = 32;
    private static final String DIGITS = "0123456789abcdef";

    final String scheme;
    final byte[] bytes;

    private KeyText(final String scheme, final byte[] bytes)
    {
        this.scheme = scheme;
        this.bytes = bytes;
    }

    static KeyText parse(final String what, final boolean secret, final String given)
    {
        if (null == given)
        {
            throw failure(what + " key is missing");
        }
        final String text = given.trim();
        final int begin = text.indexOf(':') + 1;
        final String scheme = 0 == begin ? DEFAULT_SCHEME : text.substring(0, begin - 1);
        checkScheme(what, secret, scheme);
        final int digits = text.length() - begin;
        if (0 != digits % 2 || !isLength(scheme, digits / 2))
        {
            throw failure(what + " key " + of(scheme) + "must be " + range(scheme, 2) + " hexadecimal digits, found " +
                digits + " characters");
        }
        final byte[] bytes = new byte[digits / 2];
        for (int i = 0; i < bytes.length; i++)
        {
            final int first = begin + 2 * i;
            bytes[i] = (byte)(digit(what, secret, text, first) << 4 | digit(what, secret, text, first + 1));
        }
        return new KeyText(scheme, bytes);
    }

    static KeyText copy(final String what, final String scheme, final byte[] bytes)
    {
        checkScheme(what, false, scheme);
        if (null == bytes || !isLength(scheme, bytes.length))
        {
            throw failure(what + " key " + of(scheme) + "must be " + range(scheme, 1) + " bytes, found " +
                (null == bytes ? "none" : bytes.length));
        }
        return new KeyText(scheme, bytes.clone());
    }

    /** {@return the digits alone} */
    String digits()
    {
        final StringBuilder text = new StringBuilder(2 * bytes.length);
        for (final byte b : bytes)
        {
            text.append(DIGITS.charAt(b >> 4 & 0xF)).append(DIGITS.charAt(b & 0xF));
        }
        return text.toString();
    }

    @Override
    public String toString()
    {
        return DEFAULT_SCHEME.equals(scheme) ? digits() : scheme + ':' + digits();
    }

    private static boolean isLength(final String scheme, final int length)
    {
        return isCurve25519(scheme) ? CURVE25519_LENGTH == length : length >= MIN_LENGTH && length <= MAX_LENGTH;
    }

    private static String range(final String scheme, final int factor)
    {
        return isCurve25519(scheme) ?
            Integer.toString(factor * CURVE25519_LENGTH) : factor * MIN_LENGTH + " to " + factor * MAX_LENGTH;
    }

    private static boolean isCurve25519(final String scheme)
    {
        return DEFAULT_SCHEME.equals(scheme) || "ed25519".equals(scheme);
    }

    private static String of(final String scheme)
    {
        return DEFAULT_SCHEME.equals(scheme) ? "" : "of " + scheme + " ";
    }

    private static void checkScheme(final String what, final boolean secret, final String scheme)
    {
        if (!scheme.matches("[a-z0-9]{1," + MAX_SCHEME_LENGTH + "}"))
        {
            // Whatever stands there may be a part of a secret.
            throw failure(what + " key has no scheme's name in front of its colon" +
                (secret ? "" : ", found '" + scheme + "'"));
        }
    }

    private static int digit(final String what, final boolean secret, final String text, final int index)
    {
        final char c = text.charAt(index);
        final int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0)
        {
            // A digit of a private key does not belong in a log, not even a wrong one.
            final String found = secret ? "" : ", found '" + c + "'";
            throw failure(what + " key is not hexadecimal at character " + (index + 1) + found);
        }
        return digit;
    }

    private static HopwireException failure(final String message)
    {
        return new HopwireException(ErrorCategory.KEY, message);
    }
}
