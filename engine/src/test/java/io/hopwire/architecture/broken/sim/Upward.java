package io.hopwire.architecture.broken.sim;

/**
 * Simulator that knows the shell.
 */
public final class Upward
{
    final io.hopwire.architecture.broken.agent.Upward agent = null;
}
