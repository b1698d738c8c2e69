package io.hopwire.architecture.broken.component.second;

/**
 * Component of the engine that knows the other core.
 */
public final class HostKnower
{
    final io.hopwire.architecture.broken.libp2p.Upward host = null;
}
