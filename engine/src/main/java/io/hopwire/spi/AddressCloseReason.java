package io.hopwire.spi;

/**
 * Why an address can not be sent to any more: its connection is gone.
 */
public final class AddressCloseReason
{
    /** The other end closed the connection, or it broke. */
    public static final int REMOTE = 0;
    /** Nobody accepted the connection that we wanted to open. */
    public static final int REFUSED = 1;
    /** The other end took too long to accept. */
    public static final int TIMEOUT = 2;
    /** What came over the connection was no sequence of frames. */
    public static final int MALFORMED = 3;
    /** No link used it for too long. */
    public static final int UNUSED = 4;

    private static final String[] NAMES = {"REMOTE", "REFUSED", "TIMEOUT", "MALFORMED", "UNUSED"};

    private AddressCloseReason()
    {
    }

    /**
     * For people.
     *
     * @param reason one of the constants.
     * @return its name, or "UNKNOWN".
     */
    public static String name(final int reason)
    {
        return reason >= 0 && reason < NAMES.length ? NAMES[reason] : "UNKNOWN";
    }
}
