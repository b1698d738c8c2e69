package io.hopwire.routing;

import org.agrona.BitUtil;

/**
 * Layout of the table's memory. Contacts stay where they are for life; their order is kept beside them, in blocks of at
 * most {@link #BLOCK_ENTRIES} entries, and the blocks' order in a directory. To insert moves a few entries of one
 * block, now and then some rows of the directory, and never a contact.
 * <pre>
 *   header       version i64 | size | blocks in use | capacity | length of an address   64 bytes
 *   cells        rows whose first key begins with less than n, for n from 0 on:  i32     4 bytes each
 *   directory    rows in id order:  first key u64 | block i32 | entries i32              16 bytes each
 *   blocks       entries in id order:  32 keys u64, then their 32 slots i32             384 bytes each
 *   records      slots in any order: {@link ContactRecord}                               96 bytes each and more
 * </pre>
 * A key is the first 8 bytes of an id as a big endian number. The cells are an index by the first bits of a key, about
 * as many as there are blocks: ids are hashes and hence spread evenly, so a cell leaves one or two rows to look at;
 * where they are not, around the own id, the rows between two cells are searched by bisection. Odd versions mean that
 * the writer is at work.
 */
final class TableLayout
{
    static final int VERSION_OFFSET = 0;
    static final int SIZE_OFFSET = 8;
    static final int BLOCKS_OFFSET = 12;
    static final int CAPACITY_OFFSET = 16;
    static final int ADDRESS_LENGTH_OFFSET = 20;
    static final int HEADER_LENGTH = BitUtil.CACHE_LINE_LENGTH;

    static final int ROW_KEY_OFFSET = 0;
    static final int ROW_BLOCK_OFFSET = 8;
    static final int ROW_COUNT_OFFSET = 12;
    static final int ROW_LENGTH = 16;

    static final int BLOCK_ENTRIES = 32;
    static final int BLOCK_SLOTS_OFFSET = BLOCK_ENTRIES * Long.BYTES;
    static final int BLOCK_LENGTH = BLOCK_SLOTS_OFFSET + BLOCK_ENTRIES * Integer.BYTES;

    /**
     * Two neighbouring blocks that together hold no more than this are made one, so that blocks cannot run out before
     * contacts do. Less than a full block, or a table at the edge would split and merge for ever.
     */
    static final int MERGE_ENTRIES = 24;

    static final int MAX_CAPACITY = 1 << 23;

    private static final int MAX_CELL_BITS = 16;

    final int capacity;
    final int addressLength;
    final int recordLength;
    final int maxBlocks;
    final int cells;
    final int rowsOffset;
    final int blocksOffset;
    final int recordsOffset;
    final int length;

    private final int cellShift;

    TableLayout(final int capacity, final int addressLength)
    {
        if (capacity < 1 || capacity > MAX_CAPACITY)
        {
            throw new IllegalArgumentException("capacity of a routing table: " + capacity);
        }
        this.capacity = capacity;
        this.addressLength = addressLength;
        this.recordLength = ContactRecord.length(addressLength);
        // Any two neighbours hold more than MERGE_ENTRIES; one odd block, and one more in the middle of a split.
        this.maxBlocks = 2 * (capacity / (MERGE_ENTRIES + 1)) + 3;
        final int cellBits = Math.min(Integer.SIZE - 1 - Integer.numberOfLeadingZeros(maxBlocks), MAX_CELL_BITS);
        this.cells = 1 << cellBits;
        this.cellShift = Long.SIZE - cellBits;
        this.rowsOffset =
            BitUtil.align(HEADER_LENGTH + (cells + 1) * Integer.BYTES, BitUtil.CACHE_LINE_LENGTH);
        this.blocksOffset = BitUtil.align(rowsOffset + maxBlocks * ROW_LENGTH, BitUtil.CACHE_LINE_LENGTH);
        this.recordsOffset = blocksOffset + maxBlocks * BLOCK_LENGTH;
        this.length = recordsOffset + capacity * recordLength;
    }

    int cellOf(final long key)
    {
        return (int)(key >>> cellShift);
    }

    int cell(final int index)
    {
        return HEADER_LENGTH + index * Integer.BYTES;
    }

    int row(final int position)
    {
        return rowsOffset + position * ROW_LENGTH;
    }

    int block(final int index)
    {
        return blocksOffset + index * BLOCK_LENGTH;
    }

    int record(final int slot)
    {
        return recordsOffset + slot * recordLength;
    }
}
