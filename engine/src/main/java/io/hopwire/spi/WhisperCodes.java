package io.hopwire.spi;

/**
 * How WHISPERs end for whoever sends one.
 */
public final class WhisperCodes
{
    /** The destination has acknowledged it: its application was shown it. */
    public static final int OK = 0;
    /**
     * Longer than a datagram of 1,200 bytes carries when it is sealed; in a network of RSA keys, longer than any way
     * there is carries it, sealed where it must be.
     */
    public static final int TOO_LONG = -1;
    /** Not one value of msgpack as seed 004 allows it. */
    public static final int MALFORMED = -2;
    /** As many are under way as the node sends at a time; try again later. */
    public static final int BACK_PRESSURED = -3;
    /** It is for the node itself. */
    public static final int SELF = -4;
    /** Nobody can have that address, or no box can be sealed for it, and there is no link to it. */
    public static final int BAD_KEY = -5;
    /** Nobody was found to hand it to: it has not left. */
    public static final int UNREACHED = -6;
    /** All who were handed it say that they know no way; as far as they tell the truth it has not arrived. */
    public static final int NO_WAY = -7;
    /** It has left, and nobody has acknowledged it in time: it may have arrived, or may still arrive. */
    public static final int UNKNOWN = -8;

    private static final String[] NAMES =
    {
        "ok", "too long for any way there is to the key", "malformed", "back-pressured", "to the node itself",
        "no key that it can be sealed for", "nobody to hand it to", "no way to the key", "not acknowledged"
    };

    private WhisperCodes()
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
        return code <= 0 && code > -NAMES.length ? NAMES[-code] : "code " + code;
    }
}
