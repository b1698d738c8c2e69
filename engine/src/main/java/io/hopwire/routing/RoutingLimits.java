package io.hopwire.routing;

import io.hopwire.spi.Settings;

/**
 * The {@link RoutingSettings} of a table, read once.
 *
 * @param bucketSize         contacts of one bucket.
 * @param siblings           contacts closest to the own id that no bucket's limit keeps out.
 * @param staleFailures      failures in a row after which a contact may be replaced.
 * @param maxPerPrefixBucket contacts of one network in one bucket, 0 for no limit.
 * @param maxPerPrefixTable  contacts of one network in the whole table, 0 for no limit.
 */
public record RoutingLimits(
    int bucketSize, int siblings, int staleFailures, int maxPerPrefixBucket, int maxPerPrefixTable)
{
    /**
     * {@return the limits that are set}
     *
     * @param settings to read.
     */
    public static RoutingLimits of(final Settings settings)
    {
        return new RoutingLimits(
            settings.get(RoutingSettings.BUCKET_SIZE),
            settings.get(RoutingSettings.SIBLINGS),
            settings.get(RoutingSettings.STALE_FAILURES),
            settings.get(RoutingSettings.MAX_PER_PREFIX_BUCKET),
            settings.get(RoutingSettings.MAX_PER_PREFIX_TABLE));
    }
}
