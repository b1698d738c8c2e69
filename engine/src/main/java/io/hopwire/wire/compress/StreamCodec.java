package io.hopwire.wire.compress;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Of libraries that know only streams, and make their tables anew for each: some hundred microseconds and kilobytes a
 * transmission. Fit for who saves on a slow line, not for the steady path.
 */
abstract class StreamCodec implements Codec
{
    /** Streams flush and close where there is nothing to do, and fail nowhere. */
    private final Output output = new Output();

    abstract OutputStream compressing(OutputStream to, int length) throws IOException;

    /** Over all that there is, which begins at the offset and is not changed. */
    abstract InputStream decompressing(byte[] src, int srcOffset, ByteArrayInputStream from, int maxLength)
        throws IOException;

    @Override
    public final int compress(
        final byte[] src, final int srcOffset, final int length, final byte[] dst, final int dstOffset)
    {
        output.wrap(dst, dstOffset);
        try (OutputStream stream = compressing(output, length))
        {
            stream.write(src, srcOffset, length);
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("there was room for everything", ex);
        }
        return output.at - dstOffset;
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
        final ByteArrayInputStream from = new ByteArrayInputStream(src, srcOffset, length);
        try (InputStream stream = decompressing(src, srcOffset, from, maxLength))
        {
            int done = 0;
            int made = 0;
            while (done < maxLength && made >= 0)
            {
                made = stream.read(dst, dstOffset + done, maxLength - done);
                done += Math.max(0, made);
            }
            if (made >= 0 && stream.read() >= 0)
            {
                return TOO_LONG;
            }
            return 0 == from.available() ? done : MALFORMED;
        }
        catch (final IOException | RuntimeException ex)
        {
            // Not every library finds everything that is wrong before it meets it.
            return MALFORMED;
        }
    }

    /** Into an array. */
    private static final class Output extends OutputStream
    {
        private byte[] bytes;
        private int at;

        void wrap(final byte[] dst, final int offset)
        {
            bytes = dst;
            at = offset;
        }

        @Override
        public void write(final int value)
        {
            bytes[at++] = (byte)value;
        }

        @Override
        public void write(final byte[] src, final int offset, final int length)
        {
            System.arraycopy(src, offset, bytes, at, length);
            at += length;
        }
    }
}
