package io.hopwire.delivery;

import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Ranges against a set of bits.
 */
class RangesTest
{
    private static final int NUMBERS = 200;

    @Test
    void agreeWithASetOfBits()
    {
        for (long seed = 0; seed < 300; seed++)
        {
            final Random random = new Random(seed);
            final Ranges ranges = new Ranges();
            final BitSet model = new BitSet();
            for (int i = 0; i < 300; i++)
            {
                final int from = random.nextInt(NUMBERS);
                final int to = from + 1 + random.nextInt(1 + random.nextInt(20));
                if (random.nextInt(3) > 0)
                {
                    ranges.add(from, to);
                    model.set(from, to);
                }
                else
                {
                    ranges.remove(from, to);
                    model.clear(from, to);
                }
                check(ranges, model, "seed " + seed + " step " + i);
                assertEquals(
                    model.nextClearBit(from) >= to, ranges.contains(from, to), "seed " + seed + " step " + i);
            }
            while (!ranges.isEmpty())
            {
                model.clear((int)ranges.start(0), (int)ranges.end(0));
                ranges.removeFirst();
            }
            assertTrue(model.isEmpty());
        }
    }

    private static void check(final Ranges ranges, final BitSet model, final String where)
    {
        int bit = 0;
        for (int i = 0; i < ranges.count(); i++)
        {
            assertEquals(model.nextSetBit(bit), ranges.start(i), where);
            assertEquals(model.nextClearBit((int)ranges.start(i)), ranges.end(i), where);
            bit = (int)ranges.end(i);
        }
        assertEquals(-1, model.nextSetBit(bit), where);
    }
}
