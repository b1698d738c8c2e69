package io.hopwire.architecture.clashing.first;

/**
 * Agrona has a class of this name, too, but nobody here works with it.
 */
public final class ErrorHandler
{
    final Object nothing = null;
}
