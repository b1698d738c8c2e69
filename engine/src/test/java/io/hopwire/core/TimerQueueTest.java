package io.hopwire.core;

import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Timers;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TimerQueueTest
{
    private final TimerQueue queue = new TimerQueue();
    private final List<String> fired = new ArrayList<>();
    private final Timers a = queue.register((timerId, nowNs) -> fired.add("a" + timerId + "@" + nowNs));
    private final Timers b = queue.register((timerId, nowNs) -> fired.add("b" + timerId + "@" + nowNs));

    @Test
    void firesInOrderOfDeadlineThenOfScheduling()
    {
        a.schedule(0, 30);
        b.schedule(0, 10);
        a.schedule(1, 10);
        assertEquals(10, queue.nextDeadlineNs());
        assertEquals(2, queue.poll(29, 10));
        assertEquals(1, queue.poll(30, 10));
        assertEquals(List.of("b0@29", "a1@29", "a0@30"), fired);
        assertEquals(Long.MAX_VALUE, queue.nextDeadlineNs());
    }

    @Test
    void movesAndCancel()
    {
        a.schedule(3, 10);
        a.schedule(3, 50);
        b.schedule(3, 20);
        b.cancel(3);
        b.cancel(99);
        assertEquals(50, a.deadlineNs(3));
        assertEquals(Long.MAX_VALUE, b.deadlineNs(3));
        assertEquals(Long.MAX_VALUE, b.deadlineNs(77));
        assertEquals(0, queue.poll(49, 10));
        assertEquals(1, queue.poll(50, 10));
        assertEquals(List.of("a3@50"), fired);
    }

    @Test
    void firesNoMoreThanTheLimit()
    {
        for (int i = 0; i < 5; i++)
        {
            a.schedule(i, i);
        }
        assertEquals(2, queue.poll(100, 2));
        assertEquals(3, queue.poll(100, 9));
    }

    @Test
    void agreesWithASortedMap()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            final SimRandom random = new SimRandom(seed);
            final TimerQueue timers = new TimerQueue();
            final List<Integer> got = new ArrayList<>();
            final Timers owner = timers.register((timerId, nowNs) -> got.add(timerId));
            final TreeMap<Long, Integer> model = new TreeMap<>();
            final long[] deadlines = new long[64];
            for (int step = 0; step < 500; step++)
            {
                final int id = random.nextInt(64);
                if (deadlines[id] != 0)
                {
                    model.remove(deadlines[id]);
                }
                if (random.nextInt(4) == 0)
                {
                    owner.cancel(id);
                    deadlines[id] = 0;
                }
                else
                {
                    // unique deadlines, so that the map can hold them
                    deadlines[id] = 1 + random.nextLong(1000) * 1000 + step;
                    owner.schedule(id, deadlines[id]);
                    model.put(deadlines[id], id);
                }
                assertEquals(
                    model.isEmpty() ? Long.MAX_VALUE : model.firstKey(), timers.nextDeadlineNs(), "seed " + seed);
            }
            timers.poll(Long.MAX_VALUE / 2, Integer.MAX_VALUE);
            assertEquals(new ArrayList<>(model.values()), got, "seed " + seed);
        }
    }

    /** Owners that set, move and cancel timers, also the one that fires, also to before now, while it fires. */
    @Test
    void agreesWithASortedMapWhileFiring()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            final Busy busy = new Busy(seed);
            busy.schedule(0, 1);
            long nowNs = 0;
            for (int step = 0; step < 500 && !busy.model.isEmpty(); step++)
            {
                nowNs = Math.max(nowNs, busy.timers.nextDeadlineNs());
                busy.timers.poll(nowNs, 1 + busy.random.nextInt(3));
                assertEquals(busy.expected, busy.got, "seed " + seed);
                assertEquals(
                    busy.model.isEmpty() ? Long.MAX_VALUE : busy.model.firstKey()[0], busy.timers.nextDeadlineNs());
            }
        }
    }

    @Test
    void losesTheTimerOfAnOwnerThatThrowsAndNoOther()
    {
        final Timers failing = queue.register((timerId, nowNs) ->
        {
            throw new IllegalStateException("expected");
        });
        failing.schedule(0, 10);
        a.schedule(1, 10);
        assertThrows(IllegalStateException.class, () -> queue.poll(10, 9));
        assertEquals(Long.MAX_VALUE, failing.deadlineNs(0));
        assertEquals(1, queue.poll(10, 9));
        assertEquals(List.of("a1@10"), fired);
    }

    private static final class Busy
    {
        private static final int TIMERS = 40;
        private final SimRandom random;
        private final TimerQueue timers = new TimerQueue();
        private final Timers owner = timers.register(this::onTimer);
        /** (deadline, order of scheduling) to timer. */
        private final TreeMap<long[], Integer> model =
            new TreeMap<>((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
        private final long[][] keys = new long[TIMERS][];
        private final List<Integer> got = new ArrayList<>();
        private final List<Integer> expected = new ArrayList<>();
        private long sequence;

        Busy(final int seed)
        {
            random = new SimRandom(seed);
        }

        private void schedule(final int timerId, final long deadlineNs)
        {
            cancel(timerId);
            keys[timerId] = new long[]{ deadlineNs, sequence++ };
            model.put(keys[timerId], timerId);
            owner.schedule(timerId, deadlineNs);
        }

        private void cancel(final int timerId)
        {
            if (null != keys[timerId])
            {
                model.remove(keys[timerId]);
                keys[timerId] = null;
            }
        }

        private void onTimer(final int timerId, final long nowNs)
        {
            got.add(timerId);
            final int first = model.remove(model.firstKey());
            keys[first] = null;
            expected.add(first);
            assertEquals(Long.MAX_VALUE, owner.deadlineNs(timerId));
            for (int i = 0; i < 3; i++)
            {
                final int other = random.nextInt(4) == 0 ? timerId : random.nextInt(TIMERS);
                if (random.nextInt(3) == 0)
                {
                    owner.cancel(other);
                    cancel(other);
                }
                else
                {
                    schedule(other, Math.max(0, nowNs - 5 + random.nextInt(30)));
                }
                assertEquals(null == keys[other] ? Long.MAX_VALUE : keys[other][0], owner.deadlineNs(other));
            }
        }
    }
}
