package io.hopwire.delivery;

import io.hopwire.test.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What arrived, against a set, and told through a header and back.
 */
class AckRangesTest
{
    private static final int HEADER = 5;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final AckCursor cursor = new AckCursor();

    @Test
    void agreesWithASetWhateverTheOrder()
    {
        for (long seed = 0; seed < 300; seed++)
        {
            final Random random = new Random(seed);
            final AckRanges ranges = new AckRanges(1000);
            final TreeSet<Long> model = new TreeSet<>();
            long floor = 0;
            for (int i = 0; i < 300; i++)
            {
                final long number = floor + random.nextInt(200) - 20;
                if (number >= 0)
                {
                    ranges.add(number);
                }
                if (number >= floor)
                {
                    model.add(number);
                }
                if (random.nextInt(20) == 0)
                {
                    floor += random.nextInt(30);
                    ranges.forgetBelow(floor);
                    model.headSet(floor).clear();
                }
                assertEquals(model, numbers(ranges), "seed " + seed);
            }
            assertEquals(model, told(ranges, 400), "seed " + seed);
        }
    }

    @Test
    void aRowIsOneRangeAndAHoleThatFillsJoinsTwo()
    {
        final AckRanges ranges = new AckRanges(8);
        for (final long number : new long[] {0, 1, 2, 4, 5})
        {
            ranges.add(number);
        }
        assertEquals(2, ranges.count());
        ranges.add(3);
        assertEquals(1, ranges.count());
        assertEquals(0, ranges.first(0));
        assertEquals(5, ranges.last(0));
    }

    @Test
    void ofTooManyRangesTheOldestGo()
    {
        final AckRanges ranges = new AckRanges(4);
        for (long number = 0; number < 20; number += 2)
        {
            ranges.add(number);
        }
        assertEquals(new TreeSet<>(List.of(12L, 14L, 16L, 18L)), numbers(ranges));
        ranges.add(1);
        assertEquals(12, ranges.first(0), "older than all that are remembered");
        ranges.add(13);
        assertEquals(3, ranges.count());
    }

    @Test
    void theFloorCutsARangeAndNeverFalls()
    {
        final AckRanges ranges = new AckRanges(4);
        for (long number = 0; number < 10; number++)
        {
            ranges.add(number);
        }
        ranges.forgetBelow(6);
        ranges.forgetBelow(2);
        ranges.add(3);
        assertEquals(6, ranges.first(0));
        assertEquals(9, ranges.last(0));
        ranges.forgetBelow(10);
        assertEquals(0, ranges.count());
        assertTrue(told(ranges, 400).isEmpty());
    }

    @Test
    void whatHasNoRoomIsNotToldButThatThereIsMore()
    {
        final AckRanges ranges = new AckRanges(64);
        for (long number = 0; number < 20; number += 2)
        {
            ranges.add(number);
        }
        assertEquals(new TreeSet<>(List.of(14L, 16L, 18L)), told(ranges, 11));
        assertFalse(cursor.isComplete());
        assertEquals(10, told(ranges, 36).size());
        assertTrue(cursor.isComplete());
        assertEquals(1, told(ranges, -5).size());
        assertFalse(cursor.isComplete());
    }

    @Test
    void whatIsTooFarAwayToBeWrittenIsNotTold()
    {
        final AckRanges ranges = new AckRanges(64);
        ranges.add(1);
        ranges.add(100_000);
        assertEquals(new TreeSet<>(List.of(100_000L)), told(ranges, 400));
        assertFalse(cursor.isComplete());
        final AckRanges row = new AckRanges(64);
        for (long number = 0; number < 70_000; number++)
        {
            row.add(number);
        }
        final TreeSet<Long> told = told(row, 400);
        assertEquals(0xFFFF, told.size());
        assertEquals(69_999, told.last());
        assertFalse(cursor.isComplete());
    }

