package io.hopwire.link;

import com.sun.management.ThreadMXBean;
import io.hopwire.routing.Distance;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The index against a walk over all links.
 */
class NeighbourIndexTest
{
    private static final int OFFSET = 3;
    private static final NeighbourIndex.Exclusions NOBODY = (linkId) -> false;

    private final UnsafeBuffer id = new UnsafeBuffer(new byte[OFFSET + Distance.ID_LENGTH]);
    private final NeighbourIndex index = new NeighbourIndex(this::word);
    private final List<BigInteger> ids = new ArrayList<>();
    private final List<Integer> links = new ArrayList<>();
    private final Set<Integer> excluded = new HashSet<>();
    private final byte[][] bytesOfLink = new byte[4000][];

    @Test
    void answersNoneWhereThereIsNoLink()
    {
        assertEquals(0, index.size());
        assertEquals(NeighbourIndex.NONE, closest(BigInteger.ONE));
        assertFalse(remove(BigInteger.ONE, 0));
    }

    @Test
    void tellsApartIdsThatBeginAlike()
    {
        final BigInteger[] alike = {BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE.shiftLeft(100)};
        for (int i = 0; i < alike.length; i++)
        {
            add(alike[i], i);
        }
        for (int i = 0; i < alike.length; i++)
        {
            assertEquals(i, closest(alike[i]));
        }
        assertEquals(1, closest(BigInteger.valueOf(3)));
        assertFalse(remove(alike[1], 7));
        assertTrue(remove(alike[1], 1));
        assertEquals(0, closest(alike[1]));
    }

    /**
     * Bits of an id that are random: few make a crowd, with ids alike in all but the last bits of either end.
     */
    @ParameterizedTest
    @CsvSource({
        // random first bits, random last bits, links, operations
        "256, 0, 40, 4000",
        "256, 0, 1000, 4000",
        "12, 4, 600, 4000",
        "2, 8, 300, 4000",
        "0, 9, 200, 4000",
        "66, 66, 100, 4000"})
    void answersAsAWalkOverAllDoes(
        final int firstBits, final int lastBits, final int most, final int operations)
    {
        for (long seed = 1, seeds = 2L * Integer.getInteger("hopwire.test.scale", 1); seed <= seeds; seed++)
        {
            final Random random = new Random(seed);
            for (int i = 0; i < operations; i++)
            {
                final String where = "seed " + seed + " operation " + i;
                change(random, random(random, firstBits, lastBits), most, i);
                assertEquals(ids.size(), index.size(), where);
                excludeSome(random);
                final BigInteger target = random.nextInt(4) == 0 && !ids.isEmpty() ?
                    ids.get(random.nextInt(ids.size())) : random(random, firstBits, lastBits);
                assertEquals(expected(target), closest(target), where);
            }
            while (!ids.isEmpty())
            {
                assertTrue(remove(ids.get(0), links.get(0)), "seed " + seed);
                ids.remove(0);
                links.remove(0);
            }
            assertEquals(0, index.size());
        }
    }

    @Test
    void namesAllOneAfterTheOtherInOrder()
    {
        final Random random = new Random(5);
        for (int i = 0; i < 300; i++)
        {
            add(new BigInteger(256, random), i);
        }
        final BigInteger target = new BigInteger(256, random);
        for (int i = 0; i < 300; i++)
        {
            final int expected = expected(target);
            assertEquals(expected, closest(target));
            excluded.add(expected);
        }
        assertEquals(NeighbourIndex.NONE, closest(target));
    }

    @Test
    void doesNotAllocate()
    {
        final Random random = new Random(6);
        for (int i = 0; i < 500; i++)
        {
            add(new BigInteger(256, random), i);
        }
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        long work = 0;
        for (int round = 0; round < 20; round++)
        {
            final long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 1000; i++)
            {
                id.putInt(OFFSET, i * 0x9E37_79B9);
                final int closest = index.closest(id, OFFSET, NOBODY);
                put(closest);
                work += index.remove(id, OFFSET, closest) ? 1 : 0;
                index.add(id, OFFSET, closest);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertEquals(20_000, work);
        assertEquals(0, least);
    }

    private long word(final int linkId, final int word)
    {
        return ByteBuffer.wrap(bytesOfLink[linkId]).getLong(word * Long.BYTES);
    }

    private void put(final int linkId)
    {
        id.putBytes(OFFSET, bytesOfLink[linkId]);
    }

    private void change(final Random random, final BigInteger subject, final int most, final int linkId)
    {
        final boolean grow = random.nextInt(most) >= ids.size();
        if (grow && !ids.contains(subject))
        {
            add(subject, linkId);
        }
        else if (!ids.isEmpty())
        {
            final int victim = random.nextInt(ids.size());
            assertTrue(remove(ids.remove(victim), links.remove(victim)));
        }
    }

    private void excludeSome(final Random random)
    {
        excluded.clear();
        final int percent = random.nextInt(3) == 0 ? random.nextInt(101) : 0;
        for (final int link : links)
        {
            if (random.nextInt(100) < percent)
            {
                excluded.add(link);
            }
        }
    }

    private int expected(final BigInteger target)
    {
        int closest = NeighbourIndex.NONE;
        BigInteger least = null;
        for (int i = 0; i < ids.size(); i++)
        {
            final BigInteger distance = ids.get(i).xor(target);
            if (!excluded.contains(links.get(i)) && (null == least || distance.compareTo(least) < 0))
            {
                least = distance;
                closest = links.get(i);
            }
        }
        return closest;
    }

    private static BigInteger random(final Random random, final int firstBits, final int lastBits)
    {
        return new BigInteger(firstBits, random).shiftLeft(Distance.ID_BITS - firstBits)
            .xor(new BigInteger(lastBits, random));
    }

    private void add(final BigInteger subject, final int linkId)
    {
        put(subject);
        index.add(id, OFFSET, linkId);
        ids.add(subject);
        links.add(linkId);
        bytesOfLink[linkId] = new byte[Distance.ID_LENGTH];
        id.getBytes(OFFSET, bytesOfLink[linkId]);
    }

    private boolean remove(final BigInteger subject, final int linkId)
    {
        put(subject);
        return index.remove(id, OFFSET, linkId);
    }

    private int closest(final BigInteger target)
    {
        put(target);
        return index.closest(id, OFFSET, excluded::contains);
    }

    private void put(final BigInteger value)
    {
        for (int i = 0; i < Distance.ID_LENGTH; i++)
        {
            id.putByte(OFFSET + i, value.shiftRight(Distance.ID_BITS - Byte.SIZE - Byte.SIZE * i).byteValue());
        }
    }
}
