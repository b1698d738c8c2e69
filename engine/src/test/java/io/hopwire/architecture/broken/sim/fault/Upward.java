package io.hopwire.architecture.broken.sim.fault;

/**
 * Fault that knows a check.
 */
public final class Upward
{
    final io.hopwire.architecture.broken.sim.check.Upward check = null;
}
