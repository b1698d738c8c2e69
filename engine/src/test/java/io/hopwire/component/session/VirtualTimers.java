package io.hopwire.component.session;

import io.hopwire.spi.Timers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Timers in virtual time. */
final class VirtualTimers implements Timers.Registry
{
    long operations;
    private final ArrayDeque<Runnable> actions = new ArrayDeque<>();
    private final List<Owned> owners = new ArrayList<>();

    @Override
    public Timers register(final Timers.Handler handler)
    {
        owners.add(new Owned(handler));
        return owners.get(owners.size() - 1);
    }

    long nextNs()
    {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < owners.size(); i++)
        {
            next = Math.min(next, owners.get(i).nextNs());
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
        for (int i = 0; i < owners.size(); i++)
        {
            if (owners.get(i).fire(next, nowNs))
            {
                return;
            }
        }
    }

    /** Those of one owner. */
    private final class Owned implements Timers
    {
        private final Handler handler;
        private long[] deadlines = new long[0];

        private Owned(final Handler handler)
        {
            this.handler = handler;
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

        private long nextNs()
        {
            long next = Long.MAX_VALUE;
            for (final long deadline : deadlines)
            {
                next = Math.min(next, deadline);
            }
            return next;
        }

        private boolean fire(final long dueNs, final long nowNs)
        {
            for (int i = 0; i < deadlines.length; i++)
            {
                if (deadlines[i] == dueNs)
                {
                    deadlines[i] = Long.MAX_VALUE;
                    handler.onTimer(i, nowNs);
                    return true;
                }
            }
            return false;
        }
    }
}
