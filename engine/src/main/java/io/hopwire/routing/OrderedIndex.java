package io.hopwire.routing;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the ordered index: the writer's half of {@link TableView}. Memory is all there from the start; what is free of
 * it is known to the writer only, on the heap.
 */
final class OrderedIndex
{
    private final TableLayout layout;
    private final MutableDirectBuffer buffer;
    private final TableView view;
    private final SlotMap slots;
    private final int[] freeBlocks;
    private int freeBlockCount;

    OrderedIndex(final TableLayout layout, final MutableDirectBuffer buffer, final TableView view)
    {
        this.layout = layout;
        this.buffer = buffer;
        this.view = view;
        slots = new SlotMap(layout.capacity);
        freeBlocks = new int[layout.maxBlocks];
        while (freeBlockCount < freeBlocks.length)
        {
            freeBlocks[freeBlockCount] = freeBlocks.length - 1 - freeBlockCount;
            freeBlockCount++;
        }
        buffer.setMemory(layout.cell(0), (layout.cells + 1) * Integer.BYTES, (byte)0);
    }

    int size()
    {
        return slots.used();
    }

    /**
     * Add an id that is not there. Answers its slot, whose record the caller fills; there must be room for it.
     */
    int add(final DirectBuffer id, final int offset)
    {
        final long key = Distance.word(id, offset);
        final int slot = slots.take(key);
        buffer.putInt(TableLayout.SIZE_OFFSET, size());
        // Ties of keys are broken by the record, so the id has to be there before it is in the index.
        buffer.putBytes(layout.record(slot), id, offset, Distance.ID_LENGTH);
        if (0 == view.rows())
        {
            insertRow(0, 0, freeBlocks[--freeBlockCount], 0);
        }
        view.seek(id, offset);
        if (TableLayout.BLOCK_ENTRIES == view.count(view.row()))
        {
            split(view.row());
            view.seek(id, offset);
        }
        insertEntry(view.row(), view.entry(), key, slot);
        return slot;
    }

    /**
     * Take out the id that {@link TableView#seek} has just found.
     */
    void removeFound()
    {
        final int row = view.row();
        final int entry = view.entry();
        assert entry < view.count(row) : "it was found";
        slots.release(view.slotAt(view.block(row), entry));
        buffer.putInt(TableLayout.SIZE_OFFSET, size());
        removeEntry(row, entry);
        if (0 == view.count(row))
        {
            removeRow(row);
        }
        else if (!merge(row - 1))
        {
            merge(row);
        }
    }

    private void insertEntry(final int row, final int entry, final long key, final int slot)
    {
        final int block = view.block(row);
        final int count = view.count(row);
        moveEntries(block, entry, block, entry + 1, count - entry);
        buffer.putLong(block + entry * Long.BYTES, key);
        buffer.putInt(block + TableLayout.BLOCK_SLOTS_OFFSET + entry * Integer.BYTES, slot);
        setCount(row, count + 1);
        assert isInOrder(row, entry) : "entries of a block are in ascending order";
    }

    private void removeEntry(final int row, final int entry)
    {
        final int block = view.block(row);
        final int count = view.count(row);
        moveEntries(block, entry + 1, block, entry, count - entry - 1);
        setCount(row, count - 1);
    }

    private void split(final int row)
    {
        final int half = TableLayout.BLOCK_ENTRIES / 2;
        final int added = freeBlocks[--freeBlockCount];
        final int addedBlock = layout.block(added);
        moveEntries(view.block(row), half, addedBlock, 0, half);
        setCount(row, half);
        insertRow(row + 1, buffer.getLong(addedBlock), added, half);
        merge(row + 1);
        merge(row - 1);
    }

