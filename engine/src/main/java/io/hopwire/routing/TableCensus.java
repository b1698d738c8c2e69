package io.hopwire.routing;

import io.hopwire.spi.Inspector;
import io.hopwire.spi.NetworkPrefix;
import org.agrona.DirectBuffer;

/**
 * Tells what a routing table holds. Counts everything anew and trusts none of the writer's counts. Made for one look.
 */
final class TableCensus
{
    private final TableLayout layout;
    private final DirectBuffer buffer;
    private final TableView view;
    private final RoutingTable table;
    private final RoutingLimits limits;
    private final Inspector inspector;
    private final int[] bucketSizes = new int[Distance.ID_BITS + 1];
    private final int[] records;
    private int count;

    TableCensus(
        final TableLayout layout,
        final DirectBuffer buffer,
        final TableView view,
        final RoutingTable table,
        final RoutingLimits limits,
        final Inspector inspector)
    {
        this.layout = layout;
        this.buffer = buffer;
        this.view = view;
        this.table = table;
        this.limits = limits;
        this.inspector = inspector;
        this.records = new int[layout.capacity];
    }

    void take()
    {
        for (int row = 0; row < view.rows(); row++)
        {
            final int block = view.block(row);
            for (int entry = 0; entry < view.count(row) && count < records.length; entry++)
            {
                take(layout.record(view.slotAt(block, entry)));
            }
        }
        inspector.level("contacts", table.size(), table.capacity());
        inspector.agree("contacts", count, table.size());
        takeBuckets();
        takeNetworks();
    }

    private void take(final int record)
    {
        records[count++] = record;
        bucketSizes[table.bucketOf(buffer, record + ContactRecord.ID_OFFSET)]++;
        inspector.contact(
            buffer,
            record + ContactRecord.ID_OFFSET,
            record + ContactRecord.KEY_OFFSET,
            record + ContactRecord.ADDRESS_OFFSET,
            buffer.getInt(record + ContactRecord.LINK_ID_OFFSET));
    }

    private void takeBuckets()
    {
        inspector.agree("own id in the table", bucketSizes[Distance.ID_BITS], 0);
        int deeper = 0;
        for (int bucket = Distance.ID_BITS - 1; bucket >= 0; bucket--)
        {
            // Over its limit only while all in it are siblings.
            final int limit = Math.max(limits.bucketSize(), limits.siblings() - deeper);
            inspector.level("contacts of a bucket", bucketSizes[bucket], limit);
            inspector.agree("contacts of a bucket", bucketSizes[bucket], table.bucketSize(bucket));
            deeper += bucketSizes[bucket];
        }
    }

    private void takeNetworks()
    {
        // Each is compared with each, so what is compared lies together.
        final long[] networks = new long[count];
        for (int i = 0; i < count; i++)
        {
            networks[i] = NetworkPrefix.of(buffer, records[i] + ContactRecord.ADDRESS_OFFSET);
        }
        for (int i = 0; i < count; i++)
        {
            if (NetworkPrefix.EXEMPT != networks[i])
            {
                takeNetwork(networks, i);
            }
        }
    }

    private void takeNetwork(final long[] networks, final int index)
    {
        int inTable = 0;
        int inBucket = 0;
        for (int i = 0; i < networks.length; i++)
        {
            if (networks[i] == networks[index])
            {
                inTable++;
                inBucket += bucket(i) == bucket(index) ? 1 : 0;
            }
        }
        inspector.level("contacts of a network", inTable, limit(limits.maxPerPrefixTable()));
        inspector.level("contacts of a network in a bucket", inBucket, limit(limits.maxPerPrefixBucket()));
    }

    private int bucket(final int index)
    {
        return table.bucketOf(buffer, records[index] + ContactRecord.ID_OFFSET);
    }

    private static int limit(final int quota)
    {
        return 0 == quota ? Integer.MAX_VALUE : quota;
    }
}
