package io.hopwire.architecture.broken.sim.host;

/**
 * Hosts of libp2p that know the load.
 */
public final class Upward
{
    final io.hopwire.architecture.broken.sim.load.Neighbour load = null;
}
