package io.hopwire.wire.compress;

import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.wire.Compression;
import io.hopwire.wire.TransmissionFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes compressed transmissions of plain ones, and plain ones of compressed. What it makes lies in memory of its own
 * until it is asked for the next one, so that one of them serves all nodes of a thread. Not thread-safe.
 * <p>
 * With LZ4 nothing is allocated for a transmission once the first one was made, whatever is wrong with it.
 */
public final class TransmissionPacker
{
    private static final int HEADER = TransmissionFlyweight.HEADER_LENGTH;
    /** A gain of less than one part of so many is not worth what it costs the receiver. */
    private static final int LEAST_GAIN = 16;

    private final Codecs codecs;
    private final byte[] plain = new byte[Limits.MAX_COMPRESSED_TRANSMISSION];
    private final UnsafeBuffer plainView = new UnsafeBuffer(plain);
    /** Of transmissions that lie outside of the heap; made when there is one. */
    private byte[] outgoing;
    private byte[] packed = new byte[2 * Limits.DEFAULT_MTU];
    private final UnsafeBuffer packedView = new UnsafeBuffer(packed);
    private int unpackedLength;
    private long number;

    /**
     * With codecs.
     *
     * @param codecs of the same thread.
     */
    public TransmissionPacker(final Codecs codecs)
    {
        this.codecs = codecs;
    }

    /** {@return where transmissions lie that were packed, from the first byte on} */
    public UnsafeBuffer packed()
    {
        return packedView;
    }

    /** {@return where transmissions lie that were unpacked, from the first byte on, with the header of a plain one} */
    public UnsafeBuffer unpacked()
    {
        return plainView;
    }

    /** {@return bytes of the transmission that was unpacked, its header included} */
    public int unpackedLength()
    {
        return unpackedLength;
    }

    /** {@return what changes whenever {@link #packed()} does} */
    public long number()
    {
        return number;
    }

    /**
     * Compress a transmission, if that pays.
     *
     * @param compression one of {@link Compression}, but not {@link Compression#NONE}.
     * @param src         holds the transmission.
     * @param offset      first byte of its header.
     * @param length      bytes of it, up to {@link Limits#MAX_COMPRESSED_TRANSMISSION}.
     * @param maxLength   most bytes that it may have then.
     * @return bytes that it has in {@link #packed()}; 0 where it does not become shorter by a sixteenth, or is still
     * too long.
     */
    public int pack(
        final int compression, final DirectBuffer src, final int offset, final int length, final int maxLength)
    {
        final Codec codec = codecs.get(compression);
        final int bodyLength = length - HEADER;
        byte[] from = src.byteArray();
        int fromOffset = src.wrapAdjustment() + offset + HEADER;
        if (null == from)
        {
            // Not over what was unpacked: messages of that may be just being read, and answered.
            outgoing = null == outgoing ? new byte[Limits.MAX_COMPRESSED_TRANSMISSION] : outgoing;
            from = outgoing;
            fromOffset = 0;
            src.getBytes(offset + HEADER, from, 0, bodyLength);
        }
        reserve(HEADER + codec.maxCompressedLength(bodyLength));
        final int packedLength = HEADER + codec.compress(from, fromOffset, bodyLength, packed, HEADER);
        if (packedLength > maxLength || packedLength > length - length / LEAST_GAIN)
        {
            return 0;
        }
        TransmissionFlyweight.write(packedView, 0, compression, packedLength - HEADER);
        return packedLength;
    }

    /**
     * Decompress a transmission.
     *
     * @param accepted a bit for each compression that is taken, see {@link Codecs#byNames}.
     * @param src      holds the transmission.
     * @param offset   first byte of its header.
     * @param length   bytes present, exactly those of the transmission.
     * @return null where it lies in {@link #unpacked()} now, which was not looked at yet; else what is wrong.
     */
    public RejectCode unpack(final int accepted, final DirectBuffer src, final int offset, final int length)
    {
        if (length <= HEADER || 0 != TransmissionFlyweight.reserved(src, offset) ||
            TransmissionFlyweight.remainingLength(src, offset) != length - HEADER)
        {
            return RejectCode.TRANSMISSION;
        }
        final int compression = TransmissionFlyweight.compression(src, offset);
        if (Compression.NONE == compression || 0 == (accepted & 1 << compression))
        {
            return RejectCode.COMPRESSION;
        }
        reserve(length);
        src.getBytes(offset, packed, 0, length);
        final int made = codecs.get(compression).decompress(
            packed, HEADER, length - HEADER, plain, HEADER, plain.length - HEADER);
        if (made < 0)
        {
            return Codec.TOO_LONG == made ? RejectCode.COMPRESSION_BOMB : RejectCode.COMPRESSED;
        }
        unpackedLength = HEADER + made;
        TransmissionFlyweight.write(plainView, 0, Compression.NONE, made);
        return null;
    }

    private void reserve(final int length)
    {
        number++;
        if (packed.length < length)
        {
            packed = new byte[length];
            packedView.wrap(packed);
        }
    }
}
