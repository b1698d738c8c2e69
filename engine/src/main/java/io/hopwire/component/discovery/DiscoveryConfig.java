package io.hopwire.component.discovery;

import io.hopwire.wire.NetworkConstants;

/**
 * How a node looks for neighbours.
 *
 * @param enabled        false: the bootstrap links are all there is.
 * @param constants      of the network: k contacts are in an answer, &alpha; questions of a look-up are in flight, and
 *                       a node opens &#8467; links by itself.
 * @param siblings       closest relays that a node keeps a link to.
 * @param questionNs     how long to wait for an answer before asking again.
 * @param firstRefreshNs from the first link to the first refresh; doubles up to the next.
 * @param refreshNs      between refreshes of a settled node.
 */
public record DiscoveryConfig(
    boolean enabled, NetworkConstants constants, int siblings, long questionNs, long firstRefreshNs, long refreshNs)
{
    /**
     * What a node does unless told otherwise.
     */
    public static final DiscoveryConfig DEFAULT =
        new DiscoveryConfig(true, NetworkConstants.DEFAULTS, 16, 500_000_000L, 1_000_000_000L, 30_000_000_000L);

    /**
     * The same with discovery switched on or off.
     *
     * @param value new value.
     * @return a copy.
     */
    public DiscoveryConfig withEnabled(final boolean value)
    {
        return new DiscoveryConfig(value, constants, siblings, questionNs, firstRefreshNs, refreshNs);
    }

    /**
     * The same with another limit on links opened by the node itself.
     *
     * @param value the specification's &#8467;, 1 or more.
     * @return a copy.
     */
    public DiscoveryConfig withMaxOutgoingLinks(final int value)
    {
        final NetworkConstants changed = new NetworkConstants(
            constants.k(), constants.alpha(), constants.tau(), constants.beta(), value);
        return new DiscoveryConfig(enabled, changed, siblings, questionNs, firstRefreshNs, refreshNs);
    }
}
