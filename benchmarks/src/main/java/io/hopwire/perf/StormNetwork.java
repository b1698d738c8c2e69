package io.hopwire.perf;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.EngineSettings;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.agent.NodeRole;
import io.hopwire.agent.ThreadingMode;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that echoes, a relay, clients, and one client more whose session is open before the others come.
 */
final class StormNetwork implements AutoCloseable
{
    static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(2, 1, 1);

    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    private final List<Engine> engines = new ArrayList<>();
    private final List<Endpoint> serverAsSeen = new ArrayList<>();
    private final CycleMeter meter = new CycleMeter();
    private final ThreadingMode mode;
    private final Engine server;

    StormNetwork(final int clients, final ThreadingMode mode)
    {
        final Engine relay = launch(context().role(NodeRole.RELAY));
        server = launch(context().role(NodeRole.ENDPOINT).bootstrap(relay.localAddress())
            .threadingMode(mode)
            .nodeIdleStrategy(meter));
        this.mode = mode;
        for (int i = 0; i <= clients; i++)
        {
            final Engine client = launch(context().role(NodeRole.ENDPOINT).bootstrap(relay.localAddress()));
            serverAsSeen.add(client.endpoint(server.publicKey()));
        }
        for (int i = 1; i < engines.size(); i++)
        {
            if (!engines.get(i).awaitConnected(TIMEOUT_NS))
            {
                throw new IllegalStateException("an engine found no neighbour");
            }
        }
        server.localEndpoint().listen(new Echoing());
    }

    Endpoint prober()
    {
        return serverAsSeen.get(serverAsSeen.size() - 1);
    }

    Endpoint client(final int index)
    {
        return serverAsSeen.get(index);
    }

    ThreadingMode mode()
    {
        return mode;
    }

    long datagramsOfServer()
    {
        return server.counters().get("datagrams received") + server.counters().get("datagrams sent");
    }

    CycleMeter meter()
    {
        return meter;
    }

    @Override
    public void close()
    {
        for (int i = engines.size() - 1; i >= 0; i--)
        {
            engines.get(i).close();
        }
    }

    private Engine launch(final EngineContext context)
    {
        final Engine engine = HopwireEngine.launch(context);
        engines.add(engine);
        return engine;
    }

    private static EngineContext context()
    {
        return new EngineContext()
            .bindAddress("127.0.0.1:0")
            .discovery(false)
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter(Worker::note);
    }

    private static final class Echoing implements SessionHandler
    {
        @Override
        public void onMessage(
            final Session session, final DirectBuffer buffer, final int offset, final int length)
        {
            session.offer(buffer, offset, length);
        }
    }
}
