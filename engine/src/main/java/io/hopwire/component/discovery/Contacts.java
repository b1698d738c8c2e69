package io.hopwire.component.discovery;

import io.hopwire.link.Link;
import io.hopwire.routing.ContactRecord;
import io.hopwire.routing.Distance;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.EntropySource;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * The routing table as discovery reads it: where contacts lie, and what is to be thought of them. What a search has
 * found is good until the table is changed.
 */
final class Contacts
{
    private static final int NONE = -1;
    /** Failures after which a contact is hardly tried any more: one time of so many powers of two. */
    private static final int MAX_DOUBTS = 4;

    private final RoutingTable table;
    private final EntropySource entropy;
    private final UnsafeBuffer ownId = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private final UnsafeBuffer probe = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private final UnsafeBuffer farthestSibling = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private final int[] records;
    private int count;
    private boolean isAnySibling;

    Contacts(final RoutingTable table, final EntropySource entropy, final DirectBuffer ownId, final int k)
    {
        this.table = table;
        this.entropy = entropy;
        this.ownId.putBytes(0, ownId, 0, Distance.ID_LENGTH);
        this.records = new int[Math.min(RoutingTable.MAX_CLOSEST, 2 * k)];
    }

    DirectBuffer ownId()
    {
        return ownId;
    }

    DirectBuffer memory()
    {
        return table.memory();
    }

    /** Search those closest to an id. */
    int closest(final DirectBuffer id, final int offset)
    {
        count = table.closest(id, offset, records);
        return count;
    }

    /** Those that the last search found. */
    int count()
    {
        return count;
    }

    /** Search those of a bucket, as many as fit. */
    int ofBucket(final int bucket)
    {
        probe.putBytes(0, ownId, 0, Distance.ID_LENGTH);
        probe.putByte(bucket >> 3, (byte)(ownId.getByte(bucket >> 3) ^ 0x80 >>> (bucket & 7)));
        // All of the bucket, and nobody else, are as close to this as to share one more bit.
        count = Math.min(table.bucketSize(bucket), table.closest(probe, 0, records));
        return count;
    }

    int idOffset(final int index)
    {
        return records[index] + ContactRecord.ID_OFFSET;
    }

    int keyOffset(final int index)
    {
        return records[index] + ContactRecord.KEY_OFFSET;
    }

    int addressOffset(final int index)
    {
        return records[index] + ContactRecord.ADDRESS_OFFSET;
    }

    long lastSeenNs(final int index)
    {
        return memory().getLong(records[index] + ContactRecord.LAST_SEEN_OFFSET);
    }

    boolean isLinked(final int index)
    {
        return memory().getInt(records[index] + ContactRecord.LINK_ID_OFFSET) != ContactRecord.NO_LINK;
    }

    /** Has not failed since it answered last: one to name to others. */
    boolean isGood(final int index)
    {
        return failures(records[index]) == 0;
    }

    /** The more often it has failed the less. */
    boolean isWorthATry(final int index)
    {
        final int failures = failures(records[index]);
        return failures == 0 || (entropy.nextInt() & (1 << Math.min(MAX_DOUBTS, failures)) - 1) == 0;
    }

    /** Whether a node is in the table and has not failed since it answered last. */
    boolean isVerified(final DirectBuffer id, final int offset)
    {
        return NONE != addressOfVerified(id, offset);
    }

    /** Offset of the address from which a node has answered, and has not failed to since; -1 where there is none. */
    int addressOfVerified(final DirectBuffer id, final int offset)
    {
        final int record = table.closest(id, offset);
        final boolean isIt = record != RoutingTable.UNKNOWN && failures(record) == 0 &&
            Distance.compareIds(memory(), record + ContactRecord.ID_OFFSET, id, offset) == 0;
        return isIt ? record + ContactRecord.ADDRESS_OFFSET : NONE;
    }

    /**
     * Place in the last search of the given one of the good contacts.
     *
     * @param rank 1 for the first good one.
     * @return index, or -1 where there are fewer.
     */
    int goodOfRank(final int rank)
    {
        int good = 0;
        for (int i = 0; i < count; i++)
        {
            good += isGood(i) ? 1 : 0;
            if (good == rank)
            {
                return i;
            }
        }
        return NONE;
    }

    /**
     * How far from us the given one of the good contacts closest to us is. Ids are spread evenly, so the closest nodes
     * to any other id are about as far from that.
     *
     * @param rank 1 for the closest.
     * @return the first 64 bits, unsigned; all ones where there are fewer contacts.
     */
    long distanceOfRank(final int rank)
    {
        closest(ownId, 0);
        final int index = goodOfRank(rank);
        return NONE == index ? -1 :
            memory().getLong(idOffset(index), ByteOrder.BIG_ENDIAN) ^ ownId.getLong(0, ByteOrder.BIG_ENDIAN);
    }

    /** Note how far the closest good contacts are, so many of them: anybody, where there are fewer. */
    void noteSiblings(final int siblings)
    {
        closest(ownId, 0);
        final int last = goodOfRank(siblings);
        isAnySibling = last < 0;
        if (!isAnySibling)
        {
            farthestSibling.putBytes(0, memory(), idOffset(last), Distance.ID_LENGTH);
        }
    }

    /** Whether a peer is one of the closest good contacts, as they were noted last. */
    boolean isSibling(final Link link)
    {
        return isAnySibling ||
            Distance.compare(link.identity(), Link.NODE_ID_OFFSET, farthestSibling, 0, ownId, 0) <= 0;
    }

    private int failures(final int record)
    {
        return memory().getByte(record + ContactRecord.FAILURES_OFFSET) & 0xFF;
    }
}
