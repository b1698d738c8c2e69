package io.hopwire.spi;

/**
 * How SHOUTs and SPEAKs are refused to whoever wants to send one.
 */
public final class ShoutCodes
{
    /** On its way, as far as there are neighbours. */
    public static final int OK = 0;
    /** Longer than a datagram of 1,200 bytes carries. */
    public static final int TOO_LONG = -1;
    /** Not one value of msgpack as seed 004 allows it. */
    public static final int MALFORMED = -2;
    /** As many are under way, or were sent in the last second, as the node lets pass; try again later. */
    public static final int BACK_PRESSURED = -3;

    private static final String[] NAMES = {"ok", "too long", "malformed", "back-pressured"};

    private ShoutCodes()
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
