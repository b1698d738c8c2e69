package io.hopwire.sim;

import java.util.function.Consumer;

/**
 * What happens to datagrams on their way. Given for all paths of a network, or for one path in one direction.
 * Immutable: each {@code with} answers a copy, and refuses what makes no sense with an
 * {@link IllegalArgumentException}.
 * <p>
 * The delay of a datagram is the least one, plus an exponentially distributed time that makes the whole mean, plus a
 * uniform jitter: so with any of the last two, datagrams overtake each other. A rate makes them queue behind each other
 * before that. Times are nanoseconds, lengths are bytes, and shares are of all datagrams, 0 to 1.
 */
public final class PathConditions implements Cloneable
{
    /** 1 to 3 ms and no fault. */
    public static final PathConditions QUIET = new PathConditions();

    /* Only a copy that nobody has seen yet is changed. */
    long minDelayNs = 1_000_000L;
    long meanDelayNs;
    long jitterNs = 2_000_000L;
    double loss;
    double burst;
    int burstLength;
    double duplication;
    double reordering;
    long reorderNs;
    double flips;
    long bitsPerSecond;
    int queueLength = 64 * 1024;
    int mtu = TransitFilter.MAX_LENGTH;
    double spoofing;
    long spoofNs;

    private PathConditions()
    {
    }

    /**
     * {@return the same with other delays}
     *
     * @param minNs   least time a datagram takes.
     * @param meanNs  its mean, without jitter; {@code minNs} or less for no exponential part.
     * @param boundNs of the jitter.
     */
    public PathConditions withDelay(final long minNs, final long meanNs, final long boundNs)
    {
        return with((copy) ->
        {
            copy.minDelayNs = minNs;
            copy.meanDelayNs = meanNs;
            copy.jitterNs = boundNs;
        });
    }

    /**
     * {@return the same with loss}
     *
     * @param share of datagrams that are lost, each for itself.
     */
    public PathConditions withLoss(final double share)
    {
        return with((copy) -> copy.loss = share);
    }

    /**
     * {@return the same with losses in bursts}
     *
     * @param share  of datagrams that begin a burst.
     * @param length datagrams of one sender, or of one path, that a burst takes.
     */
    public PathConditions withBursts(final double share, final int length)
    {
        return with((copy) ->
        {
            copy.burst = share;
            copy.burstLength = length;
        });
    }

    /**
     * {@return the same with duplication}
     *
     * @param share of datagrams that arrive twice.
     */
    public PathConditions withDuplication(final double share)
    {
        return with((copy) -> copy.duplication = share);
    }

    /**
     * {@return the same with datagrams that come late}
     *
     * @param share of datagrams.
     * @param byNs  how late they are.
     */
    public PathConditions withReordering(final double share, final long byNs)
    {
        return with((copy) ->
        {
            copy.reordering = share;
            copy.reorderNs = byNs;
        });
    }

    /**
     * {@return the same with wrong bits}
     *
     * @param share of datagrams that have one.
     */
    public PathConditions withFlips(final double share)
    {
        return with((copy) -> copy.flips = share);
    }

    /**
     * {@return the same with a rate}
     *
     * @param bits  per second, of a sender's uplink, or of one path; 0 for none.
     * @param queue bytes that may wait for their turn where there is a rate; more are dropped.
     */
    public PathConditions withRate(final long bits, final int queue)
    {
        return with((copy) ->
        {
            copy.bitsPerSecond = bits;
            copy.queueLength = queue;
        });
    }

    /**
     * {@return the same with another longest datagram; longer ones are dropped in silence}
     *
     * @param length in bytes.
     */
    public PathConditions withMtu(final int length)
    {
        return with((copy) -> copy.mtu = length);
    }

    /**
     * {@return the same with copies from false addresses, half of which are altered}
     *
     * @param share    of datagrams that are copied.
     * @param withinNs longest time a copy takes; it may come before what it is a copy of.
     */
    public PathConditions withSpoofing(final double share, final long withinNs)
    {
        return with((copy) ->
        {
            copy.spoofing = share;
            copy.spoofNs = withinNs;
        });
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof PathConditions && toString().equals(other.toString());
    }

    @Override
    public int hashCode()
    {
        return toString().hashCode();
    }

    @Override
    public String toString()
    {
        return "delay " + minDelayNs + " mean " + meanDelayNs + " jitter " + jitterNs + "; loss " + loss +
            "; burst " + burst + " for " + burstLength + "; duplicate " + duplication + "; reorder " + reordering +
            " by " + reorderNs + "; flip " + flips + "; rate " + bitsPerSecond + " queue " + queueLength +
            "; mtu " + mtu + "; spoof " + spoofing + " within " + spoofNs;
    }

    private PathConditions with(final Consumer<PathConditions> change)
    {
        try
        {
            final PathConditions copy = (PathConditions)clone();
            change.accept(copy);
            copy.check();
            return copy;
        }
        catch (final CloneNotSupportedException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private void check()
    {
        if (minDelayNs < 0 || jitterNs < 0 || reorderNs < 0 || burstLength < 0 || bitsPerSecond < 0 ||
            queueLength < 0 || mtu < 0 || spoofNs < 0)
        {
            throw new IllegalArgumentException("times, lengths and rates can not be negative");
        }
        for (final double share : new double[]{loss, burst, duplication, reordering, flips, spoofing})
        {
            if (!(share >= 0 && share <= 1))
            {
                throw new IllegalArgumentException("a share is from 0 to 1, not " + share);
            }
        }
    }
}
