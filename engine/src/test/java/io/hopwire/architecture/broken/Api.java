package io.hopwire.architecture.broken;

import io.hopwire.architecture.broken.core.Upward;
import io.hopwire.architecture.broken.nowhere.Outside;

/**
 * Api that knows the core and the place that nobody has.
 */
public final class Api
{
    final Upward inner = null;
    final Outside outside = null;
}
