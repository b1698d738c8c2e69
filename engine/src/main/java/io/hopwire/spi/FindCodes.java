package io.hopwire.spi;

/**
 * How look-ups are refused and fail.
 */
public final class FindCodes
{
    /** Somebody was found. */
    public static final int OK = 0;
    /** As many look-ups as the node makes at a time are under way; try again later. */
    public static final int LIMIT = -1;
    /** No link to any relay: bootstrap has not answered (yet). */
    public static final int NOT_CONNECTED = -2;
    /** Not over in time. */
    public static final int TIMEOUT = -3;
    /** Nobody who was asked has answered. */
    public static final int NO_ANSWER = -4;
    /** The node closed. */
    public static final int CLOSED = -5;

    private static final String[] NAMES =
    {
        "ok", "look-up limit reached", "no link to the network", "timeout", "no answer", "closed"
    };

    private FindCodes()
    {
    }

    /**
     * For people.
     *
     * @param code one of the codes.
     * @return its name.
     */
    public static String name(final int code)
    {
        return code <= 0 && -code < NAMES.length ? NAMES[-code] : "code " + code;
    }
}
