package io.hopwire.libp2p.identity;

import io.hopwire.libp2p.wire.Libp2pLimits;

import java.util.Arrays;

/**
 * Bytes as text in one of many bases, which the first character of the text names.
 * <p>
 * Strict: bits that are left over must be zero, and padding is there exactly where the base has it. Allocates; for
 * what people read and write, not for what goes over a wire. Thread-safe.
 *
 * @see <a href="https://github.com/multiformats/multibase">multiformats/multibase</a>
 */
public enum Multibase
{
    /** Binary. */
    BASE2('0', 1, "01", false, false),
    /** Octal. */
    BASE8('7', 3, "01234567", false, false),
    /** Decimal. */
    BASE10('9', 0, "0123456789", false, false),
    /** Hexadecimal. */
    BASE16('f', 4, Alphabets.HEX, true, false),
    /** Hexadecimal in upper case. */
    BASE16_UPPER('F', 4, Alphabets.HEX.toUpperCase(), true, false),
    /** RFC 4648, as CIDs are written. */
    BASE32('b', 5, Alphabets.RFC_32, true, false),
    /** RFC 4648 in upper case. */
    BASE32_UPPER('B', 5, Alphabets.RFC_32.toUpperCase(), true, false),
    /** RFC 4648, padded. */
    BASE32_PAD('c', 5, Alphabets.RFC_32, true, true),
    /** RFC 4648 in upper case, padded. */
    BASE32_PAD_UPPER('C', 5, Alphabets.RFC_32.toUpperCase(), true, true),
    /** RFC 4648's alphabet that keeps the order. */
    BASE32_HEX('v', 5, Alphabets.HEX_32, true, false),
    /** The same in upper case. */
    BASE32_HEX_UPPER('V', 5, Alphabets.HEX_32.toUpperCase(), true, false),
    /** The same, padded. */
    BASE32_HEX_PAD('t', 5, Alphabets.HEX_32, true, true),
    /** The same in upper case, padded. */
    BASE32_HEX_PAD_UPPER('T', 5, Alphabets.HEX_32.toUpperCase(), true, true),
    /** z-base-32. */
    BASE32_Z('h', 5, "ybndrfg8ejkmcpqxot1uwisza345h769", false, false),
    /** Digits and letters. */
    BASE36('k', 0, Alphabets.DIGITS_36, true, false),
    /** Digits and letters in upper case. */
    BASE36_UPPER('K', 0, Alphabets.DIGITS_36.toUpperCase(), true, false),
    /** Bitcoin's: peer ids are written in it, without the prefix. */
    BASE58_BTC('z', 0, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", false, false),
    /** Flickr's. */
    BASE58_FLICKR('Z', 0, "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ", false, false),
    /** RFC 4648. */
    BASE64('m', 6, Alphabets.LETTERS_64 + "+/", false, false),
    /** RFC 4648, padded. */
    BASE64_PAD('M', 6, Alphabets.LETTERS_64 + "+/", false, true),
    /** RFC 4648, for addresses and file names. */
    BASE64_URL('u', 6, Alphabets.LETTERS_64 + "-_", false, false),
    /** RFC 4648, for addresses and file names, padded. */
    BASE64_URL_PAD('U', 6, Alphabets.LETTERS_64 + "-_", false, true),
    /** A picture for each byte. */
    BASE256_EMOJI(0x1F680, 8, EmojiAlphabet.CODE_POINTS, false, false);

    private static final Multibase[] ALL = values();
    private static final int PAD = '=';
    private static final int NONE = -1;

    private final int prefix;
    /** Of a digit; 0 where the base is no power of two. */
    private final int bits;
    private final int[] alphabet;
    private final boolean isCaseless;
    private final boolean isPadded;

    Multibase(
        final int prefix,
        final int bits,
        final String alphabet,
        final boolean isCaseless,
        final boolean isPadded)
    {
        this.prefix = prefix;
        this.bits = bits;
        this.alphabet = alphabet.codePoints().toArray();
        this.isCaseless = isCaseless;
        this.isPadded = isPadded;
    }

    /**
     * Decode a text of whatever base.
     *
     * @param text with its prefix.
     * @return the bytes, or null where the base is unknown, the text is none of it, or longer than
     *     {@link Libp2pLimits#MAX_MULTIBASE_LENGTH}.
     */
    public static byte[] decode(final String text)
    {
        if (text.isEmpty())
        {
            return null;
        }
        final int prefix = text.codePointAt(0);
        for (final Multibase base : ALL)
        {
            if (base.prefix == prefix)
            {
                return base.decodeBare(text.substring(Character.charCount(prefix)));
            }
        }
        return null;
    }

    /**
     * Encode bytes.
     *
     * @param bytes any.
     * @return the text, with its prefix.
     */
    public String encode(final byte[] bytes)
    {
        return new String(Character.toChars(prefix)) + encodeBare(bytes);
    }

    /**
     * Encode bytes without naming the base.
     *
     * @param bytes any.
     * @return the text, without a prefix.
     */
    public String encodeBare(final byte[] bytes)
    {
        return 0 == bits ? encodeNumber(bytes) : encodeBits(bytes);
    }

    /**
     * Decode a text that does not name its base.
     *
     * @param text without a prefix.
     * @return the bytes, or null where the text is none of this base, or longer than
     *     {@link Libp2pLimits#MAX_MULTIBASE_LENGTH}.
     */
    public byte[] decodeBare(final String text)
    {
        if (text.length() > Libp2pLimits.MAX_MULTIBASE_LENGTH)
        {
            return null;
        }
        final int[] characters = text.codePoints().toArray();
        final int length = isPadded ? unpaddedLength(characters) : characters.length;
        if (NONE == length)
        {
            return null;
        }
        final int[] digits = new int[length];
        for (int i = 0; i < length; i++)
        {
            digits[i] = digit(characters[i]);
            if (NONE == digits[i])
            {
                return null;
            }
        }
        return 0 == bits ? decodeNumber(digits) : decodeBits(digits);
    }

    private int digit(final int character)
    {
        for (int i = 0; i < alphabet.length; i++)
        {
            final int own = alphabet[i];
            if (own == character || isCaseless && character < 0x80 &&
                Character.toLowerCase(own) == Character.toLowerCase(character))
            {
                return i;
            }
        }
        return NONE;
    }

    /** Digits of a group that fills whole bytes: 8 of 5 bits, 4 of 6. */
    private int group()
    {
        return 5 == bits ? 8 : 4;
    }

    private int unpaddedLength(final int[] characters)
    {
        int length = characters.length;
        while (length > 0 && PAD == characters[length - 1])
        {
            length--;
        }
        final int group = group();
        final boolean isFilled = characters.length % group == 0 && characters.length - length < group;
        return isFilled ? length : NONE;
    }

    private String encodeBits(final byte[] bytes)
    {
        final StringBuilder text = new StringBuilder();
        int digits = 0;
        int pending = 0;
        int count = 0;
        for (final byte b : bytes)
        {
            pending = pending << Byte.SIZE | b & 0xFF;
            count += Byte.SIZE;
            for (; count >= bits; digits++)
            {
                count -= bits;
                text.appendCodePoint(alphabet[pending >> count]);
                pending &= (1 << count) - 1;
            }
        }
        if (count > 0)
        {
            text.appendCodePoint(alphabet[pending << bits - count]);
            digits++;
        }
        for (; isPadded && digits % group() != 0; digits++)
        {
            text.append((char)PAD);
        }
        return text.toString();
    }

    private byte[] decodeBits(final int[] digits)
    {
        final byte[] bytes = new byte[digits.length * bits / Byte.SIZE];
        int at = 0;
        int pending = 0;
        int count = 0;
        for (final int digit : digits)
        {
            pending = pending << bits | digit;
            count += bits;
            if (count >= Byte.SIZE)
            {
                count -= Byte.SIZE;
                bytes[at++] = (byte)(pending >> count);
                pending &= (1 << count) - 1;
            }
        }
        return count < bits && 0 == pending ? bytes : null;
    }

    /**
     * Zero bytes in front are as many zero digits in front; all else is one big number.
     */
    private String encodeNumber(final byte[] bytes)
    {
        final int base = alphabet.length;
        int zeros = 0;
        while (zeros < bytes.length && 0 == bytes[zeros])
        {
            zeros++;
        }
        // Decimal, the smallest of these bases, takes two and a half digits for a byte.
        final int[] digits = new int[3 * bytes.length];
        int used = 0;
        for (int i = zeros; i < bytes.length; i++)
        {
            int carry = bytes[i] & 0xFF;
            for (int j = 0; j < used || 0 != carry; j++)
            {
                carry += digits[j] << Byte.SIZE;
                digits[j] = carry % base;
                carry /= base;
                used = Math.max(used, j + 1);
            }
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < zeros; i++)
        {
            text.appendCodePoint(alphabet[0]);
        }
        for (int i = used - 1; i >= 0; i--)
        {
            text.appendCodePoint(alphabet[digits[i]]);
        }
        return text.toString();
    }

    private byte[] decodeNumber(final int[] digits)
    {
        int zeros = 0;
        while (zeros < digits.length && 0 == digits[zeros])
        {
            zeros++;
        }
        final byte[] bytes = new byte[digits.length];
        int begin = bytes.length;
        for (int i = zeros; i < digits.length; i++)
        {
            int carry = digits[i];
            for (int j = bytes.length - 1; j >= begin || 0 != carry; j--)
            {
                carry += (bytes[j] & 0xFF) * alphabet.length;
                bytes[j] = (byte)carry;
                carry >>>= Byte.SIZE;
                begin = Math.min(begin, j);
            }
        }
        return Arrays.copyOfRange(bytes, begin - zeros, bytes.length);
    }

    /** A holder of its own, since an enum's constants are made before its other fields. */
    private static final class Alphabets
    {
        static final String HEX = "0123456789abcdef";
        static final String RFC_32 = "abcdefghijklmnopqrstuvwxyz234567";
        static final String HEX_32 = "0123456789abcdefghijklmnopqrstuv";
        static final String DIGITS_36 = "0123456789abcdefghijklmnopqrstuvwxyz";
        static final String LETTERS_64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

        private Alphabets()
        {
        }
    }
}
