package io.hopwire.agent;

import io.hopwire.link.LinkRole;

/**
 * What a node is for others. Whoever does not say is an {@link #ENDPOINT}: an application's node should not carry the
 * traffic of strangers, nor be looked for at an address that may change, unless somebody decided so. A network needs at
 * least one {@link #RELAY} between endpoints that have no link to each other; {@code hopwire node} is one.
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
