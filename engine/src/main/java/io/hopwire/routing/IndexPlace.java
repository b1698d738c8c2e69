package io.hopwire.routing;

import org.agrona.DirectBuffer;

/**
 * Finds where an id, or the key it begins with, stands in the ordered index. Whether a key is in front of another is as
 * good as random, and a branch on it would be mispredicted every other time: comparisons are therefore computed, and
 * there are always as many of them. They leave out the lowest bit, without which a difference cannot overflow; keys
 * that are alike but for it count as equal and are told apart by their ids.
 * <p>
 * As careful as {@link TableView} with an index that changes under it.
 */
final class IndexPlace
{
    private static final int FEW_ROWS = 4;

    private final TableLayout layout;
    private final DirectBuffer buffer;
    private final TableView view;
    private int row;
    private int entry;
    private int block;
    private int count;

    IndexPlace(final TableLayout layout, final DirectBuffer buffer, final TableView view)
    {
        this.layout = layout;
        this.buffer = buffer;
        this.view = view;
    }

    /**
     * Find the place of a key in a table that is not empty: behind all lesser keys, in the row that holds the last of
     * them.
     */
    void find(final long key)
    {
        row = Math.max(0, rowsBelow(key, view.rows()) - 1);
        block = view.block(row);
        count = view.count(row);
        entry = entriesBelow(key);
    }

    /**
     * Find the place of an id: the first entry that is not before it. True where the id itself is there.
     */
    boolean seek(final DirectBuffer id, final int offset)
    {
        final int rows = view.rows();
        if (0 == rows)
        {
            row = 0;
            entry = 0;
            return false;
        }
        final long key = Distance.word(id, offset);
        find(key);
        if (entry < count)
        {
            return isAlike(keyAt(block, entry), key) &&
                (0 == compareEntry(block, entry, id, offset) || seekAmongAlike(rows, id, offset));
        }
        return row + 1 < rows && isAlike(rowKey(row + 1), key) && seekAmongAlike(rows, id, offset);
    }

    int row()
    {
        return row;
    }

    /**
     * Entry in the row's block; may be one behind the block's last.
     */
    int entry()
    {
        return entry;
    }

    int block()
    {
        return block;
    }

    int count()
    {
        return count;
    }

    long keyAt(final int block, final int entry)
    {
        return buffer.getLong(block + entry * Long.BYTES);
    }

    /**
     * -1, that is all bits, where the first key is less than the second, else 0.
     */
    static int isBelow(final long a, final long b)
    {
        return (int)((a >>> 1) - (b >>> 1) >> 63);
    }

    static boolean isAlike(final long a, final long b)
    {
        return (a ^ b) >>> 1 == 0;
    }

    private int rowsBelow(final long key, final int rows)
    {
        final int cell = layout.cell(layout.cellOf(key));
        final int first = TableView.clamp(buffer.getInt(cell), rows);
        final int end = TableView.clamp(buffer.getInt(cell + Integer.BYTES), rows);
        if (end - first > FEW_ROWS)
        {
            return bisectRows(key, first, end);
        }
        int below = first;
        for (int i = 0; i < FEW_ROWS; i++)
        {
            below -= isBelow(rowKey(first + i), key) & first + i - end >> 31;
        }
        return below;
    }

    private int bisectRows(final long key, final int first, final int end)
    {
        int low = first;
        int high = end;
        while (low < high)
        {
            final int middle = (low + high) >>> 1;
            if (0 != isBelow(rowKey(middle), key))
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

    private long rowKey(final int row)
    {
        return buffer.getLong(layout.row(row) + TableLayout.ROW_KEY_OFFSET);
    }

    private int entriesBelow(final long key)
    {
        int below = 0;
        below += (isBelow(7, key) + isBelow(15, key) + isBelow(23, key)) * -8;
        below += (isBelow(below + 1, key) + isBelow(below + 3, key) + isBelow(below + 5, key)) * -2;
        return below - isBelow(below, key) - isBelow(below + 1, key);
    }

    private int isBelow(final int entry, final long key)
    {
        return isBelow(keyAt(block, entry), key) & entry - count >> 31;
    }

    /**
     * Ids whose keys are alike are next to each other, perhaps in several rows.
     */
    private boolean seekAmongAlike(final int rows, final DirectBuffer id, final int offset)
    {
        while (row + 1 < rows && compareEntry(view.block(row + 1), 0, id, offset) <= 0)
        {
            row++;
        }
        block = view.block(row);
        count = view.count(row);
        entry = 0;
        int order = -1;
        while (entry < count && (order = compareEntry(block, entry, id, offset)) < 0)
        {
            entry++;
        }
        return 0 == order;
    }

    private int compareEntry(final int block, final int entry, final DirectBuffer id, final int offset)
    {
        return Distance.compareIds(buffer, layout.record(view.slotAt(block, entry)), id, offset);
    }
}
