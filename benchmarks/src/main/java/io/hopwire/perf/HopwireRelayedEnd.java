package io.hopwire.perf;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.agent.NodeRole;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A session over relays: two links from end to end on each of its routes, which share no relay. The relays run on the
 * thread of the server, as the forwarder of {@link NioTcpEnd} does, so that two cores are enough: what the server's
 * core can do is shared by a relay and by who receives.
 */
final class HopwireRelayedEnd implements End, SessionHandler
{
    private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(15);
    private static final int HOPS = 2;

    private final List<Engine> relays = new ArrayList<>();
    private final Receiver receiver;
    private final boolean isServer;
    private final int routes;
    private Engine engine;
    private Session session;

    /**
     * @param routes of the session; there are as many relays.
     */
    HopwireRelayedEnd(final Receiver receiver, final boolean isServer, final int routes)
    {
        this.receiver = receiver;
        this.isServer = isServer;
        this.routes = routes;
    }

    /** The addresses of the relays, and behind them the key of the server. */
    @Override
    public String open()
    {
        if (!isServer)
        {
            return Hopwire.NOT_LISTENING;
        }
        final StringBuilder addresses = new StringBuilder();
        for (int i = 0; i < routes; i++)
        {
            final Engine relay = HopwireEngine.launch(Hopwire.context().role(NodeRole.RELAY));
            relays.add(relay);
            addresses.append(Hopwire.address(relay)).append(',');
        }
        launch(addresses.substring(0, addresses.length() - 1));
        engine.localEndpoint().listen(this);
        return addresses.append(engine.publicKey()).toString();
    }

    @Override
    public void connect(final String peer)
    {
        if (!isServer)
        {
            final int comma = peer.lastIndexOf(',');
            launch(peer.substring(0, comma));
            session = engine.endpoint(new PublicKey(peer.substring(comma + 1)))
                .connect(new DataTransitConfiguration(HOPS, routes, routes), CONNECT_TIMEOUT_NS, this);
            if (HOPS != session.hops() || routes != session.routes())
            {
                throw new IllegalStateException(
                    session.routes() + " routes of " + session.hops() + " hops are not those to measure");
            }
        }
    }

    /** A link to each relay comes first: there are no more routes than those. */
    private void launch(final String addresses)
    {
        engine = HopwireEngine.launch(Hopwire.context().bootstrap(addresses));
        while (engine.links().size() < routes)
        {
            doWork();
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
        for (int i = 0; i < relays.size(); i++)
        {
            relays.get(i).doWork();
        }
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
        relays.forEach(Engine::close);
    }
}
