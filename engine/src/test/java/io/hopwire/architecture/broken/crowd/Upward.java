package io.hopwire.architecture.broken.crowd;

import io.hopwire.architecture.broken.component.second.Neighbour;

/**
 * Knows a component, which is above it.
 */
public final class Upward
{
    final Neighbour component = null;
}
