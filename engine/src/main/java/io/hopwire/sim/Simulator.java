package io.hopwire.sim;

import io.hopwire.core.TimerQueue;
import io.hopwire.spi.Timers;

import java.util.ArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * Virtual time and what will happen in it. Events happen in the order of their time and, where that is the same, in the
 * order in which they were scheduled; between them no time passes. {@link #traceHash()} tells two runs apart.
 * <p>
 * No event costs an allocation, except for what an action itself allocates. Not thread-safe.
 */
public final class Simulator
{
    /** Where virtual time begins: the epoch's second 1,600,000,000. */
    public static final long START_NS = 1_600_000_000_000_000_000L;

    private static final int ACTION_FLAG = 1 << 27;
    private static final int WAKE_KIND = 2;
    private static final int ACTION_KIND = 3;

    private final EventQueue queue = new EventQueue();
    /** When each node wants to be called: a timer a node, so deadlines that others overtook are no events. */
    private final TimerQueue wakes = new TimerQueue();
    private final Timers wakeTimers = wakes.register(this::onWake);
    private final ArrayList<Runnable> actions = new ArrayList<>();
    private final ArrayList<Integer> freeActions = new ArrayList<>();
    private final Handler handler;
    private long nowNs = START_NS;
    private long hash;
    private long events;
    private boolean stopped;

    /**
     * Whom events belong to.
     */
    interface Handler
    {
        /**
         * A packet arrives.
         *
         * @return what the trace shall know of it.
         */
        long onPacket(int packet);

        void onWake(int node);
    }

    Simulator(final long seed, final Handler handler)
    {
        this.handler = handler;
        this.hash = SimRandom.mix(seed);
    }

    /**
     * Virtual time.
     *
     * @return nanoseconds since the Unix epoch.
     */
    public long nowNs()
    {
        return nowNs;
    }

    /**
     * Virtual time that has passed.
     *
     * @return nanoseconds since the simulation began.
     */
    public long elapsedNs()
    {
        return nowNs - START_NS;
    }

    /** {@return how many events there were so far} */
    public long events()
    {
        return events;
    }

    /** {@return how many events wait for their time} */
    public int pending()
    {
        return queue.size() + wakes.size();
    }

    /**
     * Hash of all that happened, in order: who sent which bytes to whom, when, and whether they arrived.
     *
     * @return the same for the same seed and script, on every Java.
     */
    public long traceHash()
    {
        return hash;
    }

    /**
     * Do something at a time of its own, in the order of events.
     *
     * @param delayNs from now, 0 or more.
     * @param action  what.
     */
    public void schedule(final long delayNs, final Runnable action)
    {
        final int index;
        if (freeActions.isEmpty())
        {
            index = actions.size();
            actions.add(action);
        }
        else
        {
            index = freeActions.remove(freeActions.size() - 1);
            actions.set(index, action);
        }
        queue.add(nowNs + delayNs, ACTION_FLAG | index);
    }

    /**
     * Do something again and again, for as long as it wants to.
     *
     * @param periodNs between two times; the first is one period from now.
     * @param action   what; false ends it.
     */
    public void every(final long periodNs, final BooleanSupplier action)
    {
        schedule(periodNs, () ->
        {
            if (action.getAsBoolean())
            {
                every(periodNs, action);
            }
        });
    }

    /**
     * Let time pass.
     *
     * @param durationNs how long.
     */
    public void run(final long durationNs)
    {
        final long endNs = nowNs + durationNs;
        stopped = false;
        while (!stopped && nextNs() <= endNs)
        {
            step();
        }
        if (!stopped)
        {
            nowNs = endNs;
        }
    }

    /**
     * Let time pass until something holds.
     *
     * @param condition asked after every event.
     * @param maxNs     longest wait.
     * @return whether it holds.
     */
    public boolean runUntil(final BooleanSupplier condition, final long maxNs)
    {
        final long endNs = nowNs + maxNs;
        stopped = false;
        while (!condition.getAsBoolean())
        {
            if (stopped || nextNs() > endNs)
            {
                nowNs = stopped ? nowNs : endNs;
                return condition.getAsBoolean();
            }
            step();
        }
        return true;
    }

    /**
     * End the run that is under way after this event, and leave time where it is.
     */
    public void stop()
    {
        stopped = true;
    }

    /** {@return whether the last run was ended by {@link #stop()}} */
    public boolean isStopped()
    {
        return stopped;
    }

    void add(final long timeNs, final int packet)
    {
        queue.add(timeNs, packet);
    }

    void wakeAt(final int node, final long timeNs)
    {
        if (timeNs == Long.MAX_VALUE)
        {
            wakeTimers.cancel(node);
        }
        else
        {
            wakeTimers.schedule(node, timeNs);
        }
    }

    void trace(final long value)
    {
        hash = SimRandom.mix(hash ^ nowNs ^ value);
    }

    /** Packets that are scheduled, whatever they are: the simulator's own account of them. */
    int countPackets(final IntPredicate predicate)
    {
        int count = 0;
        for (int i = 0; i < queue.size(); i++)
        {
            final int value = queue.value(i);
            if ((value & ACTION_FLAG) == 0 && predicate.test(value))
            {
                count++;
            }
        }
        return count;
    }

    private long nextNs()
    {
        return Math.min(queue.firstTime(), wakes.nextDeadlineNs());
    }

    private void step()
    {
        events++;
        if (queue.firstTime() <= wakes.nextDeadlineNs())
        {
            assert queue.firstTime() >= nowNs : "nothing happens in the past";
            nowNs = Math.max(nowNs, queue.firstTime());
            final int value = queue.firstValue();
            queue.removeFirst();
            if ((value & ACTION_FLAG) == 0)
            {
                trace(handler.onPacket(value));
            }
            else
            {
                act(value & ~ACTION_FLAG);
            }
        }
        else
        {
            nowNs = Math.max(nowNs, wakes.nextDeadlineNs());
            wakes.poll(nowNs, 1);
        }
    }

    private void onWake(final int node, final long timeNs)
    {
        trace((long)WAKE_KIND << 60 | node);
        handler.onWake(node);
    }

    private void act(final int index)
    {
        final Runnable action = actions.get(index);
        actions.set(index, null);
        freeActions.add(index);
        trace((long)ACTION_KIND << 60);
        action.run();
    }
}
