package io.hopwire.routing;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Inspector;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Kademlia's table of contacts, in lent memory and in the order of their ids.
 * <p>
 * <b>Threads.</b> One writer: everything here is called by the thread that runs the core. Any number of other threads
 * read through a {@link RoutingTableReader} of their own.
 * <p>
 * <b>Who gets in.</b> Only a contact that has answered for itself under the key it claims; who is merely told of, or
 * wrote to us unasked, has to be asked first. That is the caller's duty, and the name of
 * {@link #insertVerified} reminds of it. The rest is enforced here:
 * <ul>
 * <li>A bucket holds the contacts that share exactly so many leading bits with the own id, at most
 *     {@link RoutingLimits#bucketSize()} of them. Into a full one a newcomer gets only in place of a stale contact:
 *     those that have lived long are likely to live on, and nobody can push them out.</li>
 * <li>The {@link RoutingLimits#siblings()} contacts closest to the own id are kept whatever their bucket's limit. A
 *     bucket is over its limit only while all in it are siblings.</li>
 * <li>No network has more than its quota in a bucket and in the table.</li>
 * </ul>
 * Nothing here allocates, but for a table that grows, and no argument raises an exception once the table is made.
 */
public final class RoutingTable
{
    /** The contact is new and in the table. */
    public static final int INSERTED = 0;

    /** The contact was known; address, role and time are new, failures forgotten. */
    public static final int UPDATED = 1;

    /** Its bucket or the table is full of contacts that are not stale. */
    public static final int REFUSED_FULL = -1;

    /** Its network has its share already. A contact that moved there is left as it was. */
    public static final int REFUSED_QUOTA = -2;

    /** It is the own id. */
    public static final int REFUSED_SELF = -3;

    /** Another address has that id, as happens where few bits of an id count. */
    public static final int REFUSED_TAKEN = -4;

    /** Answer where an id is not in the table. */
    public static final int UNKNOWN = -1;

    /** Most contacts that one call of {@link #closest} returns. */
    public static final int MAX_CLOSEST = TableView.MAX_RESULTS;

    /** By how many contacts a table grows that does: half a block's worth. */
    private static final int GROWTH = TableLayout.BLOCK_ENTRIES / 2;

    private final RoutingLimits limits;
    private final long hashKey;
    private final int capacity;
    private final RoutingMemory memory;
    private DirectBuffer buffer;
    private TableLayout layout;
    private TableView view;
    private TableWriter writer;

    /**
     * An empty table.
     *
     * @param buffer        memory to use, aligned to 8 bytes, of at least {@link #requiredLength} bytes.
     * @param capacity      most contacts, more than there are siblings.
     * @param addressLength bytes of an address.
     * @param ownId         holds the id of this node.
     * @param ownIdOffset   its first byte.
     * @param limits        on buckets and networks.
     * @param hashKey       secret of this node, from its entropy: strangers must not be able to guess it.
     */
    public RoutingTable(
        final AtomicBuffer buffer,
        final int capacity,
        final int addressLength,
        final DirectBuffer ownId,
        final int ownIdOffset,
        final RoutingLimits limits,
        final long hashKey)
    {
        this.capacity = capacity;
        this.layout = new TableLayout(capacity, addressLength);
        this.hashKey = hashKey;
        if (capacity <= limits.siblings() || buffer.capacity() < layout.length)
        {
            throw new IllegalArgumentException(
                "a table of " + capacity + " contacts needs " + layout.length + " bytes, got " + buffer.capacity() +
                ", and fewer siblings than contacts, got " + limits.siblings());
        }
        this.buffer = buffer;
        this.limits = limits;
        this.memory = new RoutingMemory();
        this.view = new TableView(layout, buffer, memory);
        this.writer = new TableWriter(layout, buffer, view, ownId, ownIdOffset, limits, hashKey);
    }

    /**
     * An empty table in memory of its own, on the heap, which grows with the contacts: for hosts of thousands of nodes.
     * It is for one thread alone; nobody can read it through a {@link RoutingTableReader}.
     *
     * @param capacity      most contacts, more than there are siblings.
     * @param addressLength bytes of an address.
     * @param ownId         holds the id of this node.
     * @param ownIdOffset   its first byte.
     * @param limits        on buckets and networks.
     * @param hashKey       secret of this node, from its entropy: strangers must not be able to guess it.
     * @param memory        of searches, which tables may share.
     */
    public RoutingTable(
        final int capacity,
        final int addressLength,
        final DirectBuffer ownId,
        final int ownIdOffset,
        final RoutingLimits limits,
        final long hashKey,
        final RoutingMemory memory)
    {
        this.memory = memory;
        this.capacity = capacity;
        this.limits = limits;
        this.hashKey = hashKey;
        if (capacity <= limits.siblings())
        {
            throw new IllegalArgumentException("fewer siblings than contacts, got " + limits.siblings());
        }
        allocate(Math.min(capacity, Math.max(GROWTH, limits.siblings() + 1)), addressLength, ownId, ownIdOffset);
    }

    /**
     * Memory that a table needs: some 130 bytes a contact, all of it from the start.
     *
     * @param capacity      most contacts.
     * @param addressLength bytes of an address.
     * @return bytes.
     */
    public static int requiredLength(final int capacity, final int addressLength)
    {
        return new TableLayout(capacity, addressLength).length;
    }

    /**
     * Add a contact that has just answered for itself, or note that a known one has.
     *
     * @param key           holds its address, who it is.
     * @param keyOffset     first byte.
     * @param id            holds its id.
     * @param idOffset      first of {@link Distance#ID_LENGTH} bytes.
     * @param address       holds the network address it answered from, in canonical form.
     * @param addressOffset first of {@link Addresses#LENGTH} bytes.
     * @param role          0 to 255; what it means is the caller's.
     * @param nowNs         time.
     * @return {@link #INSERTED}, {@link #UPDATED}, {@link #REFUSED_FULL}, {@link #REFUSED_QUOTA},
     * {@link #REFUSED_SELF} or {@link #REFUSED_TAKEN}.
     */
    public int insertVerified(
        final DirectBuffer key,
        final int keyOffset,
        final DirectBuffer id,
        final int idOffset,
        final DirectBuffer address,
        final int addressOffset,
        final int role,
        final long nowNs)
    {
        final int bucket = bucketOf(id, idOffset);
        if (Distance.ID_BITS == bucket)
        {
            return REFUSED_SELF;
        }
        final int slot = view.find(id, idOffset);
        if (slot < 0 && writer.size() == layout.capacity && layout.capacity < capacity)
        {
            grow();
        }
        if (slot >= 0 && !hasKey(slot, key, keyOffset))
        {
            return REFUSED_TAKEN;
        }
        return slot >= 0 ?
            writer.update(slot, bucket, address, addressOffset, role, nowNs) :
            writer.insert(key, keyOffset, id, idOffset, address, addressOffset, role, nowNs);
    }

    /**
     * Forget a contact.
     *
     * @param id     holds its id.
     * @param offset its first byte.
     * @return false where it was not known.
     */
    public boolean remove(final DirectBuffer id, final int offset)
    {
        final int slot = view.find(id, offset);
        if (slot >= 0)
        {
            writer.remove(slot);
        }
        return slot >= 0;
    }

    /**
     * Note that a contact did not answer.
     *
     * @param id     holds its id.
     * @param offset its first byte.
     * @return its failures in a row, or {@link #UNKNOWN}.
     */
    public int markFailed(final DirectBuffer id, final int offset)
    {
        final int slot = view.find(id, offset);
        return slot >= 0 ? writer.fail(slot) : UNKNOWN;
    }

    /**
     * Note that a contact was heard of; its failures are forgotten.
     *
     * @param id     holds its id.
     * @param offset its first byte.
     * @param nowNs  time.
     * @return false where it is not known.
     */
    public boolean markSeen(final DirectBuffer id, final int offset, final long nowNs)
    {
        final int slot = view.find(id, offset);
        if (slot >= 0)
        {
            writer.seen(slot, nowNs);
        }
        return slot >= 0;
    }

    /**
     * Note the owner's link to a contact.
     *
     * @param id     holds its id.
     * @param offset its first byte.
     * @param linkId link, or {@link ContactRecord#NO_LINK}.
     * @return false where the contact is not known.
     */
    public boolean setLink(final DirectBuffer id, final int offset, final int linkId)
    {
        final int slot = view.find(id, offset);
        if (slot >= 0)
        {
            writer.link(slot, linkId);
        }
        return slot >= 0;
    }

    /**
     * The contacts closest to an id, exactly, the closest first.
     *
     * @param targetId holds the id.
     * @param offset   its first byte.
     * @param max      most contacts wanted; {@link #MAX_CLOSEST} and the list's capacity bound it, too.
     * @param out      is cleared and filled.
     * @return contacts in the list.
     */
    public int closest(final DirectBuffer targetId, final int offset, final int max, final ContactList out)
    {
        return view.copyClosest(targetId, offset, max, out);
    }

    /**
     * The contact closest to an id, where it lies. Costs a fraction of what a copy does. The next hop of a message is
     * another question: it goes by a link, {@code NeighbourIndex}.
     *
     * @param targetId holds the id.
     * @param offset   its first byte.
     * @return offset in {@link #memory()} of its {@link ContactRecord}, good until the table is changed;
     * {@link #UNKNOWN} where the table is empty.
     */
    public int closest(final DirectBuffer targetId, final int offset)
    {
        final int slot = view.closest(targetId, offset);
        return slot >= 0 ? layout.record(slot) : UNKNOWN;
    }

    /**
     * The contacts closest to an id, exactly, the closest first, where they lie. Costs half of what copies do.
     *
     * @param targetId holds the id.
     * @param offset   its first byte.
     * @param records  takes, for each, the offset in {@link #memory()} of its {@link ContactRecord}, good until the
     *                 table is changed; {@link #MAX_CLOSEST} and its length bound the contacts wanted.
     * @return contacts found.
     */
    public int closest(final DirectBuffer targetId, final int offset, final int[] records)
    {
        final int count = view.search(targetId, offset, records.length);
        for (int i = 0; i < count; i++)
        {
            records[i] = layout.record(view.result(i));
        }
        return count;
    }

    /**
     * The memory that holds the table.
     *
     * @return what the offsets of a search without copies point into; not to be written.
     */
    public DirectBuffer memory()
    {
        return buffer;
    }

    /**
     * Look a contact up.
     *
     * @param id     holds its id.
     * @param offset its first byte.
     * @param out    is cleared and, if the contact is known, holds it.
     * @return whether it is known.
     */
    public boolean get(final DirectBuffer id, final int offset, final ContactList out)
    {
        return view.copyOf(id, offset, out);
    }

    /**
     * The contacts of one bucket, in the order of their ids.
     *
     * @param bucket bits shared with the own id, 0 to 255.
     * @param out    is cleared and filled, up to its capacity.
     * @return contacts in the list.
     */
    public int copyBucket(final int bucket, final ContactList out)
    {
        out.clear();
        int slot = bucketSize(bucket) > 0 ? view.firstOfBucket(writer.ownId(), bucket) : UNKNOWN;
        while (slot >= 0 && out.size() < out.capacity())
        {
            out.add(buffer, layout.record(slot));
            slot = view.nextOfBucket();
        }
        return out.size();
    }

    /**
     * Tell what the table holds, to look at: every contact, in the order of the ids.
     *
     * @param inspector to tell.
     */
    public void inspect(final Inspector inspector)
    {
        new TableCensus(layout, buffer, view, this, limits, inspector).take();
    }

    /**
     * Contacts in the table.
     *
     * @return contacts in the table.
     */
    public int size()
    {
        return writer.size();
    }

    /**
     * Most contacts in the table.
     *
     * @return most contacts in the table.
     */
    public int capacity()
    {
        return capacity;
    }

    /**
     * Contacts in a bucket.
     *
     * @param bucket bits shared with the own id.
     * @return contacts in it; 0 where there is no such bucket.
     */
    public int bucketSize(final int bucket)
    {
        return bucket >= 0 && bucket < Distance.ID_BITS ? writer.bucketSize(bucket) : 0;
    }

    /**
     * Bucket that an id belongs to.
     *
     * @param id     holds the id.
     * @param offset its first byte.
     * @return bits shared with the own id; {@link Distance#ID_BITS} for the own id itself.
     */
    public int bucketOf(final DirectBuffer id, final int offset)
    {
        return Distance.commonPrefixLength(writer.ownId(), 0, id, offset);
    }

    private boolean hasKey(final int slot, final DirectBuffer key, final int keyOffset)
    {
        final int own = layout.record(slot) + ContactRecord.KEY_OFFSET;
        int same = 0;
        while (same < layout.addressLength && buffer.getByte(own + same) == key.getByte(keyOffset + same))
        {
            same++;
        }
        return layout.addressLength == same;
    }

    private void grow()
    {
        final DirectBuffer oldBuffer = buffer;
        final TableLayout oldLayout = layout;
        final TableView oldView = view;
        allocate(Math.min(capacity, layout.capacity + GROWTH), layout.addressLength, writer.ownId(), 0);
        for (int row = 0; row < oldView.rows(); row++)
        {
            for (int entry = 0; entry < oldView.count(row); entry++)
            {
                writer.adopt(oldBuffer, oldLayout.record(oldView.slotAt(oldView.block(row), entry)));
            }
        }
    }

    private void allocate(
        final int contacts, final int addressLength, final DirectBuffer ownId, final int ownIdOffset)
    {
        layout = new TableLayout(contacts, addressLength);
        final UnsafeBuffer grown = new UnsafeBuffer(new byte[layout.length]);
        buffer = grown;
        view = new TableView(layout, grown, memory);
        writer = new TableWriter(layout, grown, view, ownId, ownIdOffset, limits, hashKey);
    }
}
