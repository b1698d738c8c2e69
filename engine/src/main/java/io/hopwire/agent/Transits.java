package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.RoutePolicy;
import io.hopwire.spi.Transit;

/**
 * What a user demands of routes, as the core has it, and back.
 */
final class Transits
{
    /** In the order of their numbers. */
    private static final RoutePolicy[] POLICIES = RoutePolicy.values();

    private Transits()
    {
    }

    static int of(final DataTransitConfiguration configuration)
    {
        final int transit = Transit.of(
            configuration.maxHops(),
            configuration.minRedundantRoutes(),
            configuration.maxRedundantRoutes(),
            configuration.policy().ordinal());
        return Transit.ends(transit, configuration.endsWithTooFewRoutes());
    }

    static DataTransitConfiguration configuration(final int transit)
    {
        return new DataTransitConfiguration(
            Transit.maxHops(transit),
            Transit.minRoutes(transit),
            Transit.maxRoutes(transit),
            POLICIES[Transit.policy(transit)],
            Transit.ends(transit));
    }
}
