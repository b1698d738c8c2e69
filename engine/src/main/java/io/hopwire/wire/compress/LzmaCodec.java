package io.hopwire.wire.compress;

import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.LZMAOutputStream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * LZMA in the format that has its name, {@code .lzma}, by XZ for Java.
 * <pre>
 *    properties, 1 byte | size of the dictionary, 4 bytes | length, 8 bytes, all ones: unknown | data
 * </pre>
 */
final class LzmaCodec extends StreamCodec
{
    private static final int HEADER_LENGTH = 13;
    private static final int DICTIONARY_OFFSET = 1;
    private static final int LENGTH_OFFSET = 5;
    private static final int LITERAL_CONTEXTS = 9;
    private static final int LITERAL_POSITIONS = 5;
    private static final int MAX_LITERAL_BITS = 4;
    private static final int PRESET = 1;
    private static final int OVERHEAD = 64;

    private final LZMA2Options options;

    /**
     * Finds the library, or fails.
     */
    LzmaCodec()
    {
        try
        {
            options = new LZMA2Options(PRESET);
            options.setDictSize(1 << 16);
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public int maxCompressedLength(final int length)
    {
        return length + (length >>> 4) + OVERHEAD;
    }

    @Override
    OutputStream compressing(final OutputStream to, final int length) throws IOException
    {
        return new LZMAOutputStream(to, options, length);
    }

    /**
     * {@inheritDoc}
     * <p>
     * A dictionary never needs to be longer than what may come out, whatever the header says. Of the twelve bits that
     * may choose a table of literals XZ Utils take four at the most, and so do we: twelve are 6 MB, for each input.
     */
    @Override
    InputStream decompressing(
        final byte[] src, final int srcOffset, final ByteArrayInputStream from, final int maxLength)
        throws IOException
    {
        if (HEADER_LENGTH != from.skip(HEADER_LENGTH))
        {
            throw new IOException("no header");
        }
        final int properties = src[srcOffset] & 0xff;
        if (properties % LITERAL_CONTEXTS + properties / LITERAL_CONTEXTS % LITERAL_POSITIONS > MAX_LITERAL_BITS)
        {
            throw new IOException("more tables of literals than anybody needs");
        }
        final long dictionary = littleEndian(src, srcOffset + DICTIONARY_OFFSET, Integer.BYTES);
        return new LZMAInputStream(
            from,
            littleEndian(src, srcOffset + LENGTH_OFFSET, Long.BYTES),
            src[srcOffset],
            (int)Math.min(dictionary, Math.max(LZMA2Options.DICT_SIZE_MIN, maxLength)));
    }

    private static long littleEndian(final byte[] bytes, final int offset, final int length)
    {
        long value = 0;
        for (int i = length - 1; i >= 0; i--)
        {
            value = value << Byte.SIZE | bytes[offset + i] & 0xff;
        }
        return value;
    }
}