    /**
     * Make this row and the next one, if both exist and are small enough.
     */
    private boolean merge(final int row)
    {
        final int next = row + 1;
        if (row < 0 || next >= view.rows())
        {
            return false;
        }
        final int count = view.count(row);
        final int nextCount = view.count(next);
        if (count + nextCount > TableLayout.MERGE_ENTRIES)
        {
            return false;
        }
        moveEntries(view.block(next), 0, view.block(row), count, nextCount);
        setCount(row, count + nextCount);
        removeRow(next);
        return true;
    }

    private void insertRow(final int row, final long key, final int block, final int count)
    {
        final int rows = view.rows();
        moveRows(row, row + 1, rows - row);
        addToCells(layout.cellOf(key), layout.cells, 1);
        buffer.putLong(layout.row(row) + TableLayout.ROW_KEY_OFFSET, key);
        buffer.putInt(layout.row(row) + TableLayout.ROW_BLOCK_OFFSET, block);
        buffer.putInt(layout.row(row) + TableLayout.ROW_COUNT_OFFSET, count);
        buffer.putInt(TableLayout.BLOCKS_OFFSET, rows + 1);
        assert isEveryRowInACell();
    }

    private void removeRow(final int row)
    {
        final int rows = view.rows();
        freeBlocks[freeBlockCount++] = buffer.getInt(layout.row(row) + TableLayout.ROW_BLOCK_OFFSET);
        addToCells(layout.cellOf(buffer.getLong(layout.row(row) + TableLayout.ROW_KEY_OFFSET)), layout.cells, -1);
        moveRows(row + 1, row, rows - row - 1);
        buffer.putInt(TableLayout.BLOCKS_OFFSET, rows - 1);
        assert isEveryRowInACell();
    }

    private boolean isEveryRowInACell()
    {
        return buffer.getInt(layout.cell(layout.cells)) == view.rows();
    }

    private boolean isInOrder(final int row, final int entry)
    {
        final int at = view.block(row) + entry * Long.BYTES;
        final long key = buffer.getLong(at);
        return (0 == entry || Long.compareUnsigned(buffer.getLong(at - Long.BYTES), key) <= 0) &&
            (entry + 1 == view.count(row) || Long.compareUnsigned(key, buffer.getLong(at + Long.BYTES)) <= 0);
    }

    private void setCount(final int row, final int count)
    {
        assert count >= 0 && count <= TableLayout.BLOCK_ENTRIES : count;
        final int offset = layout.row(row);
        final int oldCell = layout.cellOf(buffer.getLong(offset + TableLayout.ROW_KEY_OFFSET));
        final long key = buffer.getLong(view.block(row));
        final int cell = layout.cellOf(key);
        addToCells(cell, oldCell, 1);
        addToCells(oldCell, cell, -1);
        buffer.putInt(offset + TableLayout.ROW_COUNT_OFFSET, count);
        buffer.putLong(offset + TableLayout.ROW_KEY_OFFSET, key);
    }

    /**
     * Rows of cell {@code from} are in front of all cells behind it, up to and with {@code to}.
     */
    private void addToCells(final int from, final int to, final int rows)
    {
        for (int offset = layout.cell(from + 1), end = layout.cell(to); offset <= end; offset += Integer.BYTES)
        {
            buffer.putInt(offset, buffer.getInt(offset) + rows);
        }
    }

    private void moveRows(final int from, final int to, final int count)
    {
        buffer.putBytes(layout.row(to), buffer, layout.row(from), count * TableLayout.ROW_LENGTH);
    }

    private void moveEntries(final int fromBlock, final int from, final int toBlock, final int to, final int count)
    {
        buffer.putBytes(toBlock + to * Long.BYTES, buffer, fromBlock + from * Long.BYTES, count * Long.BYTES);
        buffer.putBytes(
            toBlock + TableLayout.BLOCK_SLOTS_OFFSET + to * Integer.BYTES,
            buffer,
            fromBlock + TableLayout.BLOCK_SLOTS_OFFSET + from * Integer.BYTES,
            count * Integer.BYTES);
    }
}
