package io.hopwire.sim.nat;

import static io.hopwire.sim.nat.NatBehaviour.ADDRESS_AND_PORT_DEPENDENT;
import static io.hopwire.sim.nat.NatBehaviour.ADDRESS_DEPENDENT;
import static io.hopwire.sim.nat.NatBehaviour.ENDPOINT_INDEPENDENT;

/**
 * NATs by the names that everybody uses (RFC 3489, section 5), and what they are in the terms of RFC 4787.
 */
public enum NatType
{
    /** One mapping for all destinations, open to everybody. */
    FULL_CONE("full-cone", NatConfig.of(ENDPOINT_INDEPENDENT, ENDPOINT_INDEPENDENT)),

    /** One mapping for all destinations, open to addresses that were sent to. */
    RESTRICTED_CONE("restricted", NatConfig.of(ENDPOINT_INDEPENDENT, ADDRESS_DEPENDENT)),

    /** One mapping for all destinations, open to addresses and ports that were sent to. */
    PORT_RESTRICTED_CONE("port-restricted", NatConfig.of(ENDPOINT_INDEPENDENT, ADDRESS_AND_PORT_DEPENDENT)),

    /** A mapping for each destination, open to that alone. */
    SYMMETRIC("symmetric", NatConfig.of(ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT)),

    /** No UDP passes at all. */
    BLOCKED("blocked", NatConfig.of(ENDPOINT_INDEPENDENT, ADDRESS_AND_PORT_DEPENDENT).withBlocked(true));

    private final String label;
    private final NatConfig config;

    NatType(final String label, final NatConfig config)
    {
        this.label = label;
        this.config = config;
    }

    /**
     * Name in a plan of faults.
     *
     * @return lower case, with hyphens.
     */
    public String label()
    {
        return label;
    }

    /**
     * What it is in the terms of RFC 4787, without hairpinning.
     *
     * @return configuration.
     */
    public NatConfig config()
    {
        return config;
    }
}
