package io.hopwire.wire.compress;

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * zlib, RFC 1950, and the bare deflate of RFC 1951 within, by the JDK. The memory of the native library, some 300 KiB,
 * is kept.
 */
final class ZlibCodec implements Codec
{
    /** Headers of stored blocks, and zlib's own header and trailer. */
    private static final int OVERHEAD = 32;

    private final Deflater deflater;
    private final Inflater inflater;
    private int consumed;

    /**
     * @param isBare without zlib's header and trailer.
     */
    ZlibCodec(final boolean isBare)
    {
        deflater = new Deflater(Deflater.BEST_SPEED, isBare);
        inflater = new Inflater(isBare);
    }

    @Override
    public int maxCompressedLength(final int length)
    {
        return length + (length >>> 8) + OVERHEAD;
    }

    @Override
    public int compress(
        final byte[] src, final int srcOffset, final int length, final byte[] dst, final int dstOffset)
    {
        deflater.reset();
        deflater.setInput(src, srcOffset, length);
        deflater.finish();
        final int compressed = deflater.deflate(dst, dstOffset, maxCompressedLength(length));
        assert deflater.finished() : "it fits";
        return compressed;
    }

    @Override
    public int decompress(
        final byte[] src,
        final int srcOffset,
        final int length,
        final byte[] dst,
        final int dstOffset,
        final int maxLength)
    {
        final int decompressed = inflate(src, srcOffset, length, dst, dstOffset, maxLength);
        return decompressed < 0 || consumed == length ? decompressed : MALFORMED;
    }

    /** As {@link #decompress}, but something may follow; {@link #consumed()} is how much it was. */
    int inflate(
        final byte[] src,
        final int srcOffset,
        final int length,
        final byte[] dst,
        final int dstOffset,
        final int maxLength)
    {
        inflater.reset();
        inflater.setInput(src, srcOffset, length);
        int done = 0;
        try
        {
            while (!inflater.finished())
            {
                final int made = inflater.inflate(dst, dstOffset + done, maxLength - done);
                done += made;
                if (0 == made && !inflater.finished())
                {
                    return done == maxLength && !inflater.needsDictionary() ? TOO_LONG : MALFORMED;
                }
            }
        }
        catch (final DataFormatException ex)
        {
            return MALFORMED;
        }
        consumed = length - inflater.getRemaining();
        return done;
    }

    int consumed()
    {
        return consumed;
    }
}
