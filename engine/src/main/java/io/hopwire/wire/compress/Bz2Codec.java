package io.hopwire.wire.compress;

import io.hopwire.spi.Limits;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;

/**
 * bzip2, by Apache Commons Compress, of which {@link Bz2Guard} has seen the tables before: streams of one block of up
 * to 100,000 bytes. Such a block holds any transmission, though five bytes of it may stand for four, so that there is
 * nothing to read where a stream has a second one, or a longer one.
 */
final class Bz2Codec extends StreamCodec
{
    private static final int OVERHEAD = 600;
    /** Of a stream of short blocks. */
    private static final byte[] HEADER = "BZh1".getBytes(StandardCharsets.US_ASCII);
    /** What follows the last block: 48 bits that say so, and a CRC. */
    private static final int TRAILER_LENGTH = 10;

    private final Bz2Guard guard = new Bz2Guard();

    /**
     * Finds the library, or fails.
     */
    Bz2Codec()
    {
        BZip2CompressorOutputStream.chooseBlockSize(1);
        assert Limits.MAX_COMPRESSED_TRANSMISSION / 4 * 5 < Bz2Guard.MAX_BLOCK : "may need a second block";
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

    /** {@inheritDoc} What the guard refuses allocates nothing. */
    @Override
    public int decompress(
        final byte[] src,
        final int srcOffset,
        final int length,
        final byte[] dst,
        final int dstOffset,
        final int maxLength)
    {
        return guard.passes(src, srcOffset, length) ?
            super.decompress(src, srcOffset, length, dst, dstOffset, maxLength) : MALFORMED;
    }

    /**
     * {@inheritDoc}
     * <p>
     * The fourth byte says how long blocks may be, up to 900,000 bytes, which forty bytes can fill: it takes
     * milliseconds and megabytes before the first byte is seen. It is read as 100,000 whatever it says, and a longer
     * block is malformed. The library has read all symbols of the first block, and no byte beyond, once its stream is
     * there: what is not just the trailer then is another block, which the guard has not seen.
     */
    @Override
    InputStream decompressing(
        final byte[] src, final int srcOffset, final ByteArrayInputStream from, final int maxLength)
        throws IOException
    {
        from.skip(HEADER.length);
        final InputStream stream =
            new BZip2CompressorInputStream(new SequenceInputStream(new ByteArrayInputStream(HEADER), from), false);
        if (TRAILER_LENGTH != from.available())
        {
            throw new IOException("something else follows the first block than the end");
        }
        return stream;
    }
}
