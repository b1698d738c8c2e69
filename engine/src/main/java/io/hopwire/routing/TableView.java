package io.hopwire.routing;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the ordered index: where an id stands, and which contacts are closest to one.
 * <p>
 * The writer's view is always consistent. A concurrent reader's may be in the middle of a change: whatever is read as
 * an index or a count is therefore forced into its range, and every loop has a bound of its own, so that the worst
 * outcome is an answer that the reader's validation throws away.
 * <p>
 * <b>How the closest are found.</b> The contacts that share exactly c leading bits with the target are a contiguous run
 * in id order, next to the target's own place, on one side of it; and those with greater c are closer. So two cursors
 * walk outwards from that place, run by run, and only a run needs sorting. A run too long to be taken whole is entered
 * at the place of the target with bit c flipped: there the rule holds again, one bit deeper.
 */
final class TableView
{
    /**
     * Most contacts one search returns.
     */
    static final int MAX_RESULTS = 64;

    private static final int NONE = -1;

    /** The low bits of a sorted distance say whose it is; distances alike but for them are compared in full. */
    private static final long CANDIDATE_MASK = 2 * MAX_RESULTS - 1;

    private final TableLayout layout;
    private final MutableDirectBuffer buffer;

    private final UnsafeBuffer probe = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private final int[] candidates;
    private final long[] order;
    private DirectBuffer target;
    private int targetOffset;
    private long targetWord;
    private int found;
    private int walkedBucket;

    private final IndexCursor left;
    private final IndexCursor right;
    private final IndexPlace place;
    private final NearestContact nearest;

    TableView(final TableLayout layout, final MutableDirectBuffer buffer)
    {
        this(layout, buffer, new RoutingMemory());
    }

    TableView(final TableLayout layout, final MutableDirectBuffer buffer, final RoutingMemory memory)
    {
        this.candidates = memory.candidates;
        this.order = memory.order;
        this.layout = layout;
        this.buffer = buffer;
        this.left = new IndexCursor(-1, layout, buffer, this, probe);
        this.right = new IndexCursor(1, layout, buffer, this, probe);
        this.place = new IndexPlace(layout, buffer, this);
        this.nearest = new NearestContact(this, place);
    }

    /**
     * Row of the place that {@link #seek} found.
     */
    int row()
    {
        return place.row();
    }

    /**
     * Entry, in its row's block, of the place that {@link #seek} found; may be one behind the block's last.
     */
    int entry()
    {
        return place.entry();
    }

    int rows()
    {
        return clamp(buffer.getInt(TableLayout.BLOCKS_OFFSET), layout.maxBlocks);
    }

    int block(final int row)
    {
        return layout.block(clamp(
            buffer.getInt(layout.row(row) + TableLayout.ROW_BLOCK_OFFSET), layout.maxBlocks - 1));
    }

    int count(final int row)
    {
        return clamp(buffer.getInt(layout.row(row) + TableLayout.ROW_COUNT_OFFSET), TableLayout.BLOCK_ENTRIES);
    }

    int slotAt(final int block, final int entry)
    {
        return clamp(
            buffer.getInt(block + TableLayout.BLOCK_SLOTS_OFFSET + entry * Integer.BYTES), layout.capacity - 1);
    }

    /**
     * Slot of the n-th result of the last search.
     */
    int result(final int index)
    {
        return candidates[(int)(order[index] & CANDIDATE_MASK)];
    }

    /**
     * Slot of an id, or -1.
     */
    int find(final DirectBuffer id, final int offset)
    {
        return seek(id, offset) ? slotAt(place.block(), place.entry()) : NONE;
    }

    /**
     * Find the place of an id: the first entry that is not before it. True where the id itself is there.
     */
    boolean seek(final DirectBuffer id, final int offset)
    {
        return place.seek(id, offset);
    }

    /**
     * The contacts closest to a target, exactly, in ascending order of distance.
     *
     * @return how many were found; their slots are {@link #result(int)}.
     */
    int search(final DirectBuffer target, final int offset, final int max)
    {
        this.target = target;
        this.targetOffset = offset;
        this.targetWord = Distance.word(target, offset);
        found = 0;
        if (rows() > 0 && max > 0)
        {
            final int limit = Math.min(max, MAX_RESULTS);
            probe.putBytes(0, target, offset, Distance.ID_LENGTH);
            int floor = NONE;
            int tooLong = gatherAround(limit, floor);
            while (tooLong > floor && tooLong < Distance.ID_BITS)
            {
                floor = tooLong;
                probe.putByte(floor >> 3, (byte)(probe.getByte(floor >> 3) ^ (0x80 >>> (floor & 7))));
                tooLong = gatherAround(limit, floor);
            }
        }
        return found;
    }

