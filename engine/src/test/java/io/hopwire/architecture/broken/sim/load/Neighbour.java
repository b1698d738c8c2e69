package io.hopwire.architecture.broken.sim.load;

/**
 * Load that is known by a report.
 */
public final class Neighbour
{
    final Object nothing = null;
}
