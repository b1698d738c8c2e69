package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Addresses that were chosen so that the JDK hashes them alike: in the table of links, where strangers may put what
 * they like, a look-up passes few all the same. What is counted is cells, not time.
 */
class ChosenKeysTest
{
    private static final int COUNT = 100_000;
    private static final int CELLS = 1 << 18;
    private static final int PAIRS = 9;

    @Test
    void lookUpsPassFewCells()
    {
        final Links links = new LinkPair(new HopwireCrypto(), 5).a.table.links;
        final UnsafeBuffer address = new UnsafeBuffer(new byte[32]);
        final int keyed = longestProbe((number) ->
        {
            choose(number, address);
            return (int)links.keyHash(address, 0);
        });
        final int unkeyed = longestProbe((number) ->
        {
            choose(number, address);
            return Arrays.hashCode(address.byteArray());
        });
        assertTrue(keyed < 60, "cells passed: " + keyed);
        assertTrue(unkeyed >= COUNT, "they are chosen well: " + unkeyed);
    }

    private static void choose(final int number, final UnsafeBuffer address)
    {
        for (int pair = 0; pair < PAIRS; pair++)
        {
            final int value = number >>> 2 * pair & 3;
            address.putByte(2 * pair, (byte)value);
            address.putByte(2 * pair + 1, (byte)(31 * (3 - value)));
        }
    }

    /** As the table does it: from the home of a hash to the next cell that is empty. */
    private static int longestProbe(final IntUnaryOperator hash)
    {
        final boolean[] isTaken = new boolean[CELLS];
        int next = 0;
        int longest = 0;
        int last = -1;
        for (int number = 0; number < COUNT; number++)
        {
            final int home = hash.applyAsInt(number) & CELLS - 1;
            // All of one home: begin where the last one ended, so that the test itself does not take for ever.
            int cell = home == last ? next : home;
            int passed = 1 + (cell - home & CELLS - 1);
            while (isTaken[cell])
            {
                cell = cell + 1 & CELLS - 1;
                passed++;
            }
            isTaken[cell] = true;
            next = cell;
            last = home;
            longest = Math.max(longest, passed);
        }
        return longest;
    }
}
