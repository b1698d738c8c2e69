package io.hopwire.examples;

import java.util.Locale;

/**
 * What {@code ping} says at its end. Round trips are nanoseconds.
 */
final class PingStatistics
{
    private static final double NS_PER_MS = 1e6;

    private long transmitted;
    private long received;
    private long minNs = Long.MAX_VALUE;
    private long maxNs;
    private double sumNs;
    private double sumOfSquares;

    void onTransmitted()
    {
        transmitted++;
    }

    void onReceived(final long rttNs)
    {
        received++;
        minNs = Math.min(minNs, rttNs);
        maxNs = Math.max(maxNs, rttNs);
        sumNs += rttNs;
        sumOfSquares += (double)rttNs * rttNs;
    }

    long transmitted()
    {
        return transmitted;
    }

    long received()
    {
        return received;
    }

    /**
     * Standard deviation over all replies, as iputils calculates it.
     */
    double deviationNs()
    {
        final double mean = sumNs / received;
        return Math.sqrt(Math.max(0, sumOfSquares / received - mean * mean));
    }

    String countsLine(final long elapsedNs)
    {
        return String.format(Locale.ROOT, "%d messages transmitted, %d received, %s%% loss, time %d ms",
            transmitted, received, lossPercent(), Math.round(elapsedNs / NS_PER_MS));
    }

    /**
     * Only where something was received.
     */
    String rttLine()
    {
        return String.format(Locale.ROOT, "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms",
            minNs / NS_PER_MS, sumNs / received / NS_PER_MS, maxNs / NS_PER_MS, deviationNs() / NS_PER_MS);
    }

    private String lossPercent()
    {
        final double percent = 0 == transmitted ? 0 : 100.0 * (transmitted - received) / transmitted;
        return percent == Math.rint(percent) ?
            Long.toString((long)percent) : String.format(Locale.ROOT, "%.1f", percent);
    }
}
