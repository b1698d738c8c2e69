package io.hopwire.wire.compress;

import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

import java.io.IOException;

/**
 * A bare block of Snappy, by snappy-java, which is native code.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">Snappy format</a>
 */
final class SnappyCodec implements Codec
{
    /**
     * Finds the native code, or fails.
     */
    SnappyCodec()
    {
        Snappy.maxCompressedLength(1);
    }

    @Override
    public int maxCompressedLength(final int length)
    {
        return Snappy.maxCompressedLength(length);
    }

    @Override
    public int compress(
        final byte[] src, final int srcOffset, final int length, final byte[] dst, final int dstOffset)
    {
        try
        {
            return Snappy.compress(src, srcOffset, length, dst, dstOffset);
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("there was room for everything", ex);
        }
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
        try
        {
            // The block says first how long it becomes, and the library refuses one that would become longer.
            final int claimed = Snappy.uncompressedLength(src, srcOffset, length);
            if (claimed < 0 || claimed > maxLength)
            {
                return TOO_LONG;
            }
            return Snappy.isValidCompressedBuffer(src, srcOffset, length) ?
                Snappy.uncompress(src, srcOffset, length, dst, dstOffset) : MALFORMED;
        }
        catch (final IOException | SnappyError ex)
        {
            return MALFORMED;
        }
    }
}
