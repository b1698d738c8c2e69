package io.hopwire.link;

import org.agrona.DirectBuffer;

import java.util.Arrays;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * The links that a message may take, in the order of their peers' ids: answers which of them is closest to a target,
 * the next hop.
 * <pre>
 *   cells     entries whose id begins with less than n, for n from 0 on            4 bytes each
 *   entries   by first word:  first 8 bytes of the id, big endian | link id       16 bytes each
 * </pre>
 * There are about as many cells as entries and ids are hashes, so a cell says where a target belongs up to one or two
 * entries; where ids are crowded its entries are searched by bisection. The entries that share the same number of
 * leading bits with the target are a run on one side of that place, and the nearer runs are the closer ones. So a
 * look-up reads a cell and a few entries next to each other. The other 24 bytes of an id, which count only where first
 * words are alike, are asked for.
 * <p>
 * Does not allocate but to grow. A look-up takes a time that does not depend on the number of links, unless the closest
 * ones are excluded; a change moves what lies behind it, which is little beside the handshake that led to it. Not
 * thread-safe.
 */
public final class NeighbourIndex
{
    /**
     * Answer where there is no link.
     */
    public static final int NONE = -1;

    private static final int INITIAL_BITS = 3;
    private static final int ID_WORDS = 4;
    private static final int FEW_ENTRIES = 8;

    private final Ids ids;
    private int bits = INITIAL_BITS;
    private int[] cells = new int[(1 << INITIAL_BITS) + 1];
    private long[] entries = new long[2 << INITIAL_BITS];
    private int size;

    /**
     * Without links.
     *
     * @param ids of the links that will be in it.
     */
    public NeighbourIndex(final Ids ids)
    {
        this.ids = ids;
    }

    /**
     * Who keeps the ids of the links.
     */
    @FunctionalInterface
    public interface Ids
    {
        /**
         * Part of an id.
         *
         * @param linkId of a link in the index.
         * @param word   which 8 bytes, from 0 on.
         * @return these bytes, big endian.
         */
        long word(int linkId, int word);
    }

    /**
     * Links that a look-up shall pass over.
     */
    @FunctionalInterface
    public interface Exclusions
    {
        /**
         * Whether a link must not be the answer.
         *
         * @param linkId in question.
         * @return true to pass over it.
         */
        boolean isExcluded(int linkId);
    }

    /** {@return how many links are in the index} */
    public int size()
    {
        return size;
    }

    /**
     * Add a link.
     *
     * @param id     holds the peer's id.
     * @param offset its first byte.
     * @param linkId of the link, not negative.
     */
    public void add(final DirectBuffer id, final int offset, final int linkId)
    {
        assert linkId >= 0 : linkId;
        if (size == 1 << bits)
        {
            grow();
        }
        final long word = id.getLong(offset, BIG_ENDIAN);
        final int index = place(word);
        System.arraycopy(entries, 2 * index, entries, 2 * (index + 1), 2 * (size - index));
        entries[2 * index] = word;
        entries[2 * index + 1] = linkId;
        size++;
        addToCellsBehind(word, 1);
        assert cells[cells.length - 1] == size : "every entry is in a cell";
    }

    /**
     * Take a link out.
     *
     * @param id     holds the peer's id.
     * @param offset its first byte.
     * @param linkId of the link.
     * @return false where it is not there.
     */
    public boolean remove(final DirectBuffer id, final int offset, final int linkId)
    {
        final long word = id.getLong(offset, BIG_ENDIAN);
        for (int index = place(word); index < size && word == word(index); index++)
        {
            if (linkId == linkId(index))
            {
                final int behind = size - index - 1;
                System.arraycopy(entries, 2 * (index + 1), entries, 2 * index, 2 * behind);
                size--;
                addToCellsBehind(word, -1);
                assert cells[cells.length - 1] == size : "every entry is in a cell";
                return true;
            }
        }
        return false;
    }

