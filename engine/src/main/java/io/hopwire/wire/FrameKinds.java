package io.hopwire.wire;

/**
 * What the plaintext of a link frame is: its first byte says so. All of them stand here, so that no two are the same.
 * <pre>
 *     0           a transmission: messages of seed 004, whose first 13 bits are reserved and zero
 *     1 -  15     a cell, on its way along a circuit
 *    16 -  31     a word of the link itself, which nobody above it sees
 *    32 - 127     nothing yet
 *   128 - 191     messages of the user's component of that number, less 128
 *   192 - 255     nothing yet
 * </pre>
 */
public final class FrameKinds
{
    /** The plaintext is a transmission. */
    public static final int TRANSMISSION = 0;
    /** Cell that carries a session packet along a circuit. */
    public static final int CELL_DATA = 1;
    /** Cell that ends a circuit. */
    public static final int CELL_CLOSE = 2;
    /** Cell that asks every hop of a circuit for an answer. */
    public static final int CELL_TRACE = 3;
    /** Cell that answers a {@link #CELL_TRACE}. */
    public static final int CELL_TRACE_REPLY = 4;
    /** Cell that asks how long cells on a circuit may be. */
    public static final int CELL_ROOM_QUERY = 5;
    /** Cell that tells how long cells on a circuit may be. */
    public static final int CELL_ROOM = 6;
    /** The peer ends the link: kind. */
    public static final int LINK_CLOSE = 16;
    /** Asks for {@link #LINK_PONG}: kind, token of 8 bytes, link incarnation of 4. */
    public static final int LINK_PING = 17;
    /** Repeats the token of a {@link #LINK_PING}, with the link incarnation of its own sender. */
    public static final int LINK_PONG = 18;
    /** The peer ends the link, for another node that uses our key has taken it over: kind. */
    public static final int LINK_DISPLACED = 19;
    /** Tries how long a frame may be: kind, number of 4 bytes, link incarnation of 4, zeros up to that length. */
    public static final int LINK_PROBE = 20;
    /** A {@link #LINK_PROBE} has come: kind, its number, the link incarnation, the length of 2 bytes that it had. */
    public static final int LINK_PROBED = 21;
    /**
     * Sent to an address that a newest frame came from, which the peer is to answer from there (PATH_CHALLENGE of RFC
     * 9000): kind, token of 8 bytes, link incarnation of 4.
     */
    public static final int LINK_CHALLENGE = 22;
    /** Repeats the token of a {@link #LINK_CHALLENGE}, with the link incarnation of its own sender. */
    public static final int LINK_RESPONSE = 23;
    /** Messages of the user's component 0, in an unsigned byte; those of the others follow. */
    public static final int COMPONENT = 0x80;

    private FrameKinds()
    {
    }

    /**
     * Does a plaintext hold messages of a user's component? A test of the sign, because it is on the way of each cell.
     *
     * @param firstByte of the plaintext.
     * @return true if so, or if it is of no kind yet.
     */
    public static boolean isComponent(final byte firstByte)
    {
        return firstByte < 0;
    }
}
