package io.hopwire.libp2p;

import io.hopwire.spi.WorkHeader;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * Slow work of a host, from the core to the worker, and what came of it on the way back. Little endian.
 * <pre>
 *    0      1       2     3            4       5    6             8        16
 *   +------+-------+-----+------------+-------+----+-------------+--------+------------------- - -
 *   | kind | owner | op  | id length  |                          | handle | expected id | message      request
 *   | kind | owner | op  | status     | muxer | id | key length  | handle | keys | id | key | frame   result
 *   +------+-------+-----+------------+-------+----+-------------+--------+------------------- - -
 * </pre>
 * The status is 0, or one more than the ordinal of a {@link HostFault}, and then nothing is behind the handle. Keys, of
 * 32 bytes for each direction, and the peer's id and public key are in the result of a step that ends a handshake only.
 */
final class UpgradeWork
{
    /** Begin a handshake, as the one who dialled. */
    static final int INITIATE = 1;
    /** Begin one with the first message of the one who dialled. */
    static final int RESPOND = 2;
    /** Read the second message, and write the third. */
    static final int FINISH = 3;
    /** Read the third message. */
    static final int ACCEPT = 4;
    /** Forget a handshake. There is no result. */
    static final int DISCARD = 5;
    /** Look whether an envelope holds a peer record that is signed. */
    static final int VERIFY_RECORD = 6;
    /** Sign a peer record. */
    static final int SIGN_RECORD = 7;

    static final int OK = 0;
    static final int NO_MUXER = 0xFF;
    static final int BODY_OFFSET = 16;
    static final int KEY_LENGTH = 32;
    static final int KEYS_LENGTH = 2 * KEY_LENGTH;

    private static final int OP_OFFSET = WorkHeader.LENGTH;
    private static final int STATUS_OFFSET = OP_OFFSET + 1;
    private static final int MUXER_OFFSET = STATUS_OFFSET + 1;
    private static final int ID_LENGTH_OFFSET = MUXER_OFFSET + 1;
    private static final int KEY_LENGTH_OFFSET = 6;
    private static final int HANDLE_OFFSET = 8;
    private static final int BYTE_MASK = 0xFF;
    private static final int SHORT_MASK = 0xFFFF;
    private static final HostFault[] FAULTS = HostFault.values();

    private UpgradeWork()
    {
    }

    static void put(
        final MutableDirectBuffer buffer, final int offset, final int op, final int third, final long handle)
    {
        buffer.putByte(offset + OP_OFFSET, (byte)op);
        buffer.putByte(offset + STATUS_OFFSET, (byte)third);
        buffer.putInt(offset + MUXER_OFFSET, 0);
        buffer.putLong(offset + HANDLE_OFFSET, handle, LITTLE_ENDIAN);
    }

    static int op(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + OP_OFFSET) & BYTE_MASK;
    }

    static int idLength(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + STATUS_OFFSET) & BYTE_MASK;
    }

    static int status(final HostFault faultOrNull)
    {
        return null == faultOrNull ? OK : 1 + faultOrNull.ordinal();
    }

    /** {@return why it failed, or null} */
    static HostFault fault(final DirectBuffer buffer, final int offset)
    {
        final int status = buffer.getByte(offset + STATUS_OFFSET) & BYTE_MASK;
        return OK == status ? null : FAULTS[status - 1];
    }

    static long handle(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + HANDLE_OFFSET, LITTLE_ENDIAN);
    }

    /** {@return index of the muxer that both have, or {@link #NO_MUXER}} */
    static int muxer(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + MUXER_OFFSET) & BYTE_MASK;
    }

    /** {@return bytes of the peer's id in a result} */
    static int resultIdLength(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + ID_LENGTH_OFFSET) & BYTE_MASK;
    }

    static int keyLength(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset + KEY_LENGTH_OFFSET, LITTLE_ENDIAN) & SHORT_MASK;
    }

    static void end(
        final MutableDirectBuffer buffer, final int offset, final int muxer, final int idLength, final int keyLength)
    {
        buffer.putByte(offset + MUXER_OFFSET, (byte)muxer);
        buffer.putByte(offset + ID_LENGTH_OFFSET, (byte)idLength);
        buffer.putShort(offset + KEY_LENGTH_OFFSET, (short)keyLength, LITTLE_ENDIAN);
    }
}
