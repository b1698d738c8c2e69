package io.hopwire.crypto;

/**
 * Why a sealed box was not made, or not opened. The negative numbers that {@link SealedBoxes} answers.
 */
public enum BoxFault
{
    /** Fewer bytes than a box of nothing has. */
    TOO_SHORT(-1),
    /** More bytes of plaintext than {@link SealedBoxes#MAX_LENGTH}. */
    TOO_LONG(-2),
    /** The buffer that was lent ends before the result does. */
    NO_ROOM(-3),
    /** The first byte names no kind of box, or one for keys of another sort. */
    UNKNOWN_KIND(-4),
    /** Nobody was named to seal it for, or, for one that proves who sealed it, to have sealed it. */
    NO_PEER(-5),
    /** A key with which nobody agrees on anything: a point of small order. */
    BAD_KEY(-6),
    /** Altered, for somebody else, from somebody else than was named, or with other associated data. */
    AUTHENTICATION(-7),
    /** There is no private key to open it with. */
    NO_PRIVATE_KEY(-8);

    private static final BoxFault[] VALUES = values();

    private final int code;

    BoxFault(final int code)
    {
        this.code = code;
    }

    /** {@return the number, below 0} */
    public int code()
    {
        return code;
    }

    /**
     * {@return the reason, or null for a number that is none}
     *
     * @param code that {@link SealedBoxes#seal} or {@link SealedBoxes#open} has answered.
     */
    public static BoxFault of(final int code)
    {
        return code < 0 && code >= -VALUES.length ? VALUES[-1 - code] : null;
    }

    /** What is wrong with the length of a plaintext, or with the room for what is made. Null where nothing is. */
    static BoxFault ofLength(final int plaintext, final int room, final int needed)
    {
        if (plaintext < 0)
        {
            return TOO_SHORT;
        }
        if (plaintext > SealedBoxes.MAX_LENGTH)
        {
            return TOO_LONG;
        }
        return room < needed ? NO_ROOM : null;
    }
}
