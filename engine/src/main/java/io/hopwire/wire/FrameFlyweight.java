package io.hopwire.wire;

import io.hopwire.codec.CookieFrameDecoder;
import io.hopwire.codec.DataHeaderDecoder;
import io.hopwire.codec.FrameHeaderDecoder;
import io.hopwire.codec.HandshakeHeaderDecoder;
import io.hopwire.spi.RejectCode;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Checks, readers and writers of link frames that need no flyweight to be wrapped: the offsets are those of the
 * generated codecs. All numbers are little endian; indexes of links are 32 bits without meaning as a number.
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +===============+===============+===============================+  \
 *   |  frame type   |    version    |  frame length (whole frame)   |   | every frame
 *   +===============+===============+===============================+   |
 *   |                        receiver index                         |   |
 *   +===============================================================+  /
 *   |  handshake: sender index      |  data: counter, 64 bits       |
 *   |  noise length   |  reserved   |                               |
 *   +===============================+===============================+
 *   |  Noise message, mac1, mac2    |  ciphertext, tag              |  cookie frame: cookie and mac at byte 8
 *   +===============================+===============================+
 * </pre>
 */
public final class FrameFlyweight
{
    private static final int TYPE_OFFSET = FrameHeaderDecoder.frameTypeEncodingOffset();
    private static final int VERSION_OFFSET = FrameHeaderDecoder.versionEncodingOffset();
    private static final int LENGTH_OFFSET = FrameHeaderDecoder.frameLengthEncodingOffset();
    private static final int RECEIVER_OFFSET = FrameHeaderDecoder.receiverIndexEncodingOffset();
    private static final int SENDER_OFFSET = HandshakeHeaderDecoder.senderIndexEncodingOffset();
    private static final int NOISE_LENGTH_OFFSET = HandshakeHeaderDecoder.noiseLengthEncodingOffset();
    private static final int RESERVED_OFFSET = HandshakeHeaderDecoder.reservedEncodingOffset();
    private static final int COUNTER_OFFSET = DataHeaderDecoder.counterEncodingOffset();
    private static final int COOKIE_OFFSET = CookieFrameDecoder.cookieEncodingOffset();
    private static final int COOKIE_MAC_OFFSET = CookieFrameDecoder.macEncodingOffset();

    private FrameFlyweight()
    {
    }

