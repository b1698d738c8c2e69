package io.hopwire.component.session;

import io.hopwire.spi.Timers;

import java.util.ArrayDeque;
import java.util.Arrays;

/** Timers of one owner in virtual time. */
final class VirtualTimers implements Timers, Timers.Registry
{
    long operations;
    Handler handler;
    private final ArrayDeque<Runnable> actions = new ArrayDeque<>();
    private long[] deadlines = new long[0];

    @Override
    public Timers register(final Handler value)
    {
        handler = value;
        return this;
    }

    @Override
    public void schedule(final int timerId, final long deadlineNs)
    {
        operations++;
        if (timerId >= deadlines.length)
        {
            final int length = deadlines.length;
            deadlines = Arrays.copyOf(deadlines, timerId + 1);
            Arrays.fill(deadlines, length, deadlines.length, Long.MAX_VALUE);
        }
        deadlines[timerId] = deadlineNs;
    }

    @Override
    public void cancel(final int timerId)
    {
        if (timerId < deadlines.length)
        {
            deadlines[timerId] = Long.MAX_VALUE;
        }
    }

    @Override
    public long deadlineNs(final int timerId)
    {
        return timerId < deadlines.length ? deadlines[timerId] : Long.MAX_VALUE;
    }

    long nextNs()
    {
        long next = Long.MAX_VALUE;
        for (final long deadline : deadlines)
        {
            next = Math.min(next, deadline);
        }
        return next;
    }

    /**
     * Do something in place of the next timer.
     *
     * @param action to do.
     */
    void later(final Runnable action)
    {
        actions.add(action);
    }

    boolean runActions()
    {
        final Runnable action = actions.poll();
        if (null != action)
        {
            action.run();
        }
        return null != action;
    }

    void fire(final long nowNs)
    {
        final long next = nextNs();
        for (int i = 0; i < deadlines.length; i++)
        {
            if (deadlines[i] == next)
            {
                deadlines[i] = Long.MAX_VALUE;
                handler.onTimer(i, nowNs);
                return;
            }
        }
    }
}
