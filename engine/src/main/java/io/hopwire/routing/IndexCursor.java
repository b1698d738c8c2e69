package io.hopwire.routing;

import org.agrona.DirectBuffer;

/**
 * Walks the ordered index in one direction, away from the place of a probe. As careful as {@link TableView} is: on an
 * index that changes under it it may answer nonsense, but never leaves the memory.
 */
final class IndexCursor
{
    private static final int NONE = -1;

    private final int direction;
    private final TableLayout layout;
    private final DirectBuffer buffer;
    private final TableView view;
    private final DirectBuffer probe;
    private int row;
    private int entry;
    private int block;
    private int count;
    private int lastRow;
    private long probeWord;
    private boolean valid;

    IndexCursor(
        final int direction,
        final TableLayout layout,
        final DirectBuffer buffer,
        final TableView view,
        final DirectBuffer probe)
    {
        this.direction = direction;
        this.layout = layout;
        this.buffer = buffer;
        this.view = view;
        this.probe = probe;
    }

    /**
     * Stand at a place, which may be one before or behind the entries of its row.
     */
    void set(final int row, final int entry)
    {
        lastRow = view.rows() - 1;
        probeWord = Distance.word(probe, 0);
        enter(row);
        this.entry = entry;
        settle();
    }

    /**
     * Stand at another entry of the same block; one before the first or behind the last is in the block that follows.
     */
    void moveTo(final int entry)
    {
        this.entry = entry;
        settle();
    }

    void step()
    {
        moveTo(entry + direction);
    }

    int direction()
    {
        return direction;
    }

    int block()
    {
        return block;
    }

    int entry()
    {
        return entry;
    }

    /**
     * Where this block ends, in the direction of the walk.
     */
    int end()
    {
        return direction > 0 ? count : -1;
    }

    int slot()
    {
        return view.slotAt(block, entry);
    }

    /**
     * Leading bits that this entry shares with the probe, or -1 at the end of the index.
     */
    int prefix()
    {
        return valid ? prefix(block, entry) : NONE;
    }

    int prefix(final int block, final int entry)
    {
        final long difference = buffer.getLong(block + entry * Long.BYTES) ^ probeWord;
        return 0 != difference ?
            Long.numberOfLeadingZeros(difference) :
            Distance.commonPrefixLength(buffer, layout.record(view.slotAt(block, entry)), probe, 0);
    }

    private void settle()
    {
        valid = entry >= 0 && entry < count;
        if (!valid)
        {
            final int next = row + direction;
            if (next < 0 || next > lastRow)
            {
                return;
            }
            enter(next);
            entry = direction > 0 ? 0 : count - 1;
            // Only a block in the middle of a change is empty.
            valid = count > 0;
        }
    }

    private void enter(final int row)
    {
        this.row = row;
        block = view.block(row);
        count = view.count(row);
    }
}
