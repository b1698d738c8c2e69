package io.hopwire.wire.compress;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * A bare LZ4 block, by lz4-java.
 * <p>
 * What comes from others is decompressed by the library's plain Java with bounds checks, never by its native code nor
 * by {@code Unsafe}. Our own bytes are compressed by the native code, whose table is on the stack: the library's Java
 * makes a new one of 16 KiB on the heap for every block. The native code is not there on every machine: where what is
 * sent must be the same on all, as in a simulation, it is the Java.
 * <p>
 * Of the library's native compressors this is the one without a state, which nobody has to free; that with one took as
 * long, 0.84 us for a frame of twelve messages.
 */
final class Lz4Codec implements Codec
{
    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;

    /**
     * @param isPortable whether it compresses in Java, which gives the same bytes everywhere, and garbage.
     */
    Lz4Codec(final boolean isPortable)
    {
        decompressor = LZ4Factory.safeInstance().safeDecompressor();
        compressor = isPortable ? LZ4Factory.safeInstance().fastCompressor() : fastest();
    }

    @Override
    public int maxCompressedLength(final int length)
    {
        return compressor.maxCompressedLength(length);
    }

    @Override
    public int compress(
        final byte[] src, final int srcOffset, final int length, final byte[] dst, final int dstOffset)
    {
        return compressor.compress(src, srcOffset, length, dst, dstOffset, compressor.maxCompressedLength(length));
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
        final int decompressed = Lz4Block.decompressedLength(src, srcOffset, length, maxLength);
        if (decompressed < 0)
        {
            return decompressed;
        }
        try
        {
            return decompressor.decompress(src, srcOffset, length, dst, dstOffset, maxLength);
        }
        catch (final LZ4Exception ex)
        {
            // A last match so close to the end as no encoder makes it: the only thing the library minds beyond.
            return MALFORMED;
        }
    }

    private static LZ4Compressor fastest()
    {
        try
        {
            return LZ4Factory.nativeInstance().fastCompressor();
        }
        catch (final LinkageError | AssertionError ex)
        {
            // No native code for this machine, or none that works: as good blocks, with garbage.
            return LZ4Factory.safeInstance().fastCompressor();
        }
    }
}
