package io.hopwire.examples;

import io.hopwire.examples.report.Quantities;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.load.Simulation;

import java.util.Locale;

/**
 * How far one simulation is, in words: virtual time, speed, nodes that are up, and when it will be done.
 */
final class SimProgress
{
    private final long startNs = System.nanoTime();
    private final ProgressLine line;
    private final long untilNs;
    private long printedNs = startNs;
    private long printedEvents;
    private long printedElapsedNs;

    SimProgress(final ProgressLine line, final long untilNs)
    {
        this.line = line;
        this.untilNs = untilNs;
    }

    void update(final Simulation simulation)
    {
        line.update(simulation.elapsedNs(), () -> words(simulation));
    }

    private String words(final Simulation simulation)
    {
        final long nowNs = System.nanoTime();
        final long events = simulation.network().events();
        final double tookNs = Math.max(1, nowNs - printedNs);
        final double rate = (events - printedEvents) * 1e9 / tookNs;
        final double speed = (simulation.elapsedNs() - printedElapsedNs) / tookNs;
        printedNs = nowNs;
        printedEvents = events;
        printedElapsedNs = simulation.elapsedNs();
        final double done = simulation.elapsedNs() / (double)untilNs;
        final long leftNs = (long)((nowNs - startNs) * (1 - done) / Math.max(1e-6, done));
        return String.format(
            Locale.ROOT, "%3.0f %%  %s  %,d nodes up  %s events/s  %sx real time  %s left", 100 * done,
            Quantities.clock(simulation.elapsedNs()), alive(simulation.network()), Quantities.about(rate),
            Quantities.about(speed), Quantities.clock(leftNs));
    }

    private static int alive(final SimNetwork network)
    {
        int alive = 0;
        for (int i = 0; i < network.size(); i++)
        {
            alive += network.node(i).isAlive() ? 1 : 0;
        }
        return alive;
    }
}
