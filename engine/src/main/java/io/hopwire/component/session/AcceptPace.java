package io.hopwire.component.session;

import java.util.concurrent.TimeUnit;

/**
 * So many sessions a second may peers begin; who comes sooner waits in an {@link AcceptQueue}. When thousands
 * come back at once, their key agreements and searches for routes would have all cores of a small machine, and the
 * sessions that are open would wait for a processor. Spread over a few seconds they leave it to them.
 * <p>
 * A generic cell rate algorithm: each takes the next moment at which one is due, and a few may be early, so that
 * connects that do not come in a crowd never wait. Not thread-safe. Allocates nothing.
 */
final class AcceptPace
{
    /**
     * Who searches a route gives up a neighbour that is silent for 1.2 s, and a relay that has given up the endpoint
     * does not take its answer any more: a crowd that waits for longer waits in vain, and then for its searches to end.
     */
    static final long MAX_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(800);
    /** What is due within this time may begin at once: timers are no finer. */
    static final long EARLY_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long gapNs;
    private boolean began;
    private long dueNs;

    /**
     * None has come yet.
     *
     * @param perSecond sessions that may begin in a second, 1 or more.
     */
    AcceptPace(final int perSecond)
    {
        gapNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /**
     * How long would one that comes now wait?
     *
     * @param nowNs time of the duty cycle.
     * @return nanoseconds, 0 for none.
     */
    long waitNs(final long nowNs)
    {
        final long waitNs = began ? dueNs - nowNs : 0;
        return waitNs < EARLY_NS ? 0 : waitNs;
    }

    /**
     * One comes, and the next moment is its own.
     *
     * @param nowNs time of the duty cycle.
     */
    void take(final long nowNs)
    {
        dueNs = (began && dueNs - nowNs > 0 ? dueNs : nowNs) + gapNs;
        began = true;
    }
}
