package io.hopwire.architecture.broken.component.first;

import io.hopwire.architecture.broken.component.second.Neighbour;
import io.hopwire.architecture.broken.core.Upward;

/**
 * Component that knows another one, and the core.
 */
public final class Reacher
{
    final Neighbour neighbour = null;
    final Upward core = null;
}
