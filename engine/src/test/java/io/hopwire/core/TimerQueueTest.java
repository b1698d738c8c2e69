package io.hopwire.core;

import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Timers;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TimerQueueTest
{
    private final TimerQueue queue = new TimerQueue();
    private final List<String> fired = new ArrayList<>();
    private final Timers a = queue.register((timerId, nowNs) -> fired.add("a" + timerId + "@" + nowNs));
    private final Timers b = queue.register((timerId, nowNs) -> fired.add("b" + timerId + "@" + nowNs));

    @Test
    void shouldFireInOrderOfDeadlineThenOfScheduling()
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
    void shouldMoveAndCancel()
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
    void shouldFireNoMoreThanTheLimit()
    {
        for (int i = 0; i < 5; i++)
        {
            a.schedule(i, i);
        }
        assertEquals(2, queue.poll(100, 2));
        assertEquals(3, queue.poll(100, 9));
    }

    @Test
    void shouldAgreeWithASortedMap()
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
}
