package io.hopwire.examples;

import io.hopwire.examples.report.Quantities;
import io.hopwire.examples.report.SimRun;
import io.hopwire.sim.load.Simulation;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * Many simulations, one for each seed. Failures are told as they are found.
 */
final class SimBatch
{
    private final SeedRange seeds;
    private final LongFunction<Simulation> factory;
    private final SimRunner runner;
    private final PrintStream out;
    private final PrintStream hashes;
    private final List<SimRun> runs = new ArrayList<>();
    private int failed;
    private long events;
    private long virtualNs;
    private long realNs;

    /**
     * @param out    told of failures, and of the result in the end.
     * @param hashes gets a line for each seed.
     */
    SimBatch(
        final SeedRange seeds,
        final LongFunction<Simulation> factory,
        final SimRunner runner,
        final PrintStream out,
        final PrintStream hashes)
    {
        this.hashes = hashes;
        this.seeds = seeds;
        this.factory = factory;
        this.runner = runner;
        this.out = out;
    }

    /**
     * Run them all, or up to the first that fails.
     *
     * @param keepGoing after a failure.
     * @param line      shows how far it is.
     */
    void run(final boolean keepGoing, final ProgressLine line)
    {
        boolean more = true;
        for (long seed = seeds.first(); more; seed++)
        {
            final long done = seed - seeds.first();
            final SimRun run = runner.run(
                factory.apply(seed), (simulation) -> line.update(done, () -> progress(simulation)));
            runs.add(run);
            add(run, line);
            more = seed < seeds.last() && !"interrupted".equals(run.state()) && (keepGoing || 0 == failed);
        }
        line.end();
    }

    /**
     * @return those that were run; the last one may be interrupted.
     */
    List<SimRun> runs()
    {
        return runs;
    }

    int failed()
    {
        return failed;
    }

    private boolean isInterrupted()
    {
        return "interrupted".equals(runs.get(runs.size() - 1).state());
    }

    void print()
    {
        final long complete = runs.size() - (isInterrupted() ? 1 : 0);
        out.printf(Locale.ROOT, "seeds      %s of %s%s%n", Quantities.count(complete),
            Quantities.count(seeds.count()), isInterrupted() ? ", interrupted" : "");
        out.printf(Locale.ROOT, "failed     %s%n", Quantities.count(failed));
        out.printf(Locale.ROOT, "events     %s  %s/s%n", Quantities.count(events),
            Quantities.about(events * 1e9 / Math.max(1, realNs)));
        out.printf(Locale.ROOT, "time       %s virtual in %s: %s times real time%n", Quantities.clock(virtualNs),
            Quantities.duration(realNs), Quantities.about(virtualNs / (double)Math.max(1, realNs)));
        out.flush();
    }

    private void add(final SimRun run, final ProgressLine line)
    {
        events += run.report().events();
        virtualNs += run.report().elapsedNs();
        realNs += run.realNs();
        if (null != run.replay())
        {
            failed++;
            line.end();
            out.println(run.replay());
            out.flush();
        }
        printHash(run, hashes);
    }

    /**
     * The seed and the hash, where the run was not interrupted.
     */
    static void printHash(final SimRun run, final PrintStream hashes)
    {
        if (!"interrupted".equals(run.state()))
        {
            hashes.printf(Locale.ROOT, "%d %016x%n", run.report().config().seed(), run.report().traceHash());
        }
    }

    private String progress(final Simulation simulation)
    {
        return String.format(Locale.ROOT, "%,d of %,d seeds, %,d failed, %s of virtual time",
            runs.size(), seeds.count(), failed, Quantities.clock(virtualNs + simulation.elapsedNs()));
    }
}
