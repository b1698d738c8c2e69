package io.hopwire.sim;

/**
 * Why a simulated network did not deliver a datagram.
 */
public enum NetworkDrop
{
    /** A {@link TransitFilter} dropped it. */
    FILTERED("filtered"),
    /** Lost, for no other reason than chance. */
    LOSS("loss"),
    /** Lost in a burst of losses. */
    BURST("burst"),
    /** Longer than the path carries. */
    MTU("mtu"),
    /** The queue before a slow or clogged path was full. */
    QUEUE("queue"),
    /** Sender and receiver are on different sides of a partition. */
    PARTITION("partition"),
    /** A NAT did not let it out. */
    NAT_OUTBOUND("nat outbound"),
    /** A NAT did not let it in. */
    NAT_INBOUND("nat inbound"),
    /** Nobody has that address. */
    NOBODY("nobody"),
    /** The receiver is down. */
    DOWN("down"),
    /** The receiver is paused, and the buffer of its socket is full. */
    PAUSED("paused"),
    /** The connection that it belonged to is closed, or nobody accepted it. */
    CONNECTION("connection");

    private static final NetworkDrop[] VALUES = values();

    private final String label;

    NetworkDrop(final String label)
    {
        this.label = label;
    }

    /**
     * For people.
     *
     * @return label of the counter.
     */
    public String label()
    {
        return label;
    }

    /** {@return how many reasons there are} */
    public static int count()
    {
        return VALUES.length;
    }
}
