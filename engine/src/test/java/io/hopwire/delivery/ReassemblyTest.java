package io.hopwire.delivery;

import io.hopwire.test.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Messages cut and put together again.
 */
class ReassemblyTest
{
    private static final int MOST = 1 << 20;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MOST]);

    @Test
    void aMessageIsCutWithoutRestOrOverlap()
    {
        for (int total = 1; total < 500; total++)
        {
            for (int most = 1; most < 60; most++)
            {
                final int count = Fragments.count(total, most);
                assertTrue(Fragments.isPossible(total, count));
                int at = 0;
                for (int i = 0; i < count; i++)
                {
                    assertEquals(at, Fragments.offset(total, count, i));
                    assertTrue(Fragments.length(total, count, i) > 0 && Fragments.length(total, count, i) <= most);
                    at += Fragments.length(total, count, i);
                }
                assertEquals(total, at);
            }
        }
    }

    @Test
    void aLongMessageFitsTheNumberOfItsFragments()
    {
        assertTrue(Fragments.count(16 << 20, 1_100) <= Fragments.MAX_COUNT);
        assertTrue(Fragments.isPossible(16 << 20, Fragments.count(16 << 20, 1_100)));
        assertFalse(Fragments.isPossible(16 << 20, Fragments.MAX_COUNT + 1));
        assertFalse(Fragments.isPossible(10, 7), "two bytes each would leave two of them empty");
        assertFalse(Fragments.isPossible(10, 11));
        assertFalse(Fragments.isPossible(0, 1));
        assertFalse(Fragments.isPossible(-1, 1));
        assertFalse(Fragments.isPossible(Integer.MAX_VALUE, 0));
    }

    @Test
    void everyOrderAndRepetitionGivesTheMessage()
    {
        for (long seed = 0; seed < 100; seed++)
        {
            final Random random = new Random(seed);
            final Reassembly reassembly = new Reassembly(3, MOST, 4L * MOST);
            final List<int[]> pieces = new ArrayList<>();
            final byte[][] messages = new byte[3][];
            final int[] counts = new int[3];
            for (int m = 0; m < 3; m++)
            {
                messages[m] = new byte[1 + random.nextInt(100_000)];
                random.nextBytes(messages[m]);
                counts[m] = Fragments.count(messages[m].length, 1_300);
                for (int i = 0; i < counts[m]; i++)
                {
                    pieces.add(new int[] {m, i});
                }
            }
            Collections.shuffle(pieces, random);
            int complete = 0;
            for (final int[] piece : pieces)
            {
                final int result = offer(reassembly, messages[piece[0]], piece[0], counts[piece[0]], piece[1]);
                assertTrue(result <= Reassembly.COMPLETE);
                assertEquals(
                    Reassembly.DUPLICATE,
                    offer(reassembly, messages[piece[0]], piece[0], counts[piece[0]], piece[1]));
                if (result == Reassembly.COMPLETE)
                {
                    complete++;
                    final byte[] got = new byte[messages[piece[0]].length];
                    reassembly.buffer(piece[0]).getBytes(0, got);
                    assertEquals(new UnsafeBuffer(messages[piece[0]]), new UnsafeBuffer(got));
                }
            }
            assertEquals(3, complete);
        }
    }

    @Test
    void whatHasNoRoomIsRefusedAndWhatWasBegunIsNot()
    {
        final Reassembly reassembly = new Reassembly(4, MOST, 8_192);
        assertEquals(Reassembly.INCOMPLETE, offer(reassembly, new byte[4_000], 0, 4, 0));
        assertEquals(Reassembly.INCOMPLETE, offer(reassembly, new byte[4_000], 1, 4, 0));
        assertEquals(Reassembly.NO_MEMORY, offer(reassembly, new byte[1], 2, 1, 0));
        assertEquals(8_192, reassembly.reserved());
        for (int i = 1; i < 3; i++)
        {
            assertEquals(Reassembly.INCOMPLETE, offer(reassembly, new byte[4_000], 0, 4, i));
        }
        assertEquals(Reassembly.COMPLETE, offer(reassembly, new byte[4_000], 0, 4, 3));
        reassembly.release(0);
        assertEquals(Reassembly.COMPLETE, offer(reassembly, new byte[2_000], 2, 1, 0));
        reassembly.release(2);
        reassembly.release(77);
        assertEquals(Reassembly.NO_MEMORY, offer(reassembly, new byte[5_000], 3, 2, 0), "another one still has half");
        reassembly.release(1);
        assertEquals(Reassembly.INCOMPLETE, offer(reassembly, new byte[5_000], 3, 2, 0));
        assertEquals(8_192, reassembly.reserved());
    }

    @Test
    void noMoreMessagesThanThereArePlaces()
    {
        final Reassembly reassembly = new Reassembly(2, MOST, 8L * MOST);
        offer(reassembly, new byte[10], 0, 2, 0);
        offer(reassembly, new byte[10], 1, 2, 0);
        assertEquals(Reassembly.NO_MEMORY, offer(reassembly, new byte[10], 2, 2, 0));
        reassembly.release(0);
        assertEquals(Reassembly.INCOMPLETE, offer(reassembly, new byte[10], 2, 2, 0));
    }

    @Test
    void aFragmentThatCanNotBeIsInvalid()
    {
        final Reassembly reassembly = new Reassembly(2, 1_000, MOST);
        assertEquals(Reassembly.INVALID, reassembly.onFragment(0, 1_001, 2, 0, buffer, 0, 501));
        assertEquals(Reassembly.INVALID, reassembly.onFragment(0, 100, 2, 2, buffer, 0, 50));
        assertEquals(Reassembly.INVALID, reassembly.onFragment(0, 100, 2, -1, buffer, 0, 50));
        assertEquals(Reassembly.INVALID, reassembly.onFragment(0, 100, 2, 0, buffer, 0, 49));
        assertEquals(Reassembly.INVALID, reassembly.onFragment(0, 100, 0, 0, buffer, 0, 100));
        assertEquals(0, reassembly.reserved());
        assertEquals(Reassembly.INCOMPLETE, reassembly.onFragment(0, 100, 2, 0, buffer, 0, 50));
        assertEquals(Reassembly.INVALID, reassembly.onFragment(0, 98, 2, 1, buffer, 0, 49), "of another length");
        assertEquals(Reassembly.INVALID, reassembly.onFragment(0, 100, 4, 1, buffer, 0, 25), "of other pieces");
        assertEquals(Reassembly.COMPLETE, reassembly.onFragment(0, 100, 2, 1, buffer, 0, 50));
    }

    @Test
    void onceItHasItsMemoryItAllocatesNothing()
    {
        final Reassembly reassembly = new Reassembly(4, MOST, 4L * MOST);
        final long[] number = new long[1];
        assertEquals(0, Allocations.minimumPerRound(1_000, () ->
        {
            final long message = number[0]++;
            for (int i = 0; i < 8; i++)
            {
                reassembly.onFragment(message, 8_000, 8, i, buffer, 0, 1_000);
            }
            reassembly.release(message);
        }));
    }

    private int offer(
        final Reassembly reassembly, final byte[] message, final long number, final int count, final int index)
    {
        buffer.putBytes(0, message);
        return reassembly.onFragment(
            number, message.length, count, index, buffer, Fragments.offset(message.length, count, index),
            Fragments.length(message.length, count, index));
    }
}
