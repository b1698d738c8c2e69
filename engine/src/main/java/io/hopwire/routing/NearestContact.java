package io.hopwire.routing;

import org.agrona.DirectBuffer;

/**
 * Finds the one contact closest to a target. It is what {@link TableView#search} finds first, but needs
 * no candidates, no order and no copy of the target. The contacts that share most leading bits with the target are a
 * run, mostly of one or two, that begins at the target's place; the least of their distances is looked for without a
 * branch among the first few, and only if the run is longer it is walked. Where keys alone do not tell, {@link
 * TableView#search} is asked.
 * <p>
 * As careful as {@link TableView} with an index that changes under it.
 */
final class NearestContact
{
    private static final int NONE = -1;
    private static final int FEW_STEPS = 5;
    private static final int MAX_STEPS = 2 * TableLayout.BLOCK_ENTRIES;

    private final TableView view;
    private final IndexPlace place;

    NearestContact(final TableView view, final IndexPlace place)
    {
        this.view = view;
        this.place = place;
    }

    /**
     * Slot of the contact closest to a target, or -1 where the table is empty.
     */
    int find(final DirectBuffer target, final int offset)
    {
        int slot = NONE;
        if (view.rows() > 0)
        {
            slot = findByKeys(Distance.word(target, offset));
            if (NONE == slot)
            {
                // Most likely it is the target itself.
                slot = view.find(target, offset);
            }
        }
        return NONE != slot || 0 == view.search(target, offset, 1) ? slot : view.result(0);
    }

    /**
     * Of both neighbours of a place only one shares the first bit in which they differ with what belongs there.
     */
    private int findByKeys(final long key)
    {
        place.find(key);
        final int block = place.block();
        final int entry = place.entry();
        if (0 == entry || entry >= place.count())
        {
            return findAtEdge(key);
        }
        final long left = place.keyAt(block, entry - 1) ^ key;
        final long right = place.keyAt(block, entry) ^ key;
        final int isRight = IndexPlace.isBelow(right, left);
        return findInBlock(key, entry - 1 - isRight, -2 * isRight - 1);
    }

    private int findAtEdge(final long key)
    {
        final int next = place.row() + 1;
        if (0 == place.entry())
        {
            return walk(key, 0, 0, 1);
        }
        final long left = place.keyAt(place.block(), place.entry() - 1) ^ key;
        return next < view.rows() && 0 != IndexPlace.isBelow(place.keyAt(view.block(next), 0) ^ key, left) ?
            walk(key, next, 0, 1) : walk(key, place.row(), place.entry() - 1, -1);
    }

    private int findInBlock(final long key, final int first, final int step)
    {
        final int block = place.block();
        final int last = place.count() - 1;
        long least = place.keyAt(block, first) ^ key;
        int leastEntry = first;
        // Whoever shares fewer bits with the key than the first one does shows a bit in here.
        final long beyondRun = -2 * Long.highestOneBit(least);
        long beyond = 0;
        for (int i = 1; i <= FEW_STEPS; i++)
        {
            final int entry = first + i * step;
            final int isThere = ~((entry | last - entry) >> 31);
            final long distance = place.keyAt(block, entry) ^ key;
            final int isLess = IndexPlace.isBelow(distance, least) & isThere;
            least ^= (least ^ distance) & isLess;
            leastEntry += (entry - leastEntry) & isLess;
            beyond |= distance & beyondRun & isThere;
        }
        // The run ends within the few, the key itself is not there, and no other contact's key is like the closest's.
        return 0 != beyond && 0 != least && !IndexPlace.isAlike(place.keyAt(block, leastEntry + step) ^ key, least) ?
            view.slotAt(block, leastEntry) : walk(key, place.row(), first, step);
    }

    /**
     * The closest of the run that begins at an entry.
     *
     * @return its slot, or -1 where the keys do not tell.
     */
    private int walk(final long key, final int firstRow, final int firstEntry, final int step)
    {
        int row = firstRow;
        int entry = firstEntry;
        int block = view.block(row);
        int count = view.count(row);
        long least = place.keyAt(block, entry) ^ key;
        int slot = view.slotAt(block, entry);
        final long firstBit = Long.highestOneBit(least);
        for (int i = 0; i < MAX_STEPS && 0 != least; i++)
        {
            entry += step;
            if (entry < 0 || entry >= count)
            {
                row += step;
                if (row < 0 || row >= view.rows())
                {
                    return slot;
                }
                block = view.block(row);
                count = view.count(row);
                entry = step > 0 ? 0 : Math.max(0, count - 1);
            }
            final long distance = place.keyAt(block, entry) ^ key;
            if (IndexPlace.isAlike(distance, least))
            {
                return NONE;
            }
            if (Long.highestOneBit(distance) != firstBit)
            {
                return slot;
            }
            if (0 != IndexPlace.isBelow(distance, least))
            {
                least = distance;
                slot = view.slotAt(block, entry);
            }
        }
        return NONE;
    }
}
