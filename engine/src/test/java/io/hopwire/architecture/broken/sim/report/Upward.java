package io.hopwire.architecture.broken.sim.report;

/**
 * Report that knows the load.
 */
public final class Upward
{
    final io.hopwire.architecture.broken.sim.load.Neighbour load = null;
}