    @Test
    void theFloorTravelsAsADistance()
    {
        DeliveryHeader.write(buffer, HEADER, 0, 70_000, 69_000);
        assertEquals(69_000, DeliveryHeader.floor(buffer, HEADER, 70_000));
        DeliveryHeader.write(buffer, HEADER, 0, 70_000, 70_000);
        assertEquals(70_000, DeliveryHeader.floor(buffer, HEADER, 70_000));
        DeliveryHeader.write(buffer, HEADER, 0, 70_000, 3);
        assertEquals(0, DeliveryHeader.floor(buffer, HEADER, 70_000));
    }

    @Test
    void numbersWrapOnTheWire()
    {
        final AckRanges ranges = new AckRanges(64);
        final long first = (1L << 40) - 3;
        for (long number = first; number < first + 6; number++)
        {
            ranges.add(number);
        }
        DeliveryHeader.write(buffer, HEADER, ranges, 100, true);
        cursor.wrap(buffer, HEADER, first + 500);
        assertEquals(first + 5, cursor.newest());
        assertTrue(cursor.isPossible(first + 500));
        assertTrue(DeliveryHeader.has(buffer, HEADER, DeliveryHeader.FLAG_STALE));
    }

    @Test
    void garbageIsFoundOrReadAsNothingWorseThanRanges()
    {
        final Random random = new Random(7);
        int possible = 0;
        for (int i = 0; i < 100_000; i++)
        {
            final byte[] bytes = new byte[300];
            random.nextBytes(bytes);
            buffer.putBytes(0, bytes);
            buffer.putInt(4, random.nextInt(4096));
            buffer.putShort(2, (short)random.nextInt(64));
            final int length = 14 + random.nextInt(280);
            if (DeliveryHeader.length(buffer, 0, length) < 0)
            {
                assertTrue(14 + (bytes[1] & 0xFF) * 4 > length || (bytes[1] & 0xFF) >= 64);
                continue;
            }
            cursor.wrap(buffer, 0, 2048);
            if (cursor.isPossible(2048))
            {
                possible++;
                long below = Long.MAX_VALUE;
                while (!cursor.isEmpty() && cursor.next())
                {
                    assertTrue(cursor.first() >= 0 && cursor.first() <= cursor.last() && cursor.last() < below);
                    below = cursor.first() - 1;
                }
            }
        }
        assertTrue(possible > 0);
    }

    @Test
    void rememberingAndTellingAllocatesNothing()
    {
        final AckRanges ranges = new AckRanges(64);
        final long[] number = new long[1];
        assertEquals(0, Allocations.minimumPerRound(10_000, () ->
        {
            number[0] += 1 + (number[0] * 31 >> 3 & 1);
            ranges.add(number[0]);
            ranges.forgetBelow(number[0] - 100);
            DeliveryHeader.write(buffer, 0, ranges, 300, false);
            cursor.wrap(buffer, 0, number[0] + 1);
            assertTrue(cursor.isPossible(number[0] + 1));
        }));
    }

    private TreeSet<Long> told(final AckRanges ranges, final int room)
    {
        final int length = DeliveryHeader.write(buffer, HEADER, ranges, room, false);
        assertEquals(length, DeliveryHeader.length(buffer, HEADER, length));
        assertTrue(length <= 14 + Math.max(0, room));
        cursor.wrap(buffer, HEADER, 100_001);
        assertTrue(cursor.isPossible(100_001));
        final TreeSet<Long> numbers = new TreeSet<>();
        while (!cursor.isEmpty() && cursor.next())
        {
            add(numbers, cursor.first(), cursor.last());
        }
        return numbers;
    }

    private static TreeSet<Long> numbers(final AckRanges ranges)
    {
        final TreeSet<Long> numbers = new TreeSet<>();
        for (int i = 0; i < ranges.count(); i++)
        {
            add(numbers, ranges.first(i), ranges.last(i));
        }
        return numbers;
    }

    private static void add(final TreeSet<Long> numbers, final long first, final long last)
    {
        for (long number = first; number <= last; number++)
        {
            assertTrue(numbers.add(number), "told twice");
        }
    }
}
