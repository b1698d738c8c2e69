package io.hopwire.perf;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.agent.HopwireEngine;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/**
 * A session of the engine over a direct route: encrypted end to end and on the link, reliable and ordered. The server
 * listens, the client connects by the server's key.
 */
final class HopwireSessionEnd implements End, SessionHandler
{
    private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(15);

    private final Receiver receiver;
    private final boolean isServer;
    private Engine engine;
    private Session session;

    HopwireSessionEnd(final Receiver receiver, final boolean isServer)
    {
        this.receiver = receiver;
        this.isServer = isServer;
    }

    @Override
    public String open()
    {
        if (!isServer)
        {
            return Hopwire.NOT_LISTENING;
        }
        engine = HopwireEngine.launch(Hopwire.context());
        engine.localEndpoint().listen(this);
        return Hopwire.address(engine);
    }

    @Override
    public void connect(final String peer)
    {
        if (!isServer)
        {
            engine = HopwireEngine.launch(Hopwire.context().bootstrap(peer));
            session = engine.endpoint(new PublicKey(Hopwire.key(peer)))
                .connect(new DataTransitConfiguration(1, 1, 1), CONNECT_TIMEOUT_NS, this);
        }
    }

    @Override
    public boolean isUp()
    {
        return null != session && session.isOpen();
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        final long position = session.offer(buffer, offset, length);
        if (position < 0 && position != Session.BACK_PRESSURED)
        {
            throw new IllegalStateException("a message of " + length + " bytes was refused: " + position);
        }
        return position > 0;
    }

    @Override
    public void doWork()
    {
        engine.doWork();
    }

    @Override
    public void onAccepted(final Session accepted)
    {
        session = accepted;
    }

    @Override
    public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
    {
        receiver.onMessage(buffer, offset, length);
    }

    @Override
    public void close()
    {
        if (null != engine)
        {
            engine.close();
        }
    }
}
