package io.hopwire.routing;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.NetworkPrefix;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;

/**
 * The rules of who is in the table, and the brackets around every change that let readers notice it.
 */
final class TableWriter
{
    private static final int NONE = -1;
    private static final long ANY_NETWORK = -1;

    private final TableLayout layout;
    private final AtomicBuffer buffer;
    private final TableView view;
    private final OrderedIndex index;
    private final PrefixQuota quota;
    private final RoutingLimits limits;
    private final UnsafeBuffer ownId = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private final int[] bucketSizes = new int[Distance.ID_BITS];
    private int overfullBuckets;
    private long version;

    TableWriter(
        final TableLayout layout,
        final AtomicBuffer buffer,
        final TableView view,
        final DirectBuffer ownId,
        final int ownIdOffset,
        final RoutingLimits limits,
        final long hashKey)
    {
        this.layout = layout;
        this.buffer = buffer;
        this.view = view;
        this.limits = limits;
        this.ownId.putBytes(0, ownId, ownIdOffset, Distance.ID_LENGTH);
        buffer.setMemory(0, TableLayout.HEADER_LENGTH, (byte)0);
        buffer.putInt(TableLayout.CAPACITY_OFFSET, layout.capacity);
        buffer.putInt(TableLayout.ADDRESS_LENGTH_OFFSET, layout.addressLength);
        this.index = new OrderedIndex(layout, buffer, view);
        this.quota = new PrefixQuota(hashKey);
        buffer.putLongRelease(TableLayout.VERSION_OFFSET, version);
    }

    DirectBuffer ownId()
    {
        return ownId;
    }

    int size()
    {
        return index.size();
    }

    int bucketSize(final int bucket)
    {
        return bucketSizes[bucket];
    }

    int insert(
        final DirectBuffer key,
        final int keyOffset,
        final DirectBuffer id,
        final int idOffset,
        final DirectBuffer address,
        final int addressOffset,
        final int role,
        final long nowNs)
    {
        final int bucket = Distance.commonPrefixLength(ownId, 0, id, idOffset);
        final long network = NetworkPrefix.of(address, addressOffset);
        int victim = NONE;
        final boolean overQuota = !allows(network, bucket);
        if (overQuota || index.size() == layout.capacity || bucketSizes[bucket] >= limits.bucketSize())
        {
            final boolean sibling = isSibling(bucket, id, idOffset);
            if (overQuota || index.size() == layout.capacity || !sibling)
            {
                victim = predecessor(bucket, address, addressOffset);
                victim = NONE == victim ? victim(bucket, overQuota, network, sibling) : victim;
                if (NONE == victim)
                {
                    return overQuota ? RoutingTable.REFUSED_QUOTA : RoutingTable.REFUSED_FULL;
                }
            }
        }
        beginWrite();
        removeSlot(victim);
        final int record = layout.record(index.add(id, idOffset));
        buffer.putBytes(record + ContactRecord.KEY_OFFSET, key, keyOffset, layout.addressLength);
        buffer.putInt(record + ContactRecord.LINK_ID_OFFSET, ContactRecord.NO_LINK);
        fill(record, address, addressOffset, role, nowNs);
        count(bucket, 1);
        quota.add(network);
        trimDemotedSibling();
        endWrite();
        return RoutingTable.INSERTED;
    }

    /** Take a contact over from a table that became too small. */
    void adopt(final DirectBuffer from, final int oldRecord)
    {
        final int bucket = Distance.commonPrefixLength(ownId, 0, from, oldRecord);
        beginWrite();
        final int record = layout.record(index.add(from, oldRecord));
        buffer.putBytes(record, from, oldRecord, layout.recordLength);
        count(bucket, 1);
        quota.add(NetworkPrefix.of(from, oldRecord + ContactRecord.ADDRESS_OFFSET));
        endWrite();
    }

    int update(
        final int slot,
        final int bucket,
        final DirectBuffer address,
        final int addressOffset,
        final int role,
        final long nowNs)
    {
        final int record = layout.record(slot);
        final long network = NetworkPrefix.of(address, addressOffset);
        final long oldNetwork = NetworkPrefix.of(buffer, record + ContactRecord.ADDRESS_OFFSET);
        if (network != oldNetwork)
        {
            if (!allows(network, bucket))
            {
                return RoutingTable.REFUSED_QUOTA;
            }
            quota.remove(oldNetwork);
            quota.add(network);
        }
        beginWrite();
        fill(record, address, addressOffset, role, nowNs);
        endWrite();
        return RoutingTable.UPDATED;
    }

