package io.hopwire.sim;

/**
 * The clock of a simulated node, which may be wrong: ahead or behind, too fast or too slow.
 */
final class SimClock
{
    private static final long PPM = 1_000_000L;
    private static final long MAX_SKEW_PPM = 100_000L;

    private long skewNs;
    private long skewPpm;
    private long skewSinceNs = Simulator.START_NS;

    /**
     * What it says.
     */
    long localTime(final long networkNs)
    {
        final long elapsedNs = networkNs - skewSinceNs;
        return networkNs + skewNs + (skewPpm == 0 ? 0 : elapsedNs / PPM * skewPpm);
    }

    /**
     * First time of the network's at which it says so.
     */
    long networkTime(final long localNs)
    {
        if (localNs == Long.MAX_VALUE)
        {
            return Long.MAX_VALUE;
        }
        final long sinceNs = localNs - skewNs - skewSinceNs;
        // A millisecond more, for the rounding here and in localTime(): never too early.
        return skewPpm == 0 ? localNs - skewNs : skewSinceNs + sinceNs - sinceNs / (PPM + skewPpm) * skewPpm + PPM;
    }

    /**
     * Be wrong from now on.
     */
    void skew(final long offsetNs, final long ppm, final long networkNs)
    {
        if (Math.abs(ppm) > MAX_SKEW_PPM)
        {
            throw new IllegalArgumentException("a clock is at most " + MAX_SKEW_PPM + " ppm wrong, not " + ppm);
        }
        skewNs = offsetNs;
        skewPpm = ppm;
        skewSinceNs = networkNs;
    }
}
