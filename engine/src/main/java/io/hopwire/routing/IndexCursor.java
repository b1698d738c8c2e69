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
    private long key;
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
        enter(row);
        this.entry = entry;
        settle();
    }

    void step()
    {
        entry += direction;
        settle();
    }

    long key()
    {
        return key;
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
        if (!valid)
        {
            return NONE;
        }
        final long difference = key ^ Distance.word(probe, 0);
        return 0 != difference ?
            Long.numberOfLeadingZeros(difference) :
            Distance.commonPrefixLength(buffer, layout.record(slot()), probe, 0);
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
            entry = direction > 0 ? 0 : Math.max(0, count - 1);
            valid = true;
        }
        key = buffer.getLong(block + entry * Long.BYTES);
    }

    private void enter(final int row)
    {
        this.row = row;
        block = view.block(row);
        count = view.count(row);
    }
}
