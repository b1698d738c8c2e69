package io.hopwire.sim;

/**
 * What happens to datagrams on their way. Given for all paths of a network, or for one path in one direction.
 * <p>
 * The delay of a datagram is {@code minDelayNs}, plus an exponentially distributed time whose mean makes the whole
 * {@code meanDelayNs}, plus a uniform one below {@code jitterNs}: so with any of the last two, datagrams overtake each
 * other. A rate makes them queue behind each other before that.
 *
 * @param minDelayNs      least time a datagram takes, in nanoseconds.
 * @param meanDelayNs     its mean, without jitter; {@code minDelayNs} or less for no exponential part.
 * @param jitterNs        bound of the uniform part.
 * @param loss            share of datagrams that are lost, each for itself, 0 to 1.
 * @param burst           share of datagrams that begin a burst of losses, 0 to 1.
 * @param burstLength     datagrams of one sender, or of one path, that a burst takes.
 * @param duplication     share of datagrams that arrive twice, 0 to 1.
 * @param reordering      share of datagrams that take {@code reorderNs} longer, 0 to 1.
 * @param reorderNs       by how much those are late.
 * @param flips           share of datagrams in which one bit is wrong, 0 to 1.
 * @param bitsPerSecond   rate of a sender's uplink, or of one path; 0 for none.
 * @param queueLength     bytes that may wait for their turn where there is a rate; more are dropped.
 * @param mtu             longest datagram in bytes; longer ones are dropped in silence.
 * @param spoofing        share of datagrams of which somebody else sends a copy from a false address, 0 to 1.
 * @param spoofNs         longest time such a copy takes.
 */