    void remove(final int slot)
    {
        beginWrite();
        removeSlot(slot);
        endWrite();
    }

    int fail(final int slot)
    {
        final int failures = Math.min(failures(slot) + 1, ContactRecord.MAX_FAILURES);
        beginWrite();
        buffer.putByte(layout.record(slot) + ContactRecord.FAILURES_OFFSET, (byte)failures);
        endWrite();
        return failures;
    }

    void seen(final int slot, final long nowNs)
    {
        final int record = layout.record(slot);
        beginWrite();
        buffer.putByte(record + ContactRecord.FAILURES_OFFSET, (byte)0);
        buffer.putLong(record + ContactRecord.LAST_SEEN_OFFSET, nowNs);
        endWrite();
    }

    void link(final int slot, final int linkId)
    {
        beginWrite();
        buffer.putInt(layout.record(slot) + ContactRecord.LINK_ID_OFFSET, linkId);
        endWrite();
    }

    /**
     * Whether a network has not had its share yet. Few networks have as many contacts in the whole table as a bucket
     * may have of them, so that the bucket need not be walked.
     */
    private boolean allows(final long network, final int bucket)
    {
        final int maxPerBucket = limits.maxPerPrefixBucket();
        final int maxPerTable = limits.maxPerPrefixTable();
        if (NetworkPrefix.EXEMPT == network || maxPerBucket == 0 && maxPerTable == 0)
        {
            return true;
        }
        final int count = quota.count(network);
        return (maxPerTable == 0 || count < maxPerTable) &&
            (maxPerBucket == 0 || count < maxPerBucket || countInBucket(bucket, network) < maxPerBucket);
    }

    private int countInBucket(final int bucket, final long network)
    {
        int count = 0;
        int slot = bucketSizes[bucket] > 0 ? view.firstOfBucket(ownId, bucket) : NONE;
        while (NONE != slot)
        {
            count += network == NetworkPrefix.of(buffer, layout.record(slot) + ContactRecord.ADDRESS_OFFSET) ? 1 : 0;
            slot = view.nextOfBucket();
        }
        return count;
    }

    private void beginWrite()
    {
        assert buffer.getLong(TableLayout.VERSION_OFFSET) == version : "one writer, and one bracket at a time";
        buffer.putLongOpaque(TableLayout.VERSION_OFFSET, version + 1);
        // No store of the change may be seen before the odd version.
        VarHandle.storeStoreFence();
    }

    private void endWrite()
    {
        assert buffer.getLong(TableLayout.VERSION_OFFSET) == version + 1 : "what is closed was opened";
        version += 2;
        buffer.putLongRelease(TableLayout.VERSION_OFFSET, version);
    }

    private void fill(
        final int record, final DirectBuffer address, final int addressOffset, final int role, final long nowNs)
    {
        buffer.putBytes(record + ContactRecord.ADDRESS_OFFSET, address, addressOffset, Addresses.LENGTH);
        buffer.putByte(record + ContactRecord.ROLE_OFFSET, (byte)role);
        buffer.putByte(record + ContactRecord.FAILURES_OFFSET, (byte)0);
        buffer.putLong(record + ContactRecord.LAST_SEEN_OFFSET, nowNs);
    }

    private void removeSlot(final int slot)
    {
        if (NONE != slot)
        {
            final int record = layout.record(slot);
            final int bucket = Distance.commonPrefixLength(ownId, 0, buffer, record);
            quota.remove(NetworkPrefix.of(buffer, record + ContactRecord.ADDRESS_OFFSET));
            count(bucket, -1);
            final boolean isFound = view.seek(buffer, record);
            assert isFound : "who has a slot is in the index";
            index.removeFound();
        }
    }

