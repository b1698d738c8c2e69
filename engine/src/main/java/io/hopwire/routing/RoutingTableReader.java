package io.hopwire.routing;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

import java.lang.invoke.VarHandle;

/**
 * Reads a {@link RoutingTable} from a thread that is not its writer's, without locks: it reads, and then looks whether
 * the version of the table is still the one from before. If not, it reads again. An answer is therefore what the table
 * held at one instant: no contact is torn, none is missing that was there all the while, and the order is exact.
 * <p>
 * The writer never waits for a reader. A reader whose tries are used up, because the writer's changes follow each other
 * too closely or its thread was taken off the processor in the middle of one, answers {@link #CONTENDED}; ask again
 * later, or have the writer's thread answer.
 * <p>
 * Not thread-safe itself: one per thread. Does not allocate.
 */
public final class RoutingTableReader
{
    /** The table changed under every try. */
    public static final int CONTENDED = -1;

    private static final int MAX_TRIES = 256;
    private static final int MAX_SPINS = 1 << 16;
    private static final long NO_VERSION = -1;

    private final AtomicBuffer buffer;
    private final TableView view;

    /**
     * Over the memory of a table that is already made.
     *
     * @param buffer that the table was given.
     */
    public RoutingTableReader(final AtomicBuffer buffer)
    {
        this.buffer = buffer;
        final TableLayout layout = new TableLayout(
            buffer.getInt(TableLayout.CAPACITY_OFFSET), buffer.getInt(TableLayout.ADDRESS_LENGTH_OFFSET));
        buffer.boundsCheck(0, layout.length);
        this.view = new TableView(layout, buffer);
    }

    /**
     * The contacts closest to an id, exactly, the closest first.
     *
     * @param targetId holds the id.
     * @param offset   its first byte.
     * @param max      most contacts wanted; {@link RoutingTable#MAX_CLOSEST} and the list's capacity bound it, too.
     * @param out      is cleared and filled; empty if contended.
     * @return contacts in the list, or {@link #CONTENDED}.
     */
    public int closest(final DirectBuffer targetId, final int offset, final int max, final ContactList out)
    {
        for (int i = 0; i < MAX_TRIES; i++)
        {
            final long version = begin();
            if (NO_VERSION == version)
            {
                break;
            }
            final int found = view.copyClosest(targetId, offset, max, out);
            if (isStill(version))
            {
                return found;
            }
        }
        out.clear();
        return CONTENDED;
    }

    /**
     * Look a contact up.
     *
     * @param id     holds its id.
     * @param offset its first byte.
     * @param out    is cleared and, if the contact is known, holds it.
     * @return contacts in the list, 0 or 1, or {@link #CONTENDED}.
     */
    public int get(final DirectBuffer id, final int offset, final ContactList out)
    {
        for (int i = 0; i < MAX_TRIES; i++)
        {
            final long version = begin();
            if (NO_VERSION == version)
            {
                break;
            }
            view.copyOf(id, offset, out);
            if (isStill(version))
            {
                return out.size();
            }
        }
        out.clear();
        return CONTENDED;
    }

    /**
     * Contacts in the table, at about this time.
     *
     * @return contacts in the table.
     */
    public int size()
    {
        return buffer.getIntVolatile(TableLayout.SIZE_OFFSET);
    }

    private long begin()
    {
        for (int i = 0; i < MAX_SPINS; i++)
        {
            final long version = buffer.getLongAcquire(TableLayout.VERSION_OFFSET);
            if (0 == (version & 1))
            {
                return version;
            }
        }
        return NO_VERSION;
    }

    private boolean isStill(final long version)
    {
        // No load of the answer may happen after the version is looked at again.
        VarHandle.loadLoadFence();
        return version == buffer.getLongOpaque(TableLayout.VERSION_OFFSET);
    }
}
