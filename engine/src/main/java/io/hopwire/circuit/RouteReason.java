package io.hopwire.circuit;

/**
 * Why a route request was refused or a circuit closed; one byte on the wire.
 */
public final class RouteReason
{
    /** Still searching: the answer to a repeated request. */
    public static final int SEARCHING = 0;
    /** Nobody asked knows a way. */
    public static final int NO_ROUTE = 1;
    /** The hop budget ended before the target. */
    public static final int HOP_LIMIT = 2;
    /** This node takes part in the request already. */
    public static final int DUPLICATE = 3;
    /** A table is full. */
    public static final int LIMIT = 4;
    /** The target does not want it. */
    public static final int REFUSED = 5;
    /** No answer in time. */
    public static final int TIMEOUT = 6;
    /** Closed by one of its ends. */
    public static final int CLOSED = 7;
    /** A link on the way went down. */
    public static final int LINK_DOWN = 8;
    /** Nothing passed for too long. */
    public static final int IDLE = 9;
    /** There is no link to start from. */
    public static final int NO_LINK = 10;
    /** A label that is not installed: its owner has forgotten the circuit. */
    public static final int UNKNOWN_LABEL = 11;
    /** The target has no room for another now. It ends the search, for nobody else can say more. */
    public static final int BUSY = 12;
    /** The search has spent what it may before it had asked all. Only ever said to its own node. */
    public static final int SPENT = 13;

    /** The target has needed the place of the session for another. */
    public static final int DISPLACED = 14;

    private static final String[] NAMES =
    {
        "searching", "no route", "hop limit", "duplicate", "limit", "refused", "timeout", "closed", "link down", "idle",
        "no link", "unknown label", "busy", "spent", "displaced"
    };

    private RouteReason()
    {
    }

    /**
     * For people.
     *
     * @param reason one of the reasons.
     * @return its name.
     */
    public static String name(final int reason)
    {
        return reason >= 0 && reason < NAMES.length ? NAMES[reason] : "reason " + reason;
    }
}
