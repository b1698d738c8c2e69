package io.hopwire.perf;

import org.agrona.concurrent.IdleStrategy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An idle strategy that sleeps while others measure: a thread that spins for ever would take the core from them.
 */
final class Dozing implements IdleStrategy
{
    private static final long NAP_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final IdleStrategy measured;
    private volatile boolean awake;

    /**
     * @param measured what is done while this system has its turn.
     */
    Dozing(final IdleStrategy measured)
    {
        this.measured = measured;
    }

    void awake(final boolean isAwake)
    {
        awake = isAwake;
    }

    @Override
    public void idle(final int workCount)
    {
        if (awake)
        {
            measured.idle(workCount);
        }
        else if (workCount <= 0)
        {
            LockSupport.parkNanos(NAP_NS);
        }
    }

    @Override
    public void idle()
    {
        idle(0);
    }

    @Override
    public void reset()
    {
        measured.reset();
    }
}
