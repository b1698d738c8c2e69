package io.hopwire.routing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The routing table's rules, written down a second time in the slowest and plainest way: the oracle of its tests.
 */
final class TableModel
{
    static final class Entry
    {
        BigInteger id;
        int bucket;
        String network;
        String address;
        int role;
        int failures;
        int linkId = -1;
        long lastSeenNs;
    }

    private final Map<BigInteger, Entry> entries = new TreeMap<>();
    private final BigInteger own;
    private final int capacity;
    private final RoutingLimits limits;

    TableModel(final BigInteger own, final int capacity, final RoutingLimits limits)
    {
        this.own = own;
        this.capacity = capacity;
        this.limits = limits;
    }

    int size()
    {
        return entries.size();
    }

    Entry get(final BigInteger id)
    {
        return entries.get(id);
    }

    boolean remove(final BigInteger id)
    {
        return null != entries.remove(id);
    }

    int bucket(final BigInteger id)
    {
        return 256 - own.xor(id).bitLength();
    }

    List<Entry> closest(final BigInteger target, final int max)
    {
        final List<Entry> all = new ArrayList<>(entries.values());
        all.sort(Comparator.comparing((Entry entry) -> entry.id.xor(target)));
        return all.subList(0, Math.min(max, all.size()));
    }

    List<Entry> inBucket(final int bucket)
    {
        return entries.values().stream().filter((entry) -> entry.bucket == bucket).toList();
    }

    long ofNetwork(final String network, final int bucket)
    {
        return entries.values().stream()
            .filter((entry) -> network.equals(entry.network) && (bucket < 0 || bucket == entry.bucket)).count();
    }

    int insert(
        final BigInteger id, final String network, final String address, final int role, final long nowNs)
    {
        if (id.equals(own))
        {
            return RoutingTable.REFUSED_SELF;
        }
        final Entry known = entries.get(id);
        if (null != known)
        {
            if (!known.network.equals(network) && overQuota(network, known.bucket))
            {
                return RoutingTable.REFUSED_QUOTA;
            }
            fill(known, network, address, role, nowNs);
            return RoutingTable.UPDATED;
        }
        final int bucket = bucket(id);
        final boolean overQuota = overQuota(network, bucket);
        final boolean sibling = entries.values().stream()
            .filter((entry) -> entry.id.xor(own).compareTo(id.xor(own)) < 0).count() < limits.siblings();
        final boolean bucketFull = inBucket(bucket).size() >= limits.bucketSize() && !sibling;
        if (overQuota || bucketFull || entries.size() == capacity)
        {
            final Entry predecessor = inBucket(bucket).stream()
                .filter((entry) -> entry.failures > 0 && entry.address.equals(address)).findFirst().orElse(null);
            final Entry stale = null != predecessor ? predecessor : stalest(bucket, overQuota ? network : null);
            if (null != stale)
            {
                entries.remove(stale.id);
            }
            else if (overQuota)
            {
                return RoutingTable.REFUSED_QUOTA;
            }
            else if (sibling)
            {
                final List<Entry> all = closest(own, capacity);
                entries.remove(all.get(all.size() - 1).id);
            }
            else
            {
                return RoutingTable.REFUSED_FULL;
            }
        }
        final Entry entry = new Entry();
        entry.id = id;
        entry.bucket = bucket;
        fill(entry, network, address, role, nowNs);
        entries.put(id, entry);
        trim();
        return RoutingTable.INSERTED;
    }

    /** One contact too many in a bucket that is not all siblings: the stalest goes, else the farthest. */
    private void trim()
    {
        final List<Entry> siblings = closest(own, limits.siblings());
        for (int bucket = 0; bucket < 256; bucket++)
        {
            final List<Entry> in = inBucket(bucket);
            if (in.size() > limits.bucketSize() && !siblings.containsAll(in))
            {
                final Entry stale = stalest(bucket, null);
                final Entry farthest = in.stream().max(Comparator.comparing((e) -> e.id.xor(own))).orElseThrow();
                entries.remove(null != stale ? stale.id : farthest.id);
            }
        }
    }

    private Entry stalest(final int bucket, final String network)
    {
        Entry stalest = null;
        for (final Entry entry : inBucket(bucket))
        {
            if (entry.failures >= limits.staleFailures() && (null == network || network.equals(entry.network)) &&
                (null == stalest || entry.failures > stalest.failures))
            {
                stalest = entry;
            }
        }
        return stalest;
    }

    private boolean overQuota(final String network, final int bucket)
    {
        return !network.isEmpty() &&
            ((limits.maxPerPrefixBucket() > 0 && ofNetwork(network, bucket) >= limits.maxPerPrefixBucket()) ||
            (limits.maxPerPrefixTable() > 0 && ofNetwork(network, -1) >= limits.maxPerPrefixTable()));
    }

    private static void fill(
        final Entry entry, final String network, final String address, final int role, final long nowNs)
    {
        entry.address = address;
        entry.network = network;
        entry.role = role;
        entry.lastSeenNs = nowNs;
        entry.failures = 0;
    }
}
