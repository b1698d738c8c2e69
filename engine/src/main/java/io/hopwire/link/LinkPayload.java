package io.hopwire.link;

import io.hopwire.spi.Limits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * What both sides say about themselves inside the handshake: message 1 of IK, message 3 of XX, and message 2 of both.
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
    static final int LENGTH = 24;
    static final byte VERSION = 1;

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
        buffer.putLong(offset, timestampNs, LITTLE_ENDIAN);
        buffer.putByte(offset + 8, config.role());
        buffer.putByte(offset + 9, VERSION);
        buffer.putShort(offset + 10, (short)config.mtu(), LITTLE_ENDIAN);
        buffer.putInt(offset + 12, incarnation, LITTLE_ENDIAN);
        buffer.putInt(offset + 16, linkIncarnation, LITTLE_ENDIAN);
        buffer.putInt(offset + 20, generation, LITTLE_ENDIAN);
    }

    static boolean isValid(final DirectBuffer buffer, final int offset, final int length)
    {
        return LENGTH == length &&
            VERSION == buffer.getByte(offset + 9) &&
            LinkRole.isKnown(role(buffer, offset)) &&
            mtu(buffer, offset) >= Limits.MIN_MTU &&
            0 != incarnation(buffer, offset);
    }

    static long timestampNs(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset, LITTLE_ENDIAN);
    }

    static byte role(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + 8);
    }

    static int mtu(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset + 10, LITTLE_ENDIAN) & 0xFFFF;
    }

    static int incarnation(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + 12, LITTLE_ENDIAN);
    }

    static int linkIncarnation(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + 16, LITTLE_ENDIAN);
    }

    static int generation(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + 20, LITTLE_ENDIAN);
    }
}
