package io.hopwire.wire;

import org.agrona.MutableDirectBuffer;

/**
 * UTF-8 from a {@link CharSequence} without a copy in between. Half a surrogate pair becomes a question mark, as it
 * does in {@link String#getBytes(java.nio.charset.Charset)}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3629">RFC 3629</a>
 */
final class Utf8
{
    private Utf8()
    {
    }

    /**
     * A text of up to 8 characters as one word, if it is ASCII.
     *
     * @param value  to encode.
     * @param length of the text.
     * @return its bytes, big endian, the first one in the topmost place; negative if it is not ASCII.
     */
    static long asciiWord(final CharSequence value, final int length)
    {
        long word = 0;
        int seen = 0;
        for (int i = 0; i < length; i++)
        {
            final char c = value.charAt(i);
            seen |= c;
            word |= (long)c << Long.SIZE - Byte.SIZE - Byte.SIZE * i;
        }
        return seen < 0x80 ? word : -1;
    }

    /**
     * Bytes that {@link #encode(CharSequence, MutableDirectBuffer, int)} writes.
     *
     * @param value to encode.
     * @return bytes; a long, because a string may have more than 2^31 of them.
     */
    static long encodedLength(final CharSequence value)
    {
        final int length = value.length();
        long byteLength = length;
        for (int i = 0; i < length; i++)
        {
            final char c = value.charAt(i);
            if (c >= 0x80)
            {
                if (!Character.isSurrogate(c))
                {
                    byteLength += c < 0x800 ? 1 : 2;
                }
                else if (isPair(value, i))
                {
                    byteLength += 2;
                    i++;
                }
            }
        }
        return byteLength;
    }

    /**
     * Write a text.
     *
     * @param value  to encode.
     * @param buffer to write into; has room for {@link #encodedLength(CharSequence)}.
     * @param offset first byte.
     */
    static void encode(final CharSequence value, final MutableDirectBuffer buffer, final int offset)
    {
        int at = offset;
        for (int i = 0, length = value.length(); i < length; i++)
        {
            final char c = value.charAt(i);
            if (c < 0x80)
            {
                buffer.putByte(at++, (byte)c);
            }
            else if (!Character.isSurrogate(c))
            {
                at = encodeBasic(c, buffer, at);
            }
            else if (isPair(value, i))
            {
                at = encodeSupplementary(Character.toCodePoint(c, value.charAt(++i)), buffer, at);
            }
            else
            {
                buffer.putByte(at++, (byte)'?');
            }
        }
    }

    private static int encodeBasic(final int c, final MutableDirectBuffer buffer, final int offset)
    {
        int at = offset;
        if (c < 0x800)
        {
            buffer.putByte(at++, (byte)(0xc0 | c >> 6));
        }
        else
        {
            buffer.putByte(at++, (byte)(0xe0 | c >> 12));
            buffer.putByte(at++, (byte)(0x80 | c >> 6 & 0x3f));
        }
        buffer.putByte(at++, (byte)(0x80 | c & 0x3f));
        return at;
    }

    private static int encodeSupplementary(final int codePoint, final MutableDirectBuffer buffer, final int offset)
    {
        buffer.putByte(offset, (byte)(0xf0 | codePoint >> 18));
        buffer.putByte(offset + 1, (byte)(0x80 | codePoint >> 12 & 0x3f));
        buffer.putByte(offset + 2, (byte)(0x80 | codePoint >> 6 & 0x3f));
        buffer.putByte(offset + 3, (byte)(0x80 | codePoint & 0x3f));
        return offset + 4;
    }

    private static boolean isPair(final CharSequence value, final int index)
    {
        return Character.isHighSurrogate(value.charAt(index)) &&
            index + 1 < value.length() && Character.isLowSurrogate(value.charAt(index + 1));
    }
}
