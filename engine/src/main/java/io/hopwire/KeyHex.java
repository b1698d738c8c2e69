package io.hopwire;

/**
 * 32 bytes as 64 hexadecimal digits and back, with errors that say what was found.
 */
final class KeyHex
{
    static final int LENGTH = 32;

    private static final String DIGITS = "0123456789abcdef";

    private KeyHex()
    {
    }

    static byte[] parse(final String what, final boolean secret, final String hex)
    {
        if (null == hex)
        {
            throw new HopwireException(ErrorCategory.KEY, what + " key is missing");
        }
        if (hex.length() != 2 * LENGTH)
        {
            throw new HopwireException(
                ErrorCategory.KEY,
                what + " key must be " + 2 * LENGTH + " hexadecimal digits, found " + hex.length() + " characters");
        }
        final byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++)
        {
            bytes[i] = (byte)(digit(what, secret, hex, 2 * i) << 4 | digit(what, secret, hex, 2 * i + 1));
        }
        return bytes;
    }

    static byte[] copy(final String what, final byte[] bytes)
    {
        if (null == bytes || bytes.length != LENGTH)
        {
            throw new HopwireException(
                ErrorCategory.KEY,
                what + " key must be " + LENGTH + " bytes, found " + (null == bytes ? "none" : bytes.length));
        }
        return bytes.clone();
    }

    static String format(final byte[] bytes)
    {
        final StringBuilder text = new StringBuilder(2 * bytes.length);
        for (final byte b : bytes)
        {
            text.append(DIGITS.charAt(b >> 4 & 0xF)).append(DIGITS.charAt(b & 0xF));
        }
        return text.toString();
    }

    private static int digit(final String what, final boolean secret, final String hex, final int index)
    {
        final char c = hex.charAt(index);
        final int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0)
        {
            // A digit of a private key does not belong in a log, not even a wrong one.
            final String found = secret ? "" : ", found '" + c + "'";
            throw new HopwireException(
                ErrorCategory.KEY, what + " key is not hexadecimal at character " + (index + 1) + found);
        }
        return digit;
    }
}
