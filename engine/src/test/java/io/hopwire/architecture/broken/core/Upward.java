package io.hopwire.architecture.broken.core;

/**
 * Core that knows its host; with the shell's component it closes a circle.
 */
public final class Upward
{
    final io.hopwire.architecture.broken.agent.Upward agent = null;
}
