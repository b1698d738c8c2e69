package io.hopwire.spi;

/**
 * How connects fail, offers are refused and sessions end. Negative, so that an offer can answer a position or a code.
 */
public final class SessionCodes
{
    /** The window or a queue is full; try again after the duty cycle. */
    public static final int BACK_PRESSURED = -1;
    /** No such session, or it has ended. */
    public static final int CLOSED = -2;
    /** The message is longer than both ends take. */
    public static final int MAX_MESSAGE_LENGTH_EXCEEDED = -3;
    /** Our own table of sessions is full, or their memory taken. */
    public static final int LIMIT = -4;
    /** No link to any neighbour: bootstrap has not answered (yet). */
    public static final int NOT_CONNECTED = -5;
    /** Nobody knows a way to that key: most likely the endpoint is offline. */
    public static final int NO_ROUTE = -6;
    /** A route exists, but every one found has more hops than allowed. */
    public static final int MAX_HOPS_EXCEEDED = -7;
    /** Fewer disjoint routes than demanded were found. */
    public static final int TOO_FEW_ROUTES = -8;
    /** The endpoint did not answer in time. */
    public static final int TIMEOUT = -9;
    /** The endpoint refused: it does not listen. */
    public static final int REFUSED = -10;
    /** We closed it. */
    public static final int CLOSED_BY_US = -11;
    /** The peer closed it, and all that it sent is here. */
    public static final int CLOSED_BY_PEER = -12;
    /** The last route broke. */
    public static final int ROUTE_LOST = -13;
    /** The peer broke the protocol. */
    public static final int PROTOCOL = -14;
    /** The packet numbers are used up. */
    public static final int EXHAUSTED = -15;
    /** The key is our own. */
    public static final int SELF = -16;
    /** The thread that waited was interrupted. */
    public static final int INTERRUPTED = -17;
    /** The endpoint is there and has no room for another session now, or the relays towards it have none. */
    public static final int BUSY = -18;
    /** The peer broke it off: more may have been to come. */
    public static final int ABORTED_BY_PEER = -19;

    /** The endpoint needed the place for another: the session carried no message, or its peer has many idle ones. */
    public static final int DISPLACED = -20;

    private static final String[] NAMES =
    {
        "ok", "back-pressured", "closed", "maximum message length exceeded", "session limit reached",
        "no link to the network", "no route to the endpoint", "maxHops exceeded", "too few routes", "timeout",
        "refused by the endpoint", "closed", "closed by the peer", "route lost", "protocol violation", "exhausted",
        "our own key", "interrupted", "busy", "broken off by the peer",
        "given up for another session"
    };

    private SessionCodes()
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
