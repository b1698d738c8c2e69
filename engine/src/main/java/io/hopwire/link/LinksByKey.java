package io.hopwire.link;

/**
 * The links by the keyed hash of their peer's key: open addressing, and nothing beside the links, which know their
 * hash. Not thread-safe.
 */
final class LinksByKey
{
    private static final int INITIAL_CAPACITY = 16;

    private Link[] cells = new Link[INITIAL_CAPACITY];
    private int size;

    /**
     * The link of that hash.
     *
     * @return it, or null.
     */
    Link get(final long hash)
    {
        return cells[cell(hash)];
    }

    /**
     * Add a link, in place of the one of the same hash if there is one.
     */
    void put(final Link link)
    {
        int cell = cell(link.keyHash);
        if (null == cells[cell] && 3 * ++size > 2 * cells.length)
        {
            grow();
            cell = cell(link.keyHash);
        }
        cells[cell] = link;
    }

    /**
     * Take a link out that is in, and move up the ones behind it that could otherwise no longer be found.
     */
    void remove(final Link link)
    {
        final int mask = cells.length - 1;
        int hole = cell(link.keyHash);
        int cell = hole;
        assert cells[hole] == link && size > 0 : "it is in";
        size--;
        cells[hole] = null;
        while (null != cells[cell = cell + 1 & mask])
        {
            final int home = (int)cells[cell].keyHash & mask;
            if ((cell - home & mask) >= (cell - hole & mask))
            {
                cells[hole] = cells[cell];
                cells[cell] = null;
                hole = cell;
            }
        }
    }

    /** Where a link of that hash is, or the empty cell where it belongs. */
    private int cell(final long hash)
    {
        final int mask = cells.length - 1;
        int cell = (int)hash & mask;
        while (null != cells[cell] && cells[cell].keyHash != hash)
        {
            cell = cell + 1 & mask;
        }
        return cell;
    }

    private void grow()
    {
        final Link[] before = cells;
        cells = new Link[2 * before.length];
        for (final Link link : before)
        {
            if (null != link)
            {
                cells[cell(link.keyHash)] = link;
            }
        }
    }
}
