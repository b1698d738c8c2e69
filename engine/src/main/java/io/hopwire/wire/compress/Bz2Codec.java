package io.hopwire.wire.compress;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * bzip2, by Apache Commons Compress.
 */
final class Bz2Codec extends StreamCodec
{
    private static final int LEVEL_OFFSET = 3;
    private static final int OVERHEAD = 600;

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

    /**
     * {@inheritDoc}
     * <p>
     * The fourth byte says how long blocks may be, up to 900,000 bytes, which forty bytes can fill: it takes
     * milliseconds and megabytes before the first byte is seen. Nobody needs such blocks for a transmission, so that
     * it is read as 100,000 whatever it says, and a longer block is malformed.
     */
    @Override
    InputStream decompressing(final byte[] src, final ByteArrayInputStream from, final int maxLength)
        throws IOException
    {
        if (src.length > LEVEL_OFFSET && src[LEVEL_OFFSET] >= '1' && src[LEVEL_OFFSET] <= '9')
        {
            src[LEVEL_OFFSET] = '1';
        }
        return new BZip2CompressorInputStream(from, false);
    }
}
