package io.hopwire.agent;

import io.hopwire.link.LinkRole;

/**
 * What a node is for others.
 */
public enum NodeRole
{
    /** Forwards for others and may stand in their routing tables. */
    RELAY(LinkRole.RELAY),
    /** At the edge: only its own sessions. */
    ENDPOINT(LinkRole.ENDPOINT);

    private final byte code;

    NodeRole(final byte code)
    {
        this.code = code;
    }

    byte code()
    {
        return code;
    }
}
