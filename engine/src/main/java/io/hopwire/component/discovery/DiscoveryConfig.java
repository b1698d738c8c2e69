package io.hopwire.component.discovery;

import io.hopwire.spi.Limits;

/**
 * How a node looks for neighbours.
 *
 * @param enabled          false: the bootstrap links are all there is.
 * @param k                contacts in an answer to FIND_NODE; the specification's k.
 * @param alpha            questions of a look-up in flight; the specification's α.
 * @param siblings         closest relays that a node keeps a link to.
 * @param maxOutgoingLinks links a node opens by itself; the specification's script l.
 * @param questionNs       how long to wait for an answer before asking again.
 * @param firstRefreshNs   from the first link to the first refresh; doubles up to the next.
 * @param refreshNs        between refreshes of a settled node.
 */
public record DiscoveryConfig(
    boolean enabled, int k, int alpha, int siblings, int maxOutgoingLinks, long questionNs, long firstRefreshNs,
    long refreshNs)
{
    /**
     * What a node does unless told otherwise.
     */
    public static final DiscoveryConfig DEFAULT =
        new DiscoveryConfig(
            true, 20, 3, 16, Limits.DEFAULT_MAX_OUTGOING_LINKS, 500_000_000L, 1_000_000_000L, 30_000_000_000L);

    /**
     * The same with discovery switched on or off.
     *
     * @param value new value.
     * @return a copy.
     */
    public DiscoveryConfig withEnabled(final boolean value)
    {
        return new DiscoveryConfig(
            value, k, alpha, siblings, maxOutgoingLinks, questionNs, firstRefreshNs, refreshNs);
    }

    /**
     * The same with another limit on links opened by the node itself.
     *
     * @param value new value.
     * @return a copy.
     */
    public DiscoveryConfig withMaxOutgoingLinks(final int value)
    {
        return new DiscoveryConfig(enabled, k, alpha, siblings, value, questionNs, firstRefreshNs, refreshNs);
    }
}
