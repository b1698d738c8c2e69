package io.hopwire.architecture.broken.libp2p.pipe;

/**
 * Part that knows the whole.
 */
public final class Upward
{
    final io.hopwire.architecture.broken.libp2p.Upward whole = null;
}
