package io.hopwire.component.session;

import io.hopwire.crypto.HandshakePayload;
import io.hopwire.spi.Limits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * What both ends say of themselves inside the handshake: the hello of a {@link HandshakePayload}, which stands first in
 * it. Offsets are those of the value. Little endian.
 * <pre>
 *    0         1       4                 8             16          24       28        32
 *   +---------+-------+-----------------+-------------+-----------+--------+---------+
 *   | version | 0     | longest message | timestampNs | group id  | credit | transit |
 *   +---------+-------+-----------------+-------------+-----------+--------+---------+
 * </pre>
 * The credit is how many bytes of the stream may come at first. What the session demands of its routes is a
 * {@link io.hopwire.spi.Transit} that the initiator chooses; the responder, who has not read it yet, says 0. The group
 * id binds the handshake to the route request it came in: a recorded one is of no use in another request. The timestamp
 * is the sender's clock, for people who compare traces; nothing depends on it, as clocks of strangers differ.
 */
final class SessionPayload
{
    private static final int HEADER = HandshakePayload.FIELD_HEADER_LENGTH;

    /** Bytes of the field. */
    static final int LENGTH = HEADER + 32;
    /** Bytes of it and of the longest early data. */
    static final int MAX_LENGTH = LENGTH + HandshakePayload.fieldLength(Limits.MAX_EARLY_DATA);
    static final int VERSION = 3;

    private static final int VERSION_OFFSET = HEADER;
    private static final int MAX_MESSAGE_OFFSET = HEADER + 4;
    private static final int TIMESTAMP_OFFSET = HEADER + 8;
    private static final int GROUP_OFFSET = HEADER + 16;
    private static final int CREDIT_OFFSET = HEADER + 24;
    private static final int TRANSIT_OFFSET = HEADER + 28;

    private SessionPayload()
    {
    }

    static void write(
        final MutableDirectBuffer buffer,
        final int offset,
        final int credit,
        final int maxMessageLength,
        final int transit,
        final long nowNs,
        final long groupId)
    {
        buffer.setMemory(offset, LENGTH, (byte)0);
        HandshakePayload.putField(buffer, offset, HandshakePayload.HELLO, LENGTH - HEADER);
        buffer.putByte(offset + VERSION_OFFSET, (byte)VERSION);
        buffer.putInt(offset + MAX_MESSAGE_OFFSET, maxMessageLength, LITTLE_ENDIAN);
        buffer.putLong(offset + TIMESTAMP_OFFSET, nowNs, LITTLE_ENDIAN);
        buffer.putLong(offset + GROUP_OFFSET, groupId, LITTLE_ENDIAN);
        buffer.putInt(offset + CREDIT_OFFSET, credit, LITTLE_ENDIAN);
        buffer.putInt(offset + TRANSIT_OFFSET, transit, LITTLE_ENDIAN);
    }

    static boolean isValid(final DirectBuffer buffer, final int offset, final int length, final long groupId)
    {
        return length >= LENGTH && LENGTH - HEADER == HandshakePayload.valueLength(buffer, offset + HEADER) &&
            VERSION == buffer.getByte(offset + VERSION_OFFSET) &&
            buffer.getLong(offset + GROUP_OFFSET, LITTLE_ENDIAN) == groupId &&
            buffer.getInt(offset + CREDIT_OFFSET, LITTLE_ENDIAN) >= 0 &&
            buffer.getInt(offset + MAX_MESSAGE_OFFSET, LITTLE_ENDIAN) >= 0;
    }

    static int credit(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + CREDIT_OFFSET, LITTLE_ENDIAN);
    }

    static int transit(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + TRANSIT_OFFSET, LITTLE_ENDIAN);
    }

    static int maxMessageLength(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + MAX_MESSAGE_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * {@return bytes of the field and of the one with early data, where there is any}
     *
     * @param early of the initiator; empty where there is none.
     */
    static int length(final byte[] early)
    {
        return LENGTH + (0 == early.length ? 0 : HandshakePayload.fieldLength(early.length));
    }

    static void putEarly(final MutableDirectBuffer buffer, final int offset, final byte[] early)
    {
        if (early.length > 0)
        {
            buffer.putBytes(
                HandshakePayload.putField(buffer, offset + LENGTH, HandshakePayload.EARLY_DATA, early.length), early);
        }
    }

    /**
     * {@return what the initiator has sent along with its first message; empty where there is nothing}
     *
     * @param buffer holds a payload that was checked.
     * @param offset first byte.
     * @param length bytes of all fields.
     */
    static byte[] early(final DirectBuffer buffer, final int offset, final int length)
    {
        final int value = HandshakePayload.find(buffer, offset, length, HandshakePayload.EARLY_DATA);
        if (HandshakePayload.NONE == value)
        {
            return SessionEntry.NOTHING;
        }
        final byte[] early = new byte[HandshakePayload.valueLength(buffer, value)];
        buffer.getBytes(value, early);
        return early;
    }
}
