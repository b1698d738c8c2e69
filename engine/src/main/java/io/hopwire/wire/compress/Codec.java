package io.hopwire.wire.compress;

/**
 * One way to compress. Has state that is used again, such as tables, so that it serves one thread.
 * <p>
 * All sizes are in bytes. Arrays are the one kind of memory that all libraries know.
 */
public interface Codec
{
    /** The result is longer than there is room for. */
    int TOO_LONG = -1;
    /** {@link #decompress}: not of this form, or followed by something. */
    int MALFORMED = -2;

    /**
     * {@return the most bytes that compressing so many may take, however badly they compress}
     *
     * @param length of what is compressed.
     */
    int maxCompressedLength(int length);

    /**
     * Compress.
     *
     * @param src       holds what is compressed.
     * @param srcOffset first byte of it.
     * @param length    bytes of it, at least 1.
     * @param dst       to write into, with room for {@link #maxCompressedLength(int)} from the offset on.
     * @param dstOffset first byte that is written.
     * @return bytes written.
     */
    int compress(byte[] src, int srcOffset, int length, byte[] dst, int dstOffset);

    /**
     * Decompress. Nothing is written beyond the limit, and no memory reserved because the input says so.
     *
     * @param src       holds what is decompressed.
     * @param srcOffset first byte of it.
     * @param length    bytes of it, exactly.
     * @param dst       to write into.
     * @param dstOffset first byte that is written.
     * @param maxLength most bytes that may be written.
     * @return bytes written, or {@link #TOO_LONG}, or {@link #MALFORMED}; where it is one of those the bytes within the
     * limit may hold anything.
     */
    int decompress(byte[] src, int srcOffset, int length, byte[] dst, int dstOffset, int maxLength);
}
