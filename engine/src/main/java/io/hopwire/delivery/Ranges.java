package io.hopwire.delivery;

import java.util.Arrays;

/**
 * A set of numbers as ranges in ascending order, with a hole between each two. Grows to what it has to hold, so its
 * user bounds it. Not thread-safe.
 * <pre>
 *    [start 0, end 0)    [start 1, end 1)        [start n, end n)
 * </pre>
 */
public final class Ranges
{
    private static final int INITIAL_RANGES = 4;
    private static final long[] NONE = {};

    private long[] starts = NONE;
    private long[] ends = NONE;
    private int count;

    /**
     * Without numbers.
     */
    public Ranges()
    {
    }

    /**
     * Add a range.
     *
     * @param start first number.
     * @param end   behind the last, above the first.
     */
    public void add(final long start, final long end)
    {
        assert start < end;
        if (count > 0 && ends[count - 1] == start)
        {
            ends[count - 1] = end;
            return;
        }
        final int from = firstEndingAt(start);
        int to = from;
        long newStart = start;
        long newEnd = end;
        while (to < count && starts[to] <= end)
        {
            newStart = Math.min(newStart, starts[to]);
            newEnd = Math.max(newEnd, ends[to]);
            to++;
        }
        replace(from, to, 1);
        starts[from] = newStart;
        ends[from] = newEnd;
        assert isOrdered();
    }

    /**
     * Take a range out, as far as it is there.
     *
     * @param start first number.
     * @param end   behind the last.
     */
    public void remove(final long start, final long end)
    {
        int from = firstEndingAt(start);
        if (from < count && ends[from] == start)
        {
            from++;
        }
        int to = from;
        while (to < count && starts[to] < end)
        {
            to++;
        }
        if (from == to || start >= end)
        {
            return;
        }
        final long left = starts[from];
        final long right = ends[to - 1];
        final int kept = (left < start ? 1 : 0) + (right > end ? 1 : 0);
        replace(from, to, kept);
        int at = from;
        if (left < start)
        {
            starts[at] = left;
            ends[at++] = start;
        }
        if (right > end)
        {
            starts[at] = end;
            ends[at] = right;
        }
        assert isOrdered();
    }

    /**
     * Take all out that lies below a number.
     *
     * @param number lowest that stays.
     */
    public void removeBelow(final long number)
    {
        int gone = 0;
        while (gone < count && ends[gone] <= number)
        {
            gone++;
        }
        if (gone == count)
        {
            count = 0;
            return;
        }
        if (gone > 0)
        {
            replace(0, gone, 0);
        }
        starts[0] = Math.max(starts[0], number);
    }

    /**
     * Take the lowest range out.
     */
    public void removeFirst()
    {
        replace(0, 1, 0);
    }

    /**
     * Take everything out.
     */
    public void clear()
    {
        count = 0;
    }

    /**
     * {@return how many ranges there are}
     */
    public int count()
    {
        return count;
    }

    /**
     * {@return whether there is no number}
     */
    public boolean isEmpty()
    {
        return 0 == count;
    }

    /**
     * {@return the first number of a range}
     *
     * @param index 0 for the lowest.
     */
    public long start(final int index)
    {
        return starts[index];
    }

    /**
     * {@return the number behind the last of a range}
     *
     * @param index 0 for the lowest.
     */
    public long end(final int index)
    {
        return ends[index];
    }

    /**
     * The first range that ends at a number or behind it: that which the number belongs to, or which it continues, if
     * there is one.
     *
     * @param number any.
     * @return its index; {@link #count()} where all end before.
     */
    public int firstEndingAt(final long number)
    {
        int low = 0;
        int high = count;
        while (low < high)
        {
            final int middle = low + high >>> 1;
            if (ends[middle] < number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Whether a range is there as a whole.
     *
     * @param start first number.
     * @param end   behind the last.
     * @return true if each of its numbers is.
     */
    public boolean contains(final long start, final long end)
    {
        final int index = firstEndingAt(end);
        return index < count && starts[index] <= start;
    }

    /** Make room for so many ranges in place of others. */
    private void replace(final int from, final int to, final int by)
    {
        final int newCount = count - (to - from) + by;
        if (newCount > starts.length)
        {
            final int length = Math.max(INITIAL_RANGES, 2 * starts.length);
            starts = Arrays.copyOf(starts, length);
            ends = Arrays.copyOf(ends, length);
        }
        if (to - from != by)
        {
            System.arraycopy(starts, to, starts, from + by, count - to);
            System.arraycopy(ends, to, ends, from + by, count - to);
        }
        count = newCount;
    }

    private boolean isOrdered()
    {
        for (int i = 0; i < count; i++)
        {
            if (starts[i] >= ends[i] || (i > 0 && starts[i] <= ends[i - 1]))
            {
                return false;
            }
        }
        return true;
    }
}
