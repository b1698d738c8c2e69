package io.hopwire.link;

import io.hopwire.crypto.HandshakePayload;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * What both sides say about themselves inside the handshake: message 1 of IK, message 3 of XX, and message 2 of both.
 * The hello of a {@link HandshakePayload}, where it stands first; offsets are those of the value.
 * <pre>
 *    0                               8      9         10     12
 *   +-------------------------------+------+---------+------+-------------------+
 *   |  timestamp, ns                | role | version | mtu  |  incarnation      |
 *   +-------------------------------+------+---------+------+-------------------+  16
 *   |  link incarnation             |  generation           |
 *   +-------------------------------+-----------------------+  24
 * </pre>
 * The incarnation is drawn when a node starts, the link incarnation when it makes a link: if either changed, the
 * peer's state of before is gone. A responder does not know yet to whom it speaks and writes 0 for the link; its first
 * frame tells. The generation orders the keypairs of a link, see {@link LinkLife}; a responder writes 0.
 */
final class LinkPayload
{
    /** Bytes of the field. */
    static final int LENGTH = HandshakePayload.FIELD_HEADER_LENGTH + 24;
    /** Bytes of the field of a cookie, behind it. */
    static final int COOKIE_LENGTH = HandshakePayload.FIELD_HEADER_LENGTH + HandshakeMacs.LENGTH;
    static final byte VERSION = 1;

    private static final int TIMESTAMP_OFFSET = HandshakePayload.FIELD_HEADER_LENGTH;
    private static final int ROLE_OFFSET = TIMESTAMP_OFFSET + 8;
    private static final int VERSION_OFFSET = TIMESTAMP_OFFSET + 9;
    private static final int MTU_OFFSET = TIMESTAMP_OFFSET + 10;
    private static final int INCARNATION_OFFSET = TIMESTAMP_OFFSET + 12;
    private static final int LINK_INCARNATION_OFFSET = TIMESTAMP_OFFSET + 16;
    private static final int GENERATION_OFFSET = TIMESTAMP_OFFSET + 20;

    private LinkPayload()
    {
    }

    static void put(
        final MutableDirectBuffer buffer,
        final int offset,
        final long timestampNs,
        final LinkConfig config,
        final int incarnation,
        final int linkIncarnation,
        final int generation)
    {
        HandshakePayload.putField(
            buffer, offset, HandshakePayload.HELLO, LENGTH - HandshakePayload.FIELD_HEADER_LENGTH);
        buffer.putLong(offset + TIMESTAMP_OFFSET, timestampNs, LITTLE_ENDIAN);
        buffer.putByte(offset + ROLE_OFFSET, config.role());
        buffer.putByte(offset + VERSION_OFFSET, VERSION);
        buffer.putShort(offset + MTU_OFFSET, config.get(NodeSettings.MTU).shortValue(), LITTLE_ENDIAN);
        buffer.putInt(offset + INCARNATION_OFFSET, incarnation, LITTLE_ENDIAN);
        buffer.putInt(offset + LINK_INCARNATION_OFFSET, linkIncarnation, LITTLE_ENDIAN);
        buffer.putInt(offset + GENERATION_OFFSET, generation, LITTLE_ENDIAN);
    }

    /**
     * Write a cookie of the receiver's behind the hello.
     */
    static void putCookie(final MutableDirectBuffer buffer, final int offset, final DirectBuffer cookie)
    {
        final int value = HandshakePayload.putField(
            buffer, offset + LENGTH, HandshakePayload.COOKIE, HandshakeMacs.LENGTH);
        buffer.putBytes(value, cookie, 0, HandshakeMacs.LENGTH);
    }

    /**
     * Find the cookie.
     *
     * @return its offset, or {@link HandshakePayload#NONE}.
     */
    static int cookie(final DirectBuffer buffer, final int offset, final int length)
    {
        final int value = HandshakePayload.find(buffer, offset, length, HandshakePayload.COOKIE);
        return HandshakePayload.NONE != value && HandshakeMacs.LENGTH == HandshakePayload.valueLength(buffer, value) ?
            value : HandshakePayload.NONE;
    }

    static boolean isValid(final DirectBuffer buffer, final int offset, final int length)
    {
        return length >= LENGTH &&
            LENGTH == HandshakePayload.FIELD_HEADER_LENGTH +
            HandshakePayload.valueLength(buffer, offset + HandshakePayload.FIELD_HEADER_LENGTH) &&
            VERSION == buffer.getByte(offset + VERSION_OFFSET) &&
            LinkRole.isKnown(role(buffer, offset)) &&
            mtu(buffer, offset) >= Limits.MIN_MTU &&
            0 != incarnation(buffer, offset);
    }

    static long timestampNs(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + TIMESTAMP_OFFSET, LITTLE_ENDIAN);
    }

    static byte role(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + ROLE_OFFSET);
    }

    static int mtu(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset + MTU_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    static int incarnation(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + INCARNATION_OFFSET, LITTLE_ENDIAN);
    }

    static int linkIncarnation(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + LINK_INCARNATION_OFFSET, LITTLE_ENDIAN);
    }

    static int generation(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + GENERATION_OFFSET, LITTLE_ENDIAN);
    }
}
