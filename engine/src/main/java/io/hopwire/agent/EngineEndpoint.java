package io.hopwire.agent;

import io.hopwire.AcceptFilter;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.Endpoint;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionHandler;

/**
 * An endpoint of somebody, or our own.
 */
final class EngineEndpoint implements Endpoint
{
    private static final AcceptFilter EVERYBODY = (peer) -> true;

    private final HopwireEngine engine;
    private final PublicKey publicKey;

    EngineEndpoint(final HopwireEngine engine, final PublicKey publicKey)
    {
        this.engine = engine;
        this.publicKey = publicKey;
    }

    @Override
    public PublicKey publicKey()
    {
        return publicKey;
    }

    @Override
    public Session connect(final DataTransitConfiguration dataTransitConfiguration)
    {
        return connect(dataTransitConfiguration, engine.connectTimeoutNs(), null);
    }

    @Override
    public Session connect(final DataTransitConfiguration dataTransitConfiguration, final long timeoutNs)
    {
        return connect(dataTransitConfiguration, timeoutNs, null);
    }

    @Override
    public Session connect(
        final DataTransitConfiguration dataTransitConfiguration, final long timeoutNs, final SessionHandler handler)
    {
        return connect(dataTransitConfiguration, timeoutNs, handler, EngineSession.NO_BYTES);
    }

    @Override
    public Session connect(
        final DataTransitConfiguration dataTransitConfiguration,
        final long timeoutNs,
        final SessionHandler handler,
        final byte[] earlyData)
    {
        return engine.connect(publicKey, dataTransitConfiguration, timeoutNs, handler, earlyData);
    }

    @Override
    public ListenSession listen()
    {
        return listen(null, EVERYBODY);
    }

    @Override
    public ListenSession listen(final SessionHandler handler)
    {
        return listen(handler, EVERYBODY);
    }

    @Override
    public ListenSession listen(final SessionHandler handler, final AcceptFilter filter)
    {
        if (!publicKey.equals(engine.publicKey()))
        {
            throw new HopwireException(ErrorCategory.KEY,
                "only our own endpoint can listen: this one is " + publicKey + ", ours is " + engine.publicKey());
        }
        return engine.listen(handler, filter);
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof EngineEndpoint && publicKey.equals(((EngineEndpoint)other).publicKey) &&
            engine == ((EngineEndpoint)other).engine;
    }

    @Override
    public int hashCode()
    {
        return publicKey.hashCode();
    }

    @Override
    public String toString()
    {
        return "Endpoint(" + publicKey + ")";
    }
}
