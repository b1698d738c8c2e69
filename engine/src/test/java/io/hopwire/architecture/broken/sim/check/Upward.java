package io.hopwire.architecture.broken.sim.check;

/**
 * Check that knows a report.
 */
public final class Upward
{
    final io.hopwire.architecture.broken.sim.report.Upward report = null;
}
