package io.hopwire.sim;

import io.hopwire.core.CoreConfig;

/**
 * Configures a node before it starts, and whenever it starts again.
 */
@FunctionalInterface
public interface NodeSetup
{
    /** Changes nothing. */
    NodeSetup DEFAULTS = CoreConfig::role;

    /**
     * Change what shall differ from the defaults. The key is set already, drawn from the seed, and the role: a
     * relay, or an endpoint where the node is behind a NAT.
     *
     * @param config of the new node.
     */
    void configure(CoreConfig config);

    /**
     * What sockets a node has, in all its lives.
     *
     * @param node its number.
     * @return only that of UDP, where nothing else is said; anything else only for a node that is behind no NAT.
     */
    default SimSockets sockets(final int node)
    {
        return SimSockets.UDP;
    }
}
