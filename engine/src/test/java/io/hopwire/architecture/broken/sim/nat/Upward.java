package io.hopwire.architecture.broken.sim.nat;

/**
 * Translator that knows the network.
 */
public final class Upward
{
    final io.hopwire.architecture.broken.sim.Upward network = null;
}
