package io.hopwire.wire;

/**
 * Opcodes of seed 004: the high nibble of a message header's options.
 */
public final class Operation
{
    /** Answer: done, with data where there is some. */
    public static final int ACK = 0;
    /** Answer: failed, with data where there is some. */
    public static final int NACK = 1;
    /** To be answered by ACK. */
    public static final int PING = 2;
    /** Set an option of the connection, such as {@link Compression#OPTION}. */
    public static final int SET_CONNECTION_OPT = 3;
    /** To be forwarded to all peers by who has not seen it yet. */
    public static final int SHOUT = 4;
    /** For direct peers; may be forwarded at discretion. */
    public static final int SPEAK = 5;
    /** For one destination. */
    public static final int WHISPER = 6;
    /** Asks for the k closest nodes to an address. */
    public static final int FIND_NODE = 7;
    /** Asks for a value, or else the nodes closest to it. */
    public static final int FIND_VALUE = 8;
    /** Stores a value. */
    public static final int STORE = 9;
    /** First of the opcodes that the specification reserves. */
    public static final int FIRST_RESERVED = 10;
    /** Ours, of those that are reserved: asks for a route to one destination, hop by hop; ACK and NACK answer it. */
    public static final int ROUTE = FIRST_RESERVED;
    /** Last of the opcodes that the specification reserves. */
    public static final int LAST_RESERVED = 14;
    /** For what is built on top of the protocol. */
    public static final int CUSTOM = 15;

    /** Largest opcode: it has 4 bits. */
    public static final int MAX = 15;

    private static final String[] NAMES =
    {
        "ACK", "NACK", "PING", "SET_CONNECTION_OPT", "SHOUT", "SPEAK", "WHISPER", "FIND_NODE", "FIND_VALUE", "STORE",
        "ROUTE", "RESERVED", "RESERVED", "RESERVED", "RESERVED", "CUSTOM"
    };

    private Operation()
    {
    }

    /**
     * {@return the name in the specification, or ours for what it reserves}
     *
     * @param operation opcode, of which the lowest 4 bits count.
     */
    public static String name(final int operation)
    {
        return NAMES[operation & MAX];
    }

    /**
     * Does an opcode fit its 4 bits?
     *
     * @param operation opcode.
     * @return true from 0 to 15.
     */
    public static boolean isValid(final int operation)
    {
        return (operation & ~MAX) == 0;
    }

    /**
     * Does the specification reserve the opcode?
     *
     * @param operation opcode.
     * @return true from 10 to 14.
     */
    public static boolean isReserved(final int operation)
    {
        return operation >= FIRST_RESERVED && operation <= LAST_RESERVED;
    }
}
