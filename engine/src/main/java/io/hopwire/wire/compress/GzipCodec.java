package io.hopwire.wire.compress;

import java.util.zip.CRC32;

/**
 * gzip, RFC 1952, by the JDK's deflate: one member, and nothing behind it. Whatever else its header may hold (a name, a
 * comment) is skipped.
 */
final class GzipCodec implements Codec
{
    private static final int HEADER_LENGTH = 10;
    private static final int TRAILER_LENGTH = 8;
    private static final int DEFLATE = 8;
    private static final int FASTEST = 4;
    private static final int UNKNOWN_SYSTEM = 255;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final ZlibCodec deflate = new ZlibCodec(true);
    private final CRC32 crc = new CRC32();

    @Override
    public int maxCompressedLength(final int length)
    {
        return HEADER_LENGTH + deflate.maxCompressedLength(length) + TRAILER_LENGTH;
    }

    @Override
    public int compress(
        final byte[] src, final int srcOffset, final int length, final byte[] dst, final int dstOffset)
    {
        for (int i = 0; i < HEADER_LENGTH; i++)
        {
            dst[dstOffset + i] = 0;
        }
        dst[dstOffset] = 0x1f;
        dst[dstOffset + 1] = (byte)0x8b;
        dst[dstOffset + 2] = DEFLATE;
        dst[dstOffset + 8] = FASTEST;
        dst[dstOffset + 9] = (byte)UNKNOWN_SYSTEM;
        final int compressed = deflate.compress(src, srcOffset, length, dst, dstOffset + HEADER_LENGTH);
        final int trailer = dstOffset + HEADER_LENGTH + compressed;
        putInt(dst, trailer, crc(src, srcOffset, length));
        putInt(dst, trailer + Integer.BYTES, length);
        return HEADER_LENGTH + compressed + TRAILER_LENGTH;
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
        final int end = srcOffset + length;
        final int body = bodyOffset(src, srcOffset, end);
        if (body < 0 || end - body < TRAILER_LENGTH)
        {
            return MALFORMED;
        }
        final int bodyLength = end - TRAILER_LENGTH - body;
        final int decompressed = deflate.inflate(src, body, bodyLength, dst, dstOffset, maxLength);
        if (decompressed < 0)
        {
            return decompressed;
        }
        final int trailer = end - TRAILER_LENGTH;
        return deflate.consumed() == bodyLength &&
            getInt(src, trailer) == crc(dst, dstOffset, decompressed) &&
            getInt(src, trailer + Integer.BYTES) == decompressed ? decompressed : MALFORMED;
    }

    private static int bodyOffset(final byte[] src, final int offset, final int end)
    {
        if (end - offset < HEADER_LENGTH || 0x1f != src[offset] || (byte)0x8b != src[offset + 1] ||
            DEFLATE != src[offset + 2] || 0 != (src[offset + 3] & RESERVED))
        {
            return MALFORMED;
        }
        final int flags = src[offset + 3];
        int at = offset + HEADER_LENGTH;
        if (0 != (flags & EXTRA))
        {
            at += end - at < Short.BYTES ? end - at + 1 :
                Short.BYTES + (src[at] & 0xff | (src[at + 1] & 0xff) << 8);
        }
        at = 0 != (flags & NAME) ? behindText(src, at, end) : at;
        at = 0 != (flags & COMMENT) ? behindText(src, at, end) : at;
        at += 0 != (flags & HEADER_CRC) ? Short.BYTES : 0;
        return at <= end ? at : MALFORMED;
    }

    private static int behindText(final byte[] src, final int offset, final int end)
    {
        int at = offset;
        while (at < end && 0 != src[at])
        {
            at++;
        }
        return at + 1;
    }

    private int crc(final byte[] bytes, final int offset, final int length)
    {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int)crc.getValue();
    }

    private static int getInt(final byte[] bytes, final int offset)
    {
        return bytes[offset] & 0xff | (bytes[offset + 1] & 0xff) << 8 | (bytes[offset + 2] & 0xff) << 16 |
            bytes[offset + 3] << 24;
    }

    private static void putInt(final byte[] bytes, final int offset, final int value)
    {
        for (int i = 0; i < Integer.BYTES; i++)
        {
            bytes[offset + i] = (byte)(value >>> Byte.SIZE * i);
        }
    }
}
