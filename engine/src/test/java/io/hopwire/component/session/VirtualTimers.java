package io.hopwire.component.session;

import io.hopwire.link.TestTimers;
import io.hopwire.spi.Timers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Timers in virtual time, of several owners. */
final class VirtualTimers implements Timers.Registry
{
    private final ArrayDeque<Runnable> actions = new ArrayDeque<>();
    private final List<TestTimers> timers = new ArrayList<>();
    private final List<Timers.Handler> handlers = new ArrayList<>();

    @Override
    public Timers register(final Timers.Handler handler)
    {
        timers.add(new TestTimers());
        handlers.add(handler);
        return timers.get(timers.size() - 1);
    }

    /** How often a timer was set. */
    long operations()
    {
        return timers.stream().mapToLong(TestTimers::scheduled).sum();
    }

    long nextNs()
    {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < timers.size(); i++)
        {
            next = Math.min(next, nextNs(timers.get(i)));
        }
        return next;
    }

    private static long nextNs(final TestTimers owned)
    {
        final int next = owned.next();
        return next < 0 ? Long.MAX_VALUE : owned.deadlineNs(next);
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
        final long dueNs = nextNs();
        for (int i = 0; i < timers.size(); i++)
        {
            final int next = timers.get(i).next();
            if (next >= 0 && timers.get(i).deadlineNs(next) == dueNs)
            {
                timers.get(i).cancel(next);
                handlers.get(i).onTimer(next, nowNs);
                return;
            }
        }
    }
}
