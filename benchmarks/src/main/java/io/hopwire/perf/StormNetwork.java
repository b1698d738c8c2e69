package io.hopwire.perf;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.EngineSettings;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.agent.NodeRole;
import io.hopwire.agent.ThreadingMode;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/**
 * A server that echoes, a relay, and a client whose session is open before the others come.
 */
final class StormNetwork implements AutoCloseable
{
    static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(2, 1, 1);

    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    private final CycleMeter meter = new CycleMeter();
    private final ThreadingMode mode;
    private final Engine relay;
    private final Engine server;
    private final Engine client;

    StormNetwork(final ThreadingMode mode)
    {
        this.mode = mode;
        relay = HopwireEngine.launch(context().role(NodeRole.RELAY));
        server = HopwireEngine.launch(context().role(NodeRole.ENDPOINT).bootstrap(relay.localAddress())
            .threadingMode(mode)
            .nodeIdleStrategy(meter));
        client = launchClient(relay.localAddress());
        awaitConnected(server);
        awaitConnected(client);
        server.localEndpoint().listen(new Echoing());
    }

    static Engine launchClient(final String relay)
    {
        return HopwireEngine.launch(context().role(NodeRole.ENDPOINT).bootstrap(relay));
    }

    static void awaitConnected(final Engine engine)
    {
        if (!engine.awaitConnected(TIMEOUT_NS))
        {
            throw new IllegalStateException("an engine found no neighbour");
        }
    }

    Endpoint prober()
    {
        return client.endpoint(server.publicKey());
    }

    String relay()
    {
        return relay.localAddress();
    }

    PublicKey server()
    {
        return server.publicKey();
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

    long sessionsOfServer()
    {
        return server.counters().get("sessions open");
    }

    @Override
    public void close()
    {
        client.close();
        server.close();
        relay.close();
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
