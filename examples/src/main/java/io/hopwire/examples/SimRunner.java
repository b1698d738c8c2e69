package io.hopwire.examples;

import io.hopwire.examples.report.SimRun;
import io.hopwire.sim.load.Simulation;
import io.hopwire.sim.report.SimReport;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a simulation in steps that are short enough to show progress, and to be interrupted. The steps do not change
 * what happens in it.
 */
final class SimRunner
{
    private static final long FIRST_STEP_NS = 1_000_000;
    private static final long SHORT_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONG_NS = TimeUnit.MILLISECONDS.toNanos(80);

    private final Interruption interruption;
    private final long untilNs;
    private final boolean swarm;
    private final String replayOptions;

    /**
     * @param untilNs       virtual time to stop at.
     * @param swarm         whether networks are drawn from their seeds.
     * @param replayOptions that a replay needs besides those of the network.
     */
    SimRunner(
        final Interruption interruption, final long untilNs, final boolean swarm, final String replayOptions)
    {
        this.interruption = interruption;
        this.untilNs = untilNs;
        this.swarm = swarm;
        this.replayOptions = replayOptions;
    }

    /**
     * @param progress told after each step.
     */
    SimRun run(final Simulation simulation, final Consumer<Simulation> progress)
    {
        final long startNs = System.nanoTime();
        SimReport.Failure thrown = null;
        boolean more = true;
        try
        {
            more = advance(simulation, progress);
        }
        catch (final RuntimeException | AssertionError ex)
        {
            final String what = ex instanceof AssertionError ? "assertion" : "exception";
            thrown = new SimReport.Failure(simulation.elapsedNs(), what, text(ex));
        }
        final SimReport report = simulation.report();
        return result(null == thrown ? report : withFailure(report, thrown), System.nanoTime() - startNs, more);
    }

    private boolean advance(final Simulation simulation, final Consumer<Simulation> progress)
    {
        long stepNs = FIRST_STEP_NS;
        boolean more = true;
        while (more && simulation.elapsedNs() < untilNs && !interruption.isRequested())
        {
            final long beginNs = System.nanoTime();
            more = simulation.advance(Math.min(stepNs, untilNs - simulation.elapsedNs()));
            final long tookNs = System.nanoTime() - beginNs;
            stepNs = tookNs < SHORT_NS ? stepNs * 2 : tookNs > LONG_NS ? Math.max(1, stepNs / 2) : stepNs;
            progress.accept(simulation);
        }
        return more;
    }

    /** What was thrown, and where. */
    private static String text(final Throwable thrown)
    {
        final StackTraceElement[] stack = thrown.getStackTrace();
        return thrown + (0 == stack.length ? "" : " at " + stack[0]);
    }

    private SimRun result(final SimReport report, final long realNs, final boolean more)
    {
        final String commit = BuildCommit.get();
        if (null != report.failure())
        {
            return new SimRun(
                report, realNs, commit, ReplayLine.of(report, swarm, commit, replayOptions), "failed");
        }
        final String state = !more ? "passed" : interruption.isRequested() ? "interrupted" : "stopped";
        return new SimRun(report, realNs, commit, null, state);
    }

    private static SimReport withFailure(final SimReport report, final SimReport.Failure failure)
    {
        return new SimReport(
            report.config(), report.plan(), report.elapsedNs(), report.events(), report.traceHash(), report.joins(),
            report.lookups(), report.sessions(), report.messages(), report.network(), report.samples(), report.log(),
            failure);
    }
}
