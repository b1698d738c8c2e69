package io.hopwire.crypto;

import io.hopwire.spi.WorkHeader;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * A box that is to be sealed or opened, from the core to the worker, and what came of it on the way back. Little
 * endian.
 * <pre>
 *    0      1      2      3        4                8         16
 *   +------+------+------+--------+----------------+---------+-------------------+-------------------- - -
 *   | kind | owner| op   | status | header length  | token   | header of message | plaintext, or the box
 *   +------+------+------+--------+----------------+---------+-------------------+-------------------- - -
 * </pre>
 * Kind and owner are those of a {@link WorkHeader}. The header of the message is the box's associated data; it begins
 * with the sender's and the recipient's address. Status is that of the result, 0 or the code of a {@link BoxFault}, and
 * then nothing is behind the token. The owner chooses the token.
 */
public final class BoxWork
{
    /** The plaintext is to be sealed for the recipient. */
    public static final int SEAL = 1;
    /** The box is to be opened, which the sender has sealed for us. */
    public static final int OPEN = 2;
    /** Status: done. */
    public static final int OK = 0;
    /** Where the header of the message begins. */
    public static final int MESSAGE_OFFSET = 16;

    private static final int OP_OFFSET = WorkHeader.LENGTH;
    private static final int STATUS_OFFSET = OP_OFFSET + 1;
    private static final int HEADER_LENGTH_OFFSET = 4;
    private static final int TOKEN_OFFSET = 8;

    private BoxWork()
    {
    }

    /**
     * Write all but the message, and what {@link WorkHeader} writes.
     *
     * @param buffer       where to.
     * @param offset       first byte.
     * @param op           {@link #SEAL} or {@link #OPEN}.
     * @param headerLength bytes of the message's header.
     * @param token        that the result repeats.
     */
    public static void put(
        final MutableDirectBuffer buffer, final int offset, final int op, final int headerLength, final long token)
    {
        buffer.putByte(offset + OP_OFFSET, (byte)op);
        buffer.putByte(offset + STATUS_OFFSET, (byte)OK);
        buffer.putInt(offset + HEADER_LENGTH_OFFSET, headerLength, LITTLE_ENDIAN);
        buffer.putLong(offset + TOKEN_OFFSET, token, LITTLE_ENDIAN);
    }

    /**
     * {@return what is to be done, or was}
     *
     * @param buffer holds it.
     * @param offset first byte.
     */
    public static int op(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + OP_OFFSET);
    }

    /**
     * {@return {@link #OK}, or the code of a {@link BoxFault}}
     *
     * @param buffer holds it.
     * @param offset first byte.
     */
    public static int status(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + STATUS_OFFSET);
    }

    /**
     * {@return bytes of the message's header}
     *
     * @param buffer holds it.
     * @param offset first byte.
     */
    public static int headerLength(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + HEADER_LENGTH_OFFSET, LITTLE_ENDIAN);
    }

    /**
     * {@return what the owner has chosen}
     *
     * @param buffer holds it.
     * @param offset first byte.
     */
    public static long token(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + TOKEN_OFFSET, LITTLE_ENDIAN);
    }

    static void status(final MutableDirectBuffer buffer, final int offset, final int value)
    {
        buffer.putByte(offset + STATUS_OFFSET, (byte)value);
    }
}
