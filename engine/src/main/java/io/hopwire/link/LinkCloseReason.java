package io.hopwire.link;

/**
 * Why a link went down, or never came up.
 */
public final class LinkCloseReason
{
    /** We closed it. */
    public static final int LOCAL = 0;
    /** The peer said that it closed it. */
    public static final int PEER = 1;
    /** Nothing authentic was heard for too long. */
    public static final int TIMEOUT = 2;
    /** The peer started anew, or the attempt ended in a link that we have already. */
    public static final int REPLACED = 3;
    /** A table is full. */
    public static final int LIMIT = 4;
    /** The peer speaks another version, or refuses us. */
    public static final int REFUSED = 5;
    /** No key agreement is possible with that key. */
    public static final int WRONG_KEY = 6;
    /** The keys are used up and no new ones could be agreed on. */
    public static final int KEY_EXHAUSTED = 7;
    /** The connection that it ran over is gone. */
    public static final int ADDRESS_CLOSED = 8;
    /** The peer is ourselves: the address is our own, or our key is used there, or has taken the link over. */
    public static final int SELF = 9;
    /** Whoever had the link as one that the other opened had no place left, and gave it to somebody else. */
    public static final int DISPLACED = 10;

    private static final String[] NAMES = {
        "LOCAL", "PEER", "TIMEOUT", "REPLACED", "LIMIT", "REFUSED", "WRONG_KEY", "KEY_EXHAUSTED",
        "ADDRESS_CLOSED", "SELF", "DISPLACED" };

    private LinkCloseReason()
    {
    }

    /** {@return whether one side closed it and told the other, so that neither has it any more} */
    static boolean isSaid(final int reason)
    {
        return LOCAL == reason || PEER == reason || DISPLACED == reason;
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
