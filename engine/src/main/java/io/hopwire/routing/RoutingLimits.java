package io.hopwire.routing;

/**
 * How much a {@link RoutingTable} takes of whom.
 *
 * @param bucketSize         contacts of one bucket (the specification's k), 1 or more; siblings may exceed it.
 * @param siblings           contacts closest to the own id that no bucket's limit keeps out, 0 to
 *                           {@link #MAX_SIBLINGS}.
 * @param staleFailures      failures in a row after which a contact may be replaced, 1 to
 *                           {@link ContactRecord#MAX_FAILURES}.
 * @param maxPerPrefixBucket contacts of one network (/24 of IPv4, /48 of IPv6) in one bucket, 0 for no limit.
 * @param maxPerPrefixTable  contacts of one network in the whole table, 0 for no limit.
 */
public record RoutingLimits(
    int bucketSize, int siblings, int staleFailures, int maxPerPrefixBucket, int maxPerPrefixTable)
{
    /**
     * Most siblings that can be asked for.
     */
    public static final int MAX_SIBLINGS = TableView.MAX_RESULTS - 1;

    /**
     * Kademlia's k = 20 for buckets and siblings, two failures, and the quotas that Ethereum's nodes arrived at after
     * they had been eclipsed by two hosts: 2 a bucket and 10 a table.
     */
    public static final RoutingLimits DEFAULT = new RoutingLimits(20, 20, 2, 2, 10);

    /**
     * Checks the ranges.
     *
     * @param bucketSize         see the record.
     * @param siblings           see the record.
     * @param staleFailures      see the record.
     * @param maxPerPrefixBucket see the record.
     * @param maxPerPrefixTable  see the record.
     */
    public RoutingLimits
    {
        check(bucketSize >= 1, "bucketSize", bucketSize);
        check(siblings >= 0 && siblings <= MAX_SIBLINGS, "siblings", siblings);
        check(staleFailures >= 1 && staleFailures <= ContactRecord.MAX_FAILURES, "staleFailures", staleFailures);
        check(maxPerPrefixBucket >= 0, "maxPerPrefixBucket", maxPerPrefixBucket);
        check(maxPerPrefixTable >= 0, "maxPerPrefixTable", maxPerPrefixTable);
    }

    /**
     * The same without quotas per network: for a network that lives on few hosts, and for simulations.
     *
     * @return limits without quotas.
     */
    public RoutingLimits withoutQuotas()
    {
        return new RoutingLimits(bucketSize, siblings, staleFailures, 0, 0);
    }

    private static void check(final boolean valid, final String name, final int value)
    {
        if (!valid)
        {
            throw new IllegalArgumentException(name + " out of range: " + value);
        }
    }
}
