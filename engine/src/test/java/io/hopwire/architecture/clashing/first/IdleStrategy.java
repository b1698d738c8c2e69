package io.hopwire.architecture.clashing.first;

/**
 * Agrona has a class of this name.
 */
public final class IdleStrategy
{
    final Object nothing = null;
}
