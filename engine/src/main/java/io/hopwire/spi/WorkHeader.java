package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The first two bytes of every request of slow work, and of its result:
 * <pre>
 *    0      1       2
 *   +------+-------+-----------------------
 *   | kind | owner | as the kind lays it out
 *   +------+-------+-----------------------
 * </pre>
 * The kind says who does the work, see {@link Workers}; the owner, a number of {@link ResultOwners}, says who gets what
 * comes of it. Both stay in a process, so that the numbers may change with each version.
 */
public final class WorkHeader
{
    /** A step of a handshake of Noise. */
    public static final int HANDSHAKE = 0;
    /** A sealed box is to be made, or opened. */
    public static final int BOX = 1;
    /** A record is to be signed, or its signature is to be checked. */
    public static final int RECORD = 2;

    /** Something of a host of libp2p is to be done: a step of a handshake, or a signature. */
    public static final int LIBP2P = 3;

    /** Kinds that there may be. */
    public static final int MAX_KINDS = 16;

    /** Bytes of the header. */
    public static final int LENGTH = 2;

    private static final int OWNER_OFFSET = 1;

    private WorkHeader()
    {
    }

    /**
     * Write the header.
     *
     * @param buffer where to.
     * @param offset first byte of the request or the result.
     * @param kind   of work.
     * @param owner  of the result.
     */
    public static void put(final MutableDirectBuffer buffer, final int offset, final int kind, final int owner)
    {
        assert kind >= 0 && kind < MAX_KINDS && owner >= 0 && owner < ResultOwners.MAX_OWNERS;
        buffer.putByte(offset, (byte)kind);
        buffer.putByte(offset + OWNER_OFFSET, (byte)owner);
    }

    /**
     * What is to be done, or was.
     *
     * @param buffer holds the request or the result.
     * @param offset its first byte.
     * @return the kind of work.
     */
    public static int kind(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset) & 0xFF;
    }

    /**
     * Who asked.
     *
     * @param buffer holds the request or the result.
     * @param offset its first byte.
     * @return the owner of the result.
     */
    public static int owner(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + OWNER_OFFSET) & 0xFF;
    }
}
