package io.hopwire.component.discovery;

import io.hopwire.spi.Limits;
import io.hopwire.wire.NetworkConstants;

/**
 * How a node looks for neighbours, and which of them it keeps.
 *
 * @param enabled        false: the bootstrap links are all there is.
 * @param constants      of the network: k contacts are in an answer, &alpha; questions of a look-up are in flight, and
 *                       a node opens &#8467; links by itself.
 * @param siblings       closest relays that a relay keeps a link to.
 * @param bucketLinks    links kept in each bucket, whoever opened them: the oldest ones.
 * @param maxLookups     look-ups at a time.
 * @param questionNs     how long to wait for an answer before asking again.
 * @param firstRefreshNs from the first link to the first refresh; doubles up to the next.
 * @param refreshNs      between refreshes of a settled node.
 * @param sweepNs        between looks for links that nobody needs.
 * @param idleNs         how long a link has been of no use before it is closed.
 * @param dialNs         most between two tries of an address from which nobody has answered us.
 */
public record DiscoveryConfig(
    boolean enabled, NetworkConstants constants, int siblings, int bucketLinks, int maxLookups, long questionNs,
    long firstRefreshNs, long refreshNs, long sweepNs, long idleNs, long dialNs)
{
    /**
     * What a node does unless told otherwise.
     */
    public static final DiscoveryConfig DEFAULT = new DiscoveryConfig(
        true, NetworkConstants.DEFAULTS, 16, 2, Limits.DEFAULT_MAX_LOOKUPS, 500_000_000L, 1_000_000_000L,
        30_000_000_000L, 5_000_000_000L, 10_000_000_000L, 600_000_000_000L);

    /**
     * The same with discovery switched on or off.
     *
     * @param value new value.
     * @return a copy.
     */
    public DiscoveryConfig withEnabled(final boolean value)
    {
        return new DiscoveryConfig(
            value, constants, siblings, bucketLinks, maxLookups, questionNs, firstRefreshNs, refreshNs, sweepNs,
            idleNs, dialNs);
    }

    /**
     * The same with another limit on links opened by the node itself.
     *
     * @param value the specification's &#8467;, 1 or more.
     * @return a copy.
     */
    public DiscoveryConfig withMaxOutgoingLinks(final int value)
    {
        return withConstants(new NetworkConstants(
            constants.k(), constants.alpha(), constants.tau(), constants.beta(), value));
    }

    /**
     * The same with other constants of the network.
     *
     * @param value new value.
     * @return a copy.
     */
    public DiscoveryConfig withConstants(final NetworkConstants value)
    {
        return new DiscoveryConfig(
            enabled, value, siblings, bucketLinks, maxLookups, questionNs, firstRefreshNs, refreshNs, sweepNs,
            idleNs, dialNs);
    }
}