    /**
     * Check what can be checked of a frame without a key. Bytes behind the frame are not looked at: a read may hold
     * several frames, one behind the other, of which {@link #frameLength(DirectBuffer, int)} tells them apart.
     *
     * @param buffer that holds the frame.
     * @param offset of the frame.
     * @param length bytes present.
     * @return null if all is well, else {@link RejectCode#FRAME_LENGTH}, {@link RejectCode#FRAME_VERSION} or
     * {@link RejectCode#FRAME_TYPE}.
     */
    public static RejectCode validate(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < FrameTypes.FRAME_HEADER_LENGTH)
        {
            return RejectCode.FRAME_LENGTH;
        }
        if (version(buffer, offset) != FrameTypes.VERSION)
        {
            return RejectCode.FRAME_VERSION;
        }
        final int type = frameType(buffer, offset);
        if (!FrameTypes.isKnown(type))
        {
            return RejectCode.FRAME_TYPE;
        }
        final int frameLength = frameLength(buffer, offset);
        if (frameLength > length || frameLength < FrameTypes.minFrameLength(type))
        {
            return RejectCode.FRAME_LENGTH;
        }
        return isLengthOfType(buffer, offset, type, frameLength) ? null : RejectCode.FRAME_LENGTH;
    }

    /**
     * Type of a frame.
     *
     * @param buffer that holds the frame.
     * @param offset of the frame.
     * @return one of {@link FrameTypes} where the frame is valid.
     */
    public static int frameType(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + TYPE_OFFSET) & 0xff;
    }

    /**
     * Version of the wire format.
     *
     * @param buffer that holds the frame.
     * @param offset of the frame.
     * @return {@link FrameTypes#VERSION} where the frame is valid.
     */
    public static int version(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + VERSION_OFFSET) & 0xff;
    }

    /**
     * {@return the length of the whole frame in bytes, header included}
     *
     * @param buffer that holds the frame.
     * @param offset of the frame.
     */
    public static int frameLength(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset + LENGTH_OFFSET, LITTLE_ENDIAN) & 0xffff;
    }

    /**
     * Index by which the receiver finds its link or handshake.
     *
     * @param buffer that holds the frame.
     * @param offset of the frame.
     * @return 32 bits.
     */
    public static int receiverIndex(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + RECEIVER_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Index that the sender of a handshake frame wants to be answered to.
     *
     * @param buffer that holds the frame.
     * @param offset of the frame.
     * @return 32 bits.
     */
    public static int senderIndex(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + SENDER_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * {@return the length in bytes of the Noise message in a handshake frame; it begins
     * {@link FrameTypes#HANDSHAKE_HEADER_LENGTH} bytes after the frame}
     *
     * @param buffer that holds the frame.
     * @param offset of the frame.
     */
    public static int noiseLength(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset + NOISE_LENGTH_OFFSET, LITTLE_ENDIAN) & 0xffff;
    }

    /**
     * Where the first MAC of a handshake frame stands; the second is {@link FrameTypes#MAC_LENGTH} bytes behind it.
     *
     * @param offset      of the frame.
     * @param noiseLength bytes of the Noise message.
     * @return offset in the buffer.
     */
    public static int mac1Offset(final int offset, final int noiseLength)
    {
        return offset + FrameTypes.HANDSHAKE_HEADER_LENGTH + noiseLength;
    }

    /**
     * Counter of a data frame, which is the nonce of its encryption.
     *
     * @param buffer that holds the frame.
     * @param offset of the frame.
     * @return an unsigned number of 64 bits.
     */
    public static long counter(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + COUNTER_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * Where the 16 bytes of cookie in a cookie frame stand.
     *
     * @param offset of the frame.
     * @return offset in the buffer.
     */
    public static int cookieOffset(final int offset)
    {
        return offset + COOKIE_OFFSET;
    }

    /**
     * Where the 16 bytes of MAC in a cookie frame stand.
     *
     * @param offset of the frame.
     * @return offset in the buffer.
     */
    public static int cookieMacOffset(final int offset)
    {
        return offset + COOKIE_MAC_OFFSET;
    }

    /**
     * Write the 8 bytes that every frame begins with: all of a cookie frame's header.
     *
     * @param buffer        to write into.
     * @param offset        of the frame.
     * @param type          one of {@link FrameTypes}.
     * @param frameLength   bytes of the whole frame, at most {@link FrameTypes#MAX_FRAME_LENGTH}.
     * @param receiverIndex index by which the receiver finds its link or handshake.
     */
    public static void putFrameHeader(
        final MutableDirectBuffer buffer,
        final int offset,
        final int type,
        final int frameLength,
        final int receiverIndex)
    {
        buffer.putByte(offset + TYPE_OFFSET, (byte)type);
        buffer.putByte(offset + VERSION_OFFSET, (byte)FrameTypes.VERSION);
        buffer.putShort(offset + LENGTH_OFFSET, (short)frameLength, LITTLE_ENDIAN);
        buffer.putInt(offset + RECEIVER_OFFSET, receiverIndex, LITTLE_ENDIAN);
    }

    /**
     * Write the header of a handshake frame, whose length follows from that of its Noise message.
     *
     * @param buffer        to write into.
     * @param offset        of the frame.
     * @param type          one of {@link FrameTypes}.
     * @param receiverIndex index by which the receiver finds its handshake, 0 in a first message.
     * @param senderIndex   index that the sender wants to be answered to.
     * @param noiseLength   bytes of the Noise message.
     * @return bytes of the whole frame, both MACs included.
     */
    public static int putHandshakeHeader(
        final MutableDirectBuffer buffer,
        final int offset,
        final int type,
        final int receiverIndex,
        final int senderIndex,
        final int noiseLength)
    {
        assert FrameTypes.isHandshake(type) : type;
        final int frameLength = FrameTypes.HANDSHAKE_OVERHEAD + noiseLength;
        assert noiseLength >= 0 && frameLength <= FrameTypes.MAX_FRAME_LENGTH : noiseLength;
        putFrameHeader(buffer, offset, type, frameLength, receiverIndex);
        buffer.putInt(offset + SENDER_OFFSET, senderIndex, LITTLE_ENDIAN);
        buffer.putShort(offset + NOISE_LENGTH_OFFSET, (short)noiseLength, LITTLE_ENDIAN);
        buffer.putShort(offset + RESERVED_OFFSET, (short)0, LITTLE_ENDIAN);
        return frameLength;
    }

    /**
     * Write the header of a data frame, whose length follows from that of its plaintext.
     *
     * @param buffer          to write into.
     * @param offset          of the frame.
     * @param receiverIndex   index by which the receiver finds its link.
     * @param counter         nonce of the encryption.
     * @param plaintextLength bytes of the plaintext.
     * @return bytes of the whole frame, tag included.
     */
    public static int putDataHeader(
        final MutableDirectBuffer buffer,
        final int offset,
        final int receiverIndex,
        final long counter,
        final int plaintextLength)
    {
        final int frameLength = FrameTypes.DATA_OVERHEAD + plaintextLength;
        assert plaintextLength >= 0 && frameLength <= FrameTypes.MAX_FRAME_LENGTH : plaintextLength;
        putFrameHeader(buffer, offset, FrameTypes.DATA, frameLength, receiverIndex);
        buffer.putLong(offset + COUNTER_OFFSET, counter, LITTLE_ENDIAN);
        return frameLength;
    }

    private static boolean isLengthOfType(
        final DirectBuffer buffer, final int offset, final int type, final int frameLength)
    {
        if (FrameTypes.isHandshake(type))
        {
            return frameLength == FrameTypes.HANDSHAKE_OVERHEAD + noiseLength(buffer, offset);
        }
        return type != FrameTypes.COOKIE || frameLength == FrameTypes.COOKIE_FRAME_LENGTH;
    }
}
