package io.hopwire.architecture.broken.component.second;

/**
 * Component that is known by another one.
 */
public final class Neighbour
{
    final Object nothing = null;
}
