package io.hopwire.architecture.broken.sim;

/**
 * Simulator that knows the shell, and network that knows a wing above it.
 */
public final class Upward
{
    final io.hopwire.architecture.broken.agent.Upward agent = null;
    final io.hopwire.architecture.broken.sim.fault.Upward fault = null;
}
