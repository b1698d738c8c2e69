package io.hopwire.examples.report;

import io.hopwire.sim.report.SimReport;

/**
 * A simulation that was run, to its end or not.
 *
 * @param report what it did.
 * @param realNs real time that it took, in nanoseconds.
 * @param commit of the sources that this program was built from, "unknown" where the build did not know it.
 * @param replay command line that makes it happen again; null where it did not fail.
 * @param state  how it ended, in one word or two: "passed", "failed", "interrupted", "stopped".
 */
public record SimRun(SimReport report, long realNs, String commit, String replay, String state)
{
    /** Virtual time at which load and faults end, in nanoseconds. */
    long loadEndNs()
    {
        return report.config().joinNs() + report.config().durationNs();
    }

    /** Virtual time of all phases, in nanoseconds. */
    long totalNs()
    {
        return loadEndNs() + report.config().quietNs();
    }

    double eventsPerSecond()
    {
        return report.events() / Math.max(1e-9, realNs / 1e9);
    }

    double timesRealTime()
    {
        return report.elapsedNs() / (double)Math.max(1, realNs);
    }
}
