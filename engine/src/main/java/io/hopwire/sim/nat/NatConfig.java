package io.hopwire.sim.nat;

import static io.hopwire.sim.nat.NatBehaviour.ENDPOINT_INDEPENDENT;

/**
 * How a NAT behaves, in the terms of RFC 4787.
 *
 * @param mapping          what gets a mapping of its own (section 4.1).
 * @param filtering        whom a mapping lets in (section 5).
 * @param hairpinning      whether inner nodes reach each other by external addresses (section 6).
 * @param inboundRefreshes whether a datagram from outside keeps a mapping alive, too (section 4.3); one from inside
 *                         always does.
 * @param timeoutNs        after so many idle nanoseconds a mapping, and what a filter remembers, is no more.
 * @param maxMappings      1 to {@link SimAddress#MAX_SLOT}; one more displaces the one that was idle longest.
 * @param maxPermissions   most pairs of a mapping and a remote end that the filter remembers, likewise.
 * @param blocked          true: no UDP passes at all.
 */
public record NatConfig(
    NatBehaviour mapping, NatBehaviour filtering, boolean hairpinning, boolean inboundRefreshes, long timeoutNs,
    int maxMappings, int maxPermissions, boolean blocked)
{
    /** Least time that an idle mapping should live: two minutes (RFC 4787, section 4.3). */
    public static final long DEFAULT_TIMEOUT_NS = 120_000_000_000L;

    /** Most pairs that a filter remembers. */
    public static final int DEFAULT_MAX_PERMISSIONS = 4096;

    /**
     * Checks the limits.
     *
     * @param mapping          what gets a mapping of its own.
     * @param filtering        whom a mapping lets in.
     * @param hairpinning      whether inner nodes reach each other by external addresses.
     * @param inboundRefreshes whether a datagram from outside keeps a mapping alive, too.
     * @param timeoutNs        1 or more.
     * @param maxMappings      1 to {@link SimAddress#MAX_SLOT}.
     * @param maxPermissions   1 or more.
     * @param blocked          true: no UDP passes at all.
     */
    public NatConfig
    {
        if (maxMappings < 1 || maxMappings > SimAddress.MAX_SLOT)
        {
            throw new IllegalArgumentException("mappings of a NAT: " + maxMappings);
        }
        if (maxPermissions < 1 || timeoutNs < 1)
        {
            throw new IllegalArgumentException("permissions " + maxPermissions + ", timeout " + timeoutNs + " ns");
        }
    }

    /**
     * A NAT of two behaviours: no hairpinning, refreshed from inside only, two minutes, all its ports.
     *
     * @param mapping   what gets a mapping of its own.
     * @param filtering whom a mapping lets in.
     * @return a configuration.
     */
    public static NatConfig of(final NatBehaviour mapping, final NatBehaviour filtering)
    {
        return new NatConfig(
            mapping, filtering, false, false, DEFAULT_TIMEOUT_NS, SimAddress.MAX_SLOT, DEFAULT_MAX_PERMISSIONS, false);
    }

    /**
     * The same with or without hairpinning.
     *
     * @param value whether inner nodes reach each other by external addresses.
     * @return a copy.
     */
    public NatConfig withHairpinning(final boolean value)
    {
        return new NatConfig(
            mapping, filtering, value, inboundRefreshes, timeoutNs, maxMappings, maxPermissions, blocked);
    }

    /**
     * The same, but refreshed from outside or not.
     *
     * @param value whether a datagram from outside keeps a mapping alive.
     * @return a copy.
     */
    public NatConfig withInboundRefreshes(final boolean value)
    {
        return new NatConfig(mapping, filtering, hairpinning, value, timeoutNs, maxMappings, maxPermissions, blocked);
    }

    /**
     * The same with another timeout.
     *
     * @param value nanoseconds, 1 or more.
     * @return a copy.
     */
    public NatConfig withTimeoutNs(final long value)
    {
        return new NatConfig(
            mapping, filtering, hairpinning, inboundRefreshes, value, maxMappings, maxPermissions, blocked);
    }

    /**
     * The same with other limits.
     *
     * @param mappings    1 to {@link SimAddress#MAX_SLOT}.
     * @param permissions 1 or more.
     * @return a copy.
     */
    public NatConfig withLimits(final int mappings, final int permissions)
    {
        return new NatConfig(
            mapping, filtering, hairpinning, inboundRefreshes, timeoutNs, mappings, permissions, blocked);
    }

    /**
     * The same with UDP blocked or not.
     *
     * @param value true: no UDP passes at all.
     * @return a copy.
     */
    public NatConfig withBlocked(final boolean value)
    {
        return new NatConfig(
            mapping, filtering, hairpinning, inboundRefreshes, timeoutNs, maxMappings, maxPermissions, value);
    }

    /**
     * Whether the filter has to remember remote ends.
     */
    boolean filters()
    {
        return filtering != ENDPOINT_INDEPENDENT;
    }
}
