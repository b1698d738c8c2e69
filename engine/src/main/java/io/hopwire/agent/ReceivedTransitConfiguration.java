package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;

/**
 * The configuration of a received package: knows the session that leads back to its sender.
 */
final class ReceivedTransitConfiguration extends DataTransitConfiguration
{
    private final EngineSession session;

    ReceivedTransitConfiguration(final EngineSession session, final int hops, final int routes)
    {
        super(Math.max(1, Math.min(hops, MAX_HOPS)), 1, Math.max(1, Math.min(routes, MAX_REDUNDANT_ROUTES)));
        this.session = session;
    }

    EngineSession session()
    {
        return session;
    }
}
