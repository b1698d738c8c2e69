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

    /** What {@link #paceText()} is a figure of. */
    String paceName()
    {
        return timesRealTime() < 1 ? "slower than real time" : "faster than real time";
    }

    /** How many times faster than real time it was, or slower. */
    String paceText()
    {
        final double times = timesRealTime();
        return Quantities.about(times < 1 ? 1 / Math.max(1e-9, times) : times) + " \u00d7";
    }

    /** As a class of the page: "good", "bad", or "open" where nothing was found, but not all was looked at. */
    String judgement()
    {
        return null != report.failure() ? "bad" : "passed".equals(state) ? "good" : "open";
    }
}
