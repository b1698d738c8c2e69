package io.hopwire.architecture.broken.libp2p;

/**
 * Knows more of cores than their contract, and its sibling's world.
 */
public final class Upward
{
    final io.hopwire.architecture.broken.core.Upward core = null;
}
