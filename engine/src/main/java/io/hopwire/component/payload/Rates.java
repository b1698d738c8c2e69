package io.hopwire.component.payload;

import java.util.Arrays;

/**
 * So many a second, and as many at once as of a second, for each of some places: the generic cell rate algorithm, which
 * keeps one number, when the place would be through with all that it was allowed. Times in nanoseconds.
 * <p>
 * Allocates only to grow. Not thread-safe.
 */
final class Rates
{
    private static final long SECOND_NS = 1_000_000_000L;

    private final long intervalNs;
    private long[] throughNs;

    /**
     * All places may begin.
     *
     * @param perSecond of each place, 1 or more.
     * @param places    at first.
     */
    Rates(final int perSecond, final int places)
    {
        intervalNs = SECOND_NS / perSecond;
        throughNs = new long[places];
    }

    /**
     * May another one pass?
     *
     * @param place which, from 0 on.
     * @param nowNs time of the duty cycle.
     * @return true if so; it is not counted.
     */
    boolean mayPass(final int place, final long nowNs)
    {
        return place >= throughNs.length || throughNs[place] - nowNs <= SECOND_NS - intervalNs;
    }

    /**
     * One passed.
     *
     * @param place which, from 0 on.
     * @param nowNs time of the duty cycle.
     */
    void pass(final int place, final long nowNs)
    {
        if (place >= throughNs.length)
        {
            throughNs = Arrays.copyOf(throughNs, Math.max(place + 1, 2 * throughNs.length));
        }
        throughNs[place] = Math.max(throughNs[place], nowNs) + intervalNs;
    }
}
