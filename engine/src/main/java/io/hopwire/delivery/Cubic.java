package io.hopwire.delivery;

/**
 * CUBIC as RFC 9438 has it: after a loss the window falls to seven tenths and then follows a cubic function of time,
 * fast while it is far from what it was at the loss, slowly near that, fast again beyond. How long a round trip takes
 * hardly matters, so a long path with much room is filled sooner than by {@link NewReno}; where that would be faster,
 * CUBIC grows like it (section 4.3). Names are those of the RFC; windows are numbers of packets, times are seconds.
 */
public final class Cubic extends LossBased
{
    /** Of the cubic function, packets a second cubed (section 5). */
    static final double C = 0.4;
    /** What is left after a loss (section 4.6). */
    static final double BETA = 0.7;
    /** Packets that an AIMD with that beta has to grow by in a round trip to be as fast as Reno (section 4.3). */
    static final double ALPHA = 3 * (1 - BETA) / (1 + BETA);

    private static final double NS_PER_SECOND = 1e9;
    private static final double MOST_GROWTH = 1.5;

    /** The window at the last reduction, or less of it, so that newer flows find room (section 4.7). */
    private double wMax;
    private double cwndPrior;
    private double wEst;
    private double k;
    private boolean hasEpoch;
    private long epochNs;
    private long seenNs;
    private double rest;

    /**
     * In slow start.
     *
     * @param maxPacketLength longest packet in bytes.
     */
    public Cubic(final int maxPacketLength)
    {
        super(maxPacketLength);
    }

    @Override
    protected long reduced(final long bytes)
    {
        final double cwnd = (double)bytes / maxPacketLength;
        cwndPrior = cwnd;
        wMax = cwnd < wMax ? cwnd * (1 + BETA) / 2 : cwnd;
        return (long)(bytes * BETA);
    }

    @Override
    protected long grown(final long bytes, final int length, final long rttNs, final long nowNs)
    {
        final double cwnd = (double)bytes / maxPacketLength;
        if (!hasEpoch)
        {
            beginEpoch(cwnd, nowNs);
        }
        seenNs = nowNs;
        final double acked = (double)length / maxPacketLength;
        final double seconds = (nowNs - epochNs) / NS_PER_SECOND;
        wEst += (wEst >= cwndPrior ? 1 : ALPHA) * acked / cwnd;
        if (wCubic(seconds) < wEst)
        {
            return Math.max(bytes, (long)(wEst * maxPacketLength));
        }
        final double target = Math.max(cwnd, Math.min(wCubic(seconds + rttNs / NS_PER_SECOND), MOST_GROWTH * cwnd));
        rest += (target - cwnd) / cwnd * acked * maxPacketLength;
        final long whole = (long)rest;
        rest -= whole;
        return bytes + whole;
    }

    @Override
    public void onNewPath(final long nowNs)
    {
        wMax = 0;
        cwndPrior = 0;
        super.onNewPath(nowNs);
    }

    /** Time in which the window was not used does not count (section 5.8). */
    @Override
    protected void onUnused(final long nowNs)
    {
        epochNs += nowNs - seenNs;
        seenNs = nowNs;
    }

    @Override
    protected void restart()
    {
        hasEpoch = false;
        rest = 0;
    }

    private void beginEpoch(final double cwnd, final long nowNs)
    {
        hasEpoch = true;
        epochNs = nowNs;
        wEst = cwnd;
        wMax = Math.max(wMax, cwnd);
        k = Math.cbrt((wMax - cwnd) / C);
    }

    private double wCubic(final double seconds)
    {
        final double t = seconds - k;
        return C * t * t * t + wMax;
    }
}
