package io.hopwire.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Header of a transmission, seed 004. Bits are numbered from the most significant bit of the first byte.
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +=========================+=====+===============================+
 *   |      reserved, 0        |cmprs| length of what follows,       |
 *   +=========================+=====+===============================+
 *   | big endian                    |  messages ...
 *   +===============================+==============================
 * </pre>
 * The first byte is therefore always zero. The plaintext of a link frame whose first byte is not, is another frame,
 * of one of the {@link FrameKinds}.
 */
public final class TransmissionFlyweight
{
    /**
     * Offset of the two bytes of options.
     */
    public static final int OPTIONS_OFFSET = 0;

    /**
     * Offset of the length field.
     */
    public static final int LENGTH_OFFSET = 2;

    /**
     * Bytes of the header.
     */
    public static final int HEADER_LENGTH = 6;

    private static final int COMPRESSION_MASK = 0x7;

    private TransmissionFlyweight()
    {
    }

    /**
     * Compression of what follows the header.
     *
     * @param buffer that holds the header.
     * @param offset of the header.
     * @return one of {@link Compression}'s settings.
     */
    public static int compression(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + OPTIONS_OFFSET + 1) & COMPRESSION_MASK;
    }

    /**
     * The 13 reserved bits.
     *
     * @param buffer that holds the header.
     * @param offset of the header.
     * @return their value, zero in a well-formed header.
     */
    public static int reserved(final DirectBuffer buffer, final int offset)
    {
        return (buffer.getShort(offset + OPTIONS_OFFSET, BIG_ENDIAN) & 0xffff) >>> 3;
    }

    /**
     * Length of what follows the header.
     *
     * @param buffer that holds the header.
     * @param offset of the header.
     * @return bytes, 0 to 2^32-1, as the sender says.
     */
    public static long remainingLength(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + LENGTH_OFFSET, BIG_ENDIAN) & 0xffff_ffffL;
    }

    /**
     * Bytes of a whole transmission, header and all, in a stream of them.
     *
     * @param buffer    that holds the header.
     * @param offset    of the header.
     * @param remaining bytes from there on that may belong to it.
     * @return bytes, at most the remaining ones; 0 where no transmission begins, or none that could be so short.
     */
    public static int wholeLength(final DirectBuffer buffer, final int offset, final int remaining)
    {
        if (remaining < HEADER_LENGTH || reserved(buffer, offset) != 0)
        {
            return 0;
        }
        final long length = HEADER_LENGTH + remainingLength(buffer, offset);
        return length > remaining ? 0 : (int)length;
    }

    /**
     * Write a whole header.
     *
     * @param buffer          to write into.
     * @param offset          of the header.
     * @param compression     one of {@link Compression}'s settings.
     * @param remainingLength bytes that follow, 0 to 2^32-1.
     */
    public static void write(
        final MutableDirectBuffer buffer, final int offset, final int compression, final long remainingLength)
    {
        assert compression >>> 3 == 0 && remainingLength >>> Integer.SIZE == 0;
        buffer.putShort(offset + OPTIONS_OFFSET, (short)(compression & COMPRESSION_MASK), BIG_ENDIAN);
        buffer.putInt(offset + LENGTH_OFFSET, (int)remainingLength, BIG_ENDIAN);
    }
}