    /**
     * The contact closest to a target.
     *
     * @return its slot, or -1 where the table is empty.
     */
    int closest(final DirectBuffer target, final int offset)
    {
        return nearest.find(target, offset);
    }

    int copyClosest(final DirectBuffer target, final int offset, final int max, final ContactList out)
    {
        out.clear();
        final int wanted = Math.min(max, out.capacity());
        if (1 == wanted)
        {
            final int slot = closest(target, offset);
            if (NONE != slot)
            {
                out.add(buffer, layout.record(slot));
            }
            return out.size();
        }
        final int count = search(target, offset, wanted);
        for (int i = 0; i < count; i++)
        {
            out.add(buffer, layout.record(result(i)));
        }
        return count;
    }

    boolean copyOf(final DirectBuffer id, final int offset, final ContactList out)
    {
        out.clear();
        final int slot = find(id, offset);
        if (slot >= 0)
        {
            out.add(buffer, layout.record(slot));
        }
        return slot >= 0;
    }

    /**
     * Begin to walk a bucket, that is the run of contacts that share exactly so many bits with the table's own id.
     *
     * @return slot of the first, or -1.
     */
    int firstOfBucket(final DirectBuffer ownId, final int bucket)
    {
        probe.putBytes(0, ownId, 0, Distance.ID_LENGTH);
        final int index = bucket >> 3;
        final int bit = 0x80 >>> (bucket & 7);
        probe.putByte(index, (byte)((probe.getByte(index) ^ bit) & -bit));
        probe.setMemory(index + 1, Distance.ID_LENGTH - index - 1, (byte)0);
        walkedBucket = bucket;
        seek(probe, 0);
        right.set(place.row(), place.entry());
        return walked();
    }

    /**
     * Go on with the walk of {@link #firstOfBucket}, for as long as nothing else is asked of this view.
     *
     * @return slot of the next, or -1.
     */
    int nextOfBucket()
    {
        right.step();
        return walked();
    }

    private int walked()
    {
        return right.prefix() > walkedBucket ? right.slot() : NONE;
    }

    /**
     * Gather run after run around the probe. Answers the common prefix length of a run that was too long, or -1.
     */
    private int gatherAround(final int limit, final int floor)
    {
        seek(probe, 0);
        left.set(place.row(), place.entry() - 1);
        right.set(place.row(), place.entry());
        while (found < limit)
        {
            final int leftPrefix = left.prefix();
            final int rightPrefix = right.prefix();
            final int prefix = Math.max(leftPrefix, rightPrefix);
            if (prefix <= floor)
            {
                return NONE;
            }
            if (!gatherRun(leftPrefix > rightPrefix ? left : right, prefix, limit))
            {
                return prefix;
            }
        }
        return NONE;
    }

    /**
     * Gather the run that begins at a cursor; only those of it that belong to the closest so far are kept.
     */
    private boolean gatherRun(final IndexCursor cursor, final int prefix, final int limit)
    {
        final int first = found;
        final int step = cursor.direction();
        int gathered = first;
        do
        {
            final int block = cursor.block();
            final int end = cursor.end();
            int entry = cursor.entry();
            do
            {
                if (gathered - first == MAX_RESULTS)
                {
                    found = first;
                    return false;
                }
                candidates[gathered] = slotAt(block, entry);
                insert(first, limit, buffer.getLong(block + entry * Long.BYTES) ^ targetWord, gathered++);
                entry += step;
            }
            while (entry != end && cursor.prefix(block, entry) == prefix);
            cursor.moveTo(entry);
        }
        while (cursor.prefix() == prefix);
        return true;
    }

    /**
     * Insertion sort: runs are short, and each is behind all before it.
     */
    private void insert(final int first, final int limit, final long distance, final int candidate)
    {
        // The sign is turned over because distances are unsigned and comparisons are not.
        final long value = ((distance ^ Long.MIN_VALUE) & ~CANDIDATE_MASK) | candidate;
        int i = found;
        if (i == limit)
        {
            if (!isBefore(value, order[limit - 1]))
            {
                return;
            }
            i--;
        }
        else
        {
            found++;
        }
        while (i > first && isBefore(value, order[i - 1]))
        {
            order[i] = order[i - 1];
            i--;
        }
        order[i] = value;
    }

    private boolean isBefore(final long a, final long b)
    {
        return (a ^ b) > CANDIDATE_MASK || (a ^ b) < 0 ?
            a < b : isCloser(candidates[(int)(a & CANDIDATE_MASK)], candidates[(int)(b & CANDIDATE_MASK)]);
    }

    private boolean isCloser(final int slotA, final int slotB)
    {
        return Distance.closer(buffer, layout.record(slotA), buffer, layout.record(slotB), target, targetOffset);
    }

    static int clamp(final int value, final int max)
    {
        return Math.max(0, Math.min(value, max));
    }
}