    private void count(final int bucket, final int delta)
    {
        final boolean wasOverfull = bucketSizes[bucket] > limits.bucketSize();
        bucketSizes[bucket] += delta;
        assert bucketSizes[bucket] >= 0 : "who leaves a bucket was in it";
        final boolean isOverfull = bucketSizes[bucket] > limits.bucketSize();
        overfullBuckets += (isOverfull ? 1 : 0) - (wasOverfull ? 1 : 0);
    }

    /**
     * Would an id that is not in the table be one of the closest to the own?
     */
    private boolean isSibling(final int bucket, final DirectBuffer id, final int offset)
    {
        int closer = 0;
        for (int deeper = bucket + 1; deeper < Distance.ID_BITS && closer < limits.siblings(); deeper++)
        {
            closer += bucketSizes[deeper];
        }
        int slot = bucketSizes[bucket] > 0 ? view.firstOfBucket(ownId, bucket) : NONE;
        while (NONE != slot && closer < limits.siblings())
        {
            closer += Distance.closer(buffer, layout.record(slot), id, offset, ownId, 0) ? 1 : 0;
            slot = view.nextOfBucket();
        }
        return closer < limits.siblings();
    }

    /**
     * Who did not answer lately where somebody else answers now: a node that has come back under another key. Waiting
     * until it is stale would keep the node out, under each of its keys.
     */
    private int predecessor(final int bucket, final DirectBuffer address, final int offset)
    {
        int slot = bucketSizes[bucket] > 0 ? view.firstOfBucket(ownId, bucket) : NONE;
        while (NONE != slot && (0 == failures(slot) || !hasAddress(slot, address, offset)))
        {
            slot = view.nextOfBucket();
        }
        return slot;
    }

    private boolean hasAddress(final int slot, final DirectBuffer address, final int offset)
    {
        return Addresses.areSame(buffer, layout.record(slot) + ContactRecord.ADDRESS_OFFSET, address, offset);
    }

    /**
     * Who has to go for a newcomer: a stale contact of its bucket, and of its network if that is at its quota; for a
     * sibling, if the whole table is full, the contact farthest from us.
     */
    private int victim(final int bucket, final boolean overQuota, final long network, final boolean sibling)
    {
        final int stale = stalest(bucket, overQuota ? network : ANY_NETWORK);
        if (NONE != stale || overQuota || !sibling)
        {
            return stale;
        }
        int farthestBucket = 0;
        while (0 == bucketSizes[farthestBucket])
        {
            farthestBucket++;
        }
        return farthest(farthestBucket);
    }

    private int stalest(final int bucket, final long network)
    {
        int stalest = NONE;
        int most = limits.staleFailures() - 1;
        int slot = bucketSizes[bucket] > 0 ? view.firstOfBucket(ownId, bucket) : NONE;
        while (NONE != slot)
        {
            final int failures = failures(slot);
            if (failures > most && (ANY_NETWORK == network ||
                network == NetworkPrefix.of(buffer, layout.record(slot) + ContactRecord.ADDRESS_OFFSET)))
            {
                most = failures;
                stalest = slot;
            }
            slot = view.nextOfBucket();
        }
        return stalest;
    }

    private int farthest(final int bucket)
    {
        int farthest = view.firstOfBucket(ownId, bucket);
        int slot = view.nextOfBucket();
        while (NONE != slot)
        {
            if (Distance.closer(buffer, layout.record(farthest), buffer, layout.record(slot), ownId, 0))
            {
                farthest = slot;
            }
            slot = view.nextOfBucket();
        }
        return farthest;
    }

    /**
     * A new sibling makes the farthest of the old ones an ordinary contact, whose bucket's limit then counts again.
     */
    private void trimDemotedSibling()
    {
        final int siblings = limits.siblings();
        if (overfullBuckets > 0 && view.search(ownId, 0, siblings + 1) > siblings)
        {
            final int bucket = Distance.commonPrefixLength(ownId, 0, buffer, layout.record(view.result(siblings)));
            if (bucketSizes[bucket] > limits.bucketSize())
            {
                final int stale = stalest(bucket, ANY_NETWORK);
                removeSlot(NONE != stale ? stale : farthest(bucket));
            }
        }
    }

    private int failures(final int slot)
    {
        return buffer.getByte(layout.record(slot) + ContactRecord.FAILURES_OFFSET) & 0xFF;
    }
}
