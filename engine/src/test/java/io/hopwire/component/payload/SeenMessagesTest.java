package io.hopwire.component.payload;

import io.hopwire.test.Allocations;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SeenMessagesTest
{
    private static final long PERIOD = 1000;
    /** So many times as many as it has room for in each; {@code -Dhopwire.shout.periods=300} are ten million. */
    private static final int PERIODS = Integer.getInteger("hopwire.shout.periods", 20);

    @Test
    void remembersEachForOnePeriodAtLeastAndTwoAtTheMost()
    {
        for (long seed = 1; seed <= 50; seed++)
        {
            final Random random = new Random(seed);
            final SeenMessages seen = new SeenMessages(PERIOD, 1 << 20);
            final Map<Long, Long> model = new HashMap<>();
            long nowNs = 1_000_000 + random.nextInt(1000);
            for (int i = 0; i < 5000; i++)
            {
                nowNs += random.nextInt(100) == 0 ? random.nextInt(3 * (int)PERIOD) : random.nextInt(3);
                // Few different ones, of a few tables; zero among them, which is kept as one.
                final long hash = (long)random.nextInt(3) << 62 | 2 * random.nextInt(300);
                final Long since = model.get(hash);
                final boolean isKnown = seen.contains(hash, nowNs);
                if (null != since && nowNs - since < PERIOD)
                {
                    assertTrue(isKnown, "seed " + seed + ", step " + i);
                }
                if (null == since || nowNs - since >= 2 * PERIOD)
                {
                    assertFalse(isKnown, "seed " + seed + ", step " + i);
                }
                if (!isKnown)
                {
                    assertTrue(seen.add(hash, nowNs));
                    model.put(hash, nowNs);
                }
            }
        }
    }

    @Test
    void refusesWhatItHasNoRoomForUntilSomeIsForgotten()
    {
        final SeenMessages seen = new SeenMessages(PERIOD, 10 * SeenMessages.TABLES);
        for (int i = 0; i < 10; i++)
        {
            assertTrue(seen.add(i, 0));
        }
        assertFalse(seen.add(10, 0));
        assertTrue(seen.contains(9, 0));
        assertTrue(seen.add(10, PERIOD));
        assertTrue(seen.contains(9, PERIOD));
        assertFalse(seen.contains(9, 2 * PERIOD));
        assertTrue(seen.contains(10, 2 * PERIOD));
    }

    /** Of a flood that is more than it has room for it keeps what it has room for, and then allocates no more. */
    @Test
    void keepsNoMoreThanItsBytes()
    {
        final int most = 1 << 14;
        final int perPeriod = 2 * most;
        final SeenMessages seen = new SeenMessages(PERIOD, most);
        final Random random = new Random(7);
        final long[] refused = new long[1];
        final Runnable period = new Runnable()
        {
            private long number;

            @Override
            public void run()
            {
                refused[0] += seen.add(random.nextLong(), number++ * PERIOD / perPeriod) ? 0 : 1;
            }
        };
        final long grown = Allocations.minimumPerRound(0, 1, PERIODS * perPeriod, period);
        assertEquals(0, Allocations.minimumPerRound(0, 10, perPeriod, period));
        assertEquals((PERIODS + 10) * (perPeriod - most), refused[0], "beyond what it has room for");
        // Two generations of places, twice as many as hashes, and as much again on the way there.
        final long places = 2L * 2 * most * Long.BYTES;
        Figures.say("%d hashes, of which %d are remembered at a time: %d KiB, and %d KiB allocated on the way there",
            (PERIODS + 10) * perPeriod, most, places >> 10, grown >> 10);
        assertTrue(grown <= 2 * places + (16 << 10), "allocated " + grown + " for " + places);
    }

    @Test
    void letsPassAsManyASecondAsItSays()
    {
        final Rates rates = new Rates(10, 1);
        final int[] passed = new int[3];
        for (long nowNs = 0; nowNs < 5_000_000_000L; nowNs += 1_000_000)
        {
            for (int place = 0; place < passed.length; place++)
            {
                if (rates.mayPass(place, nowNs))
                {
                    rates.pass(place, nowNs);
                    passed[place]++;
                }
            }
        }
        for (final int count : passed)
        {
            assertEquals(10 + 50, count, 1);
        }
    }
}
