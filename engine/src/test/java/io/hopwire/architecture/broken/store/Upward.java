package io.hopwire.architecture.broken.store;

import io.hopwire.architecture.broken.component.first.Reacher;

/**
 * Shell that reaches past the core.
 */
public final class Upward
{
    final Reacher reacher = null;
}
