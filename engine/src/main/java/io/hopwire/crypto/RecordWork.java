package io.hopwire.crypto;

import io.hopwire.spi.WorkHeader;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

/**
 * A record that is to be signed, or whose signature is to be checked, from the core to the worker, and what came of it
 * on the way back: the same again, with the owner and the signature where it was to be signed. Little endian.
 * <pre>
 *    0      1      2      3        4               6              8
 *   +------+------+------+--------+---------------+--------------+-----------------+- - - - - - - - -
 *   | kind | owner| op   | status | bytes of body | owner's key  | body            | what else the
 *   |      |      |      |        |               | in the body  |                 | core likes
 *   +------+------+------+--------+---------------+--------------+-----------------+- - - - - - - - -
 * </pre>
 * Kind and owner are those of a {@link WorkHeader}. The body ends with the signature, of 64 bytes; signed is what
 * stands before it, behind a prefix that the worker knows. The body has the owner's key, of 32 bytes, somewhere.
 */
public final class RecordWork
{
    /** Put the key of the node and its signature into the body. */
    public static final int SIGN = 1;
    /** Look whether the signature is one. */
    public static final int VERIFY = 2;
    /** Status: done, and where it was to be checked: good. */
    public static final int GOOD = 0;
    /** Status: not signed by the key that the body has. */
    public static final int FORGED = 1;
    /** Where the body begins. */
    public static final int BODY_OFFSET = 8;

    private static final int OP_OFFSET = WorkHeader.LENGTH;
    private static final int STATUS_OFFSET = OP_OFFSET + 1;
    private static final int LENGTH_OFFSET = 4;
    private static final int KEY_OFFSET = 6;

    private RecordWork()
    {
    }

    /**
     * Write all but the body, and what {@link WorkHeader} writes.
     *
     * @param buffer     where to.
     * @param offset     first byte.
     * @param op         {@link #SIGN} or {@link #VERIFY}.
     * @param bodyLength bytes of the body.
     * @param keyAt      offset of the owner's key in the body.
     */
    public static void put(
        final MutableDirectBuffer buffer, final int offset, final int op, final int bodyLength, final int keyAt)
    {
        buffer.putByte(offset + OP_OFFSET, (byte)op);
        buffer.putByte(offset + STATUS_OFFSET, (byte)GOOD);
        buffer.putShort(offset + LENGTH_OFFSET, (short)bodyLength, LITTLE_ENDIAN);
        buffer.putShort(offset + KEY_OFFSET, (short)keyAt, LITTLE_ENDIAN);
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
     * {@return whether it is signed by the key that it has}
     *
     * @param buffer holds it.
     * @param offset first byte.
     */
    public static boolean isGood(final DirectBuffer buffer, final int offset)
    {
        return GOOD == buffer.getByte(offset + STATUS_OFFSET);
    }

    /**
     * {@return bytes of the body}
     *
     * @param buffer holds it.
     * @param offset first byte.
     */
    public static int bodyLength(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset + LENGTH_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    static int keyAt(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset + KEY_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    static void status(final MutableDirectBuffer buffer, final int offset, final int value)
    {
        buffer.putByte(offset + STATUS_OFFSET, (byte)value);
    }
}
