package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.PublicKey;
import io.hopwire.SessionHandler;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A connect. Its answer is a session, which is opened by the node, so that it is there before the first message.
 */
final class PendingConnect extends PendingCommand
{
    final PublicKey key;
    final DataTransitConfiguration configuration;
    final long timeoutNs;
    final SessionHandler handler;
    private EngineSession session;

    PendingConnect(
        final PublicKey key,
        final DataTransitConfiguration configuration,
        final long timeoutNs,
        final SessionHandler handler,
        final byte[] earlyData)
    {
        super(Commands.CONNECT, commandOf(key, configuration, timeoutNs, earlyData));
        this.key = key;
        this.configuration = configuration;
        this.timeoutNs = timeoutNs;
        this.handler = handler;
    }

    @Override
    void onAnswer(
        final EngineSessions sessions, final int answer, final DirectBuffer buffer, final int offset, final int length)
    {
        final EngineSession opened = Commands.OK == answer ?
            sessions.open(this, new ConnectAnswer().wrap(buffer, offset)) : null;
        if (beginAnswer())
        {
            session = opened;
            endAnswer(answer, buffer, offset, length);
        }
        else if (null != opened)
        {
            sessions.closeSoon(opened);
        }
    }

    /**
     * By the waiter, when it is answered: the session, or null.
     */
    EngineSession session()
    {
        return session;
    }

    int routesFound()
    {
        return null == body() ? 0 : new ConnectAnswer().wrap(body(), 0).routes();
    }

    int hopsFound()
    {
        return null == body() ? 0 : new ConnectAnswer().wrap(body(), 0).hops();
    }

    /**
     * {@return hops of one of the routes that were found, where they were too few}
     *
     * @param route from 0, below {@link #routesFound()}.
     */
    int hopsOfRoute(final int route)
    {
        return new ConnectAnswer().wrap(body(), 0).routeHops(route);
    }

    private static UnsafeBuffer commandOf(
        final PublicKey key,
        final DataTransitConfiguration configuration,
        final long timeoutNs,
        final byte[] earlyData)
    {
        return new Commands.Connect(new UnsafeBuffer(key.toBytes()), earlyData)
            .transit(Transits.of(configuration))
            .timeoutNs(timeoutNs)
            .buffer();
    }
}
