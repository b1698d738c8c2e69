package io.hopwire.link;

/**
 * What a peer says it is, one byte in the handshake's payload.
 */
public final class LinkRole
{
    /**
     * Accepts strangers and carries traffic for others: may stand in routing tables.
     */
    public static final byte RELAY = 1;

    /**
     * At the edge: never put into the routing tables of others.
     */
    public static final byte ENDPOINT = 2;

    private LinkRole()
    {
    }

    /**
     * Whether a byte is a role.
     *
     * @param role as read from the wire.
     * @return true for {@link #RELAY} and {@link #ENDPOINT}.
     */
    public static boolean isKnown(final byte role)
    {
        return RELAY == role || ENDPOINT == role;
    }
}
