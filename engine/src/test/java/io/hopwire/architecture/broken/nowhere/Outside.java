package io.hopwire.architecture.broken.nowhere;

/**
 * Has no place in the table.
 */
public final class Outside
{
    final Object nothing = null;
}
