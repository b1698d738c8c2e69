package io.hopwire.wire.compress;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

import java.io.IOException;
import java.io.OutputStream;

/**
 * bzip2, written by Apache Commons Compress, and read by {@link Bz2Decoder}.
 */
final class Bz2Codec extends StreamCodec
{
    private static final int OVERHEAD = 600;

    private final Bz2Decoder decoder = new Bz2Decoder();

    /**
     * Finds the library, or fails.
     */
    Bz2Codec()
    {
        BZip2CompressorOutputStream.chooseBlockSize(1);
    }

    @Override
    public int maxCompressedLength(final int length)
    {
        return length + (length >>> 4) + OVERHEAD;
    }

    @Override
    OutputStream compressing(final OutputStream to, final int length) throws IOException
    {
        return new BZip2CompressorOutputStream(to, BZip2CompressorOutputStream.MIN_BLOCKSIZE);
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
        return decoder.decode(src, srcOffset, length, dst, dstOffset, maxLength);
    }
}
