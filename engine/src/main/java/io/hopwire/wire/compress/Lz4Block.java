package io.hopwire.wire.compress;

/**
 * Looks at an LZ4 block before it is decompressed: how much it will be, and whether it is one. The library says both by
 * exceptions, which cost a neighbour nothing to cause and us some microseconds and garbage each.
 *
 * @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md">LZ4 block format</a>
 */
final class Lz4Block
{
    private static final int MIN_MATCH = 4;
    /** In four bits: what is longer has more bytes, of which the last is below 255. */
    private static final int MORE = 15;

    private Lz4Block()
    {
    }

    /**
     * {@return the bytes that a block decompresses to, {@link Codec#TOO_LONG}, or {@link Codec#MALFORMED}}
     *
     * @param src       holds the block.
     * @param offset    first byte of it.
     * @param length    bytes of it.
     * @param maxLength most that may come of it.
     */
    static int decompressedLength(final byte[] src, final int offset, final int length, final int maxLength)
    {
        final int end = offset + length;
        int in = offset;
        int out = 0;
        while (in < end)
        {
            final int token = src[in++] & 0xff;
            int literals = token >>> 4;
            if (MORE == literals)
            {
                int more = 255;
                while (255 == more)
                {
                    if (in == end || literals > maxLength)
                    {
                        return in == end ? Codec.MALFORMED : Codec.TOO_LONG;
                    }
                    more = src[in++] & 0xff;
                    literals += more;
                }
            }
            if (literals > end - in)
            {
                return Codec.MALFORMED;
            }
            in += literals;
            out += literals;
            if (out > maxLength)
            {
                return Codec.TOO_LONG;
            }
            if (in == end)
            {
                return out;
            }
            if (end - in < Short.BYTES)
            {
                return Codec.MALFORMED;
            }
            final int distance = src[in] & 0xff | (src[in + 1] & 0xff) << 8;
            in += Short.BYTES;
            if (0 == distance || distance > out)
            {
                return Codec.MALFORMED;
            }
            int match = token & MORE;
            if (MORE == match)
            {
                int more = 255;
                while (255 == more)
                {
                    if (in == end || match > maxLength)
                    {
                        return in == end ? Codec.MALFORMED : Codec.TOO_LONG;
                    }
                    more = src[in++] & 0xff;
                    match += more;
                }
            }
            out += match + MIN_MATCH;
            if (out > maxLength)
            {
                return Codec.TOO_LONG;
            }
        }
        // It ends with literals, always.
        return Codec.MALFORMED;
    }
}