    /**
     * The link whose peer's id is closest to a target.
     *
     * @param target     holds the target's id.
     * @param offset     its first byte.
     * @param exclusions links to pass over.
     * @return id of the link; {@link #NONE} where none is left.
     */
    public int closest(final DirectBuffer target, final int offset, final Exclusions exclusions)
    {
        final long word = target.getLong(offset, BIG_ENDIAN);
        int right = place(word);
        int left = right - 1;
        while (left >= 0 || right < size)
        {
            final boolean isLeft =
                right == size || left >= 0 && isBelow(word(left) ^ word, word(right) ^ word);
            final int first = isLeft ? left : right;
            final int step = isLeft ? -1 : 1;
            final long run = runMask(word(first) ^ word);
            final int closest = closestOfRun(first, step, run, target, offset, exclusions);
            if (NONE != closest)
            {
                return linkId(closest);
            }
            final int next = behindRun(first, step, run, word);
            left = isLeft ? next : left;
            right = isLeft ? right : next;
        }
        return NONE;
    }

    /**
     * Entry closest to a target in the run that begins at an entry, or {@link #NONE} where all of it is excluded.
     */
    private int closestOfRun(
        final int first,
        final int step,
        final long run,
        final DirectBuffer target,
        final int offset,
        final Exclusions exclusions)
    {
        final long word = target.getLong(offset, BIG_ENDIAN);
        int closest = NONE;
        long least = -1;
        for (int i = first; i >= 0 && i < size; i += step)
        {
            final long distance = word(i) ^ word;
            if (isBelow(run, distance))
            {
                break;
            }
            final boolean isCloser = NONE == closest || isBelow(distance, least) ||
                distance == least && isRestCloser(i, closest, target, offset);
            if (isCloser && !exclusions.isExcluded(linkId(i)))
            {
                closest = i;
                least = distance;
            }
        }
        return closest;
    }

    private int behindRun(final int first, final int step, final long run, final long word)
    {
        int i = first;
        while (i >= 0 && i < size && !isBelow(run, word(i) ^ word))
        {
            i += step;
        }
        return i;
    }

    private boolean isRestCloser(final int a, final int b, final DirectBuffer target, final int offset)
    {
        for (int i = 1; i < ID_WORDS; i++)
        {
            final long word = target.getLong(offset + i * Long.BYTES, BIG_ENDIAN);
            final long distanceA = ids.word(linkId(a), i) ^ word;
            final long distanceB = ids.word(linkId(b), i) ^ word;
            if (distanceA != distanceB)
            {
                return isBelow(distanceA, distanceB);
            }
        }
        return false;
    }

    /**
     * The greatest distance of those that share as many leading bits with the target as the one at this distance.
     */
    private static long runMask(final long distance)
    {
        return 0 == distance ? 0 : -1L >>> Long.numberOfLeadingZeros(distance);
    }

    /**
     * The first entry whose word is not below this one.
     */
    private int place(final long word)
    {
        final int cell = cellOf(word);
        int low = cells[cell];
        int high = cells[cell + 1];
        while (high - low > FEW_ENTRIES)
        {
            final int middle = (low + high) >>> 1;
            if (isBelow(word(middle), word))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        while (low < high && isBelow(word(low), word))
        {
            low++;
        }
        assert low == size || !isBelow(word(low), word) : "entries are in order, and cells say where they begin";
        assert 0 == low || isBelow(word(low - 1), word) : "it is the first";
        return low;
    }

    private void grow()
    {
        bits++;
        entries = Arrays.copyOf(entries, 2 << bits);
        cells = new int[(1 << bits) + 1];
        for (int i = 0; i < size; i++)
        {
            cells[cellOf(word(i)) + 1]++;
        }
        for (int cell = 1; cell < cells.length; cell++)
        {
            cells[cell] += cells[cell - 1];
        }
    }

    private void addToCellsBehind(final long word, final int count)
    {
        for (int cell = cellOf(word) + 1; cell < cells.length; cell++)
        {
            cells[cell] += count;
        }
    }

    private int cellOf(final long word)
    {
        return (int)(word >>> Long.SIZE - bits);
    }

    private long word(final int index)
    {
        return entries[2 * index];
    }

    private int linkId(final int index)
    {
        return (int)entries[2 * index + 1];
    }

    private static boolean isBelow(final long a, final long b)
    {
        return Long.compareUnsigned(a, b) < 0;
    }
}