public record PathConditions(
    long minDelayNs,
    long meanDelayNs,
    long jitterNs,
    double loss,
    double burst,
    int burstLength,
    double duplication,
    double reordering,
    long reorderNs,
    double flips,
    long bitsPerSecond,
    int queueLength,
    int mtu,
    double spoofing,
    long spoofNs)
{
    /** 1 to 3 ms and no fault. */
    public static final PathConditions QUIET = new PathConditions(
        1_000_000L, 0, 2_000_000L, 0, 0, 0, 0, 0, 0, 0, 0, 64 * 1024, TransitFilter.MAX_LENGTH, 0, 0);

    /**
     * Refuses what makes no sense.
     *
     * @param minDelayNs    least time a datagram takes, in nanoseconds.
     * @param meanDelayNs   its mean, without jitter; {@code minDelayNs} or less for no exponential part.
     * @param jitterNs      bound of the uniform part.
     * @param loss          share of datagrams that are lost, each for itself, 0 to 1.
     * @param burst         share of datagrams that begin a burst of losses, 0 to 1.
     * @param burstLength   datagrams of one sender, or of one path, that a burst takes.
     * @param duplication   share of datagrams that arrive twice, 0 to 1.
     * @param reordering    share of datagrams that take {@code reorderNs} longer, 0 to 1.
     * @param reorderNs     by how much those are late.
     * @param flips         share of datagrams in which one bit is wrong, 0 to 1.
     * @param bitsPerSecond rate of a sender's uplink, or of one path; 0 for none.
     * @param queueLength   bytes that may wait for their turn where there is a rate; more are dropped.
     * @param mtu           longest datagram in bytes; longer ones are dropped in silence.
     * @param spoofing      share of datagrams of which somebody else sends a copy from a false address, 0 to 1.
     * @param spoofNs       longest time such a copy takes.
     */
    public PathConditions
    {
        if (minDelayNs < 0 || jitterNs < 0 || reorderNs < 0 || burstLength < 0 || bitsPerSecond < 0 ||
            queueLength < 0 || mtu < 0 || spoofNs < 0)
        {
            throw new IllegalArgumentException("times, lengths and rates can not be negative");
        }
        share(loss);
        share(burst);
        share(duplication);
        share(reordering);
        share(flips);
        share(spoofing);
    }

    /**
     * The same with other delays.
     *
     * @param minNs  least time a datagram takes.
     * @param meanNs its mean, without jitter; {@code minNs} or less for no exponential part.
     * @param jitter bound of the uniform part.
     * @return a copy.
     */
    public PathConditions withDelay(final long minNs, final long meanNs, final long jitter)
    {
        return new PathConditions(
            minNs, meanNs, jitter, loss, burst, burstLength, duplication, reordering, reorderNs, flips,
            bitsPerSecond, queueLength, mtu, spoofing, spoofNs);
    }

    /**
     * The same with loss.
     *
     * @param value share of datagrams that are lost, 0 to 1.
     * @return a copy.
     */
    public PathConditions withLoss(final double value)
    {
        return new PathConditions(
            minDelayNs, meanDelayNs, jitterNs, value, burst, burstLength, duplication, reordering, reorderNs, flips,
            bitsPerSecond, queueLength, mtu, spoofing, spoofNs);
    }

    /**
     * The same with losses in bursts.
     *
     * @param value  share of datagrams that begin a burst, 0 to 1.
     * @param length datagrams that a burst takes.
     * @return a copy.
     */
    public PathConditions withBursts(final double value, final int length)
    {
        return new PathConditions(
            minDelayNs, meanDelayNs, jitterNs, loss, value, length, duplication, reordering, reorderNs, flips,
            bitsPerSecond, queueLength, mtu, spoofing, spoofNs);
    }

    /**
     * The same with duplication.
     *
     * @param value share of datagrams that arrive twice, 0 to 1.
     * @return a copy.
     */
    public PathConditions withDuplication(final double value)
    {
        return new PathConditions(
            minDelayNs, meanDelayNs, jitterNs, loss, burst, burstLength, value, reordering, reorderNs, flips,
            bitsPerSecond, queueLength, mtu, spoofing, spoofNs);
    }

    /**
     * The same with datagrams that come late.
     *
     * @param value share of them, 0 to 1.
     * @param byNs  how late they are.
     * @return a copy.
     */
    public PathConditions withReordering(final double value, final long byNs)
    {
        return new PathConditions(
            minDelayNs, meanDelayNs, jitterNs, loss, burst, burstLength, duplication, value, byNs, flips,
            bitsPerSecond, queueLength, mtu, spoofing, spoofNs);
    }

    /**
     * The same with wrong bits.
     *
     * @param value share of datagrams that have one, 0 to 1.
     * @return a copy.
     */
    public PathConditions withFlips(final double value)
    {
        return new PathConditions(
            minDelayNs, meanDelayNs, jitterNs, loss, burst, burstLength, duplication, reordering, reorderNs, value,
            bitsPerSecond, queueLength, mtu, spoofing, spoofNs);
    }

    /**
     * The same with a rate.
     *
     * @param bits  per second; 0 for none.
     * @param queue bytes that may wait.
     * @return a copy.
     */
    public PathConditions withRate(final long bits, final int queue)
    {
        return new PathConditions(
            minDelayNs, meanDelayNs, jitterNs, loss, burst, burstLength, duplication, reordering, reorderNs, flips,
            bits, queue, mtu, spoofing, spoofNs);
    }

    /**
     * The same with another longest datagram.
     *
     * @param value in bytes.
     * @return a copy.
     */
    public PathConditions withMtu(final int value)
    {
        return new PathConditions(
            minDelayNs, meanDelayNs, jitterNs, loss, burst, burstLength, duplication, reordering, reorderNs, flips,
            bitsPerSecond, queueLength, value, spoofing, spoofNs);
    }

    /**
     * The same with copies from false addresses, half of which are altered.
     *
     * @param value    share of datagrams that are copied, 0 to 1.
     * @param withinNs longest time a copy takes; it may come before what it is a copy of.
     * @return a copy.
     */
    public PathConditions withSpoofing(final double value, final long withinNs)
    {
        return new PathConditions(
            minDelayNs, meanDelayNs, jitterNs, loss, burst, burstLength, duplication, reordering, reorderNs, flips,
            bitsPerSecond, queueLength, mtu, value, withinNs);
    }

    private static void share(final double value)
    {
        if (!(value >= 0 && value <= 1))
        {
            throw new IllegalArgumentException("a share is from 0 to 1, not " + value);
        }
    }
}
