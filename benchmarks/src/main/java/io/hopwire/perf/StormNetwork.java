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
import io.hopwire.component.session.SessionSettings;
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
    private final StormPlan plan;
    private final Engine relay;
    private final Engine server;
    private final Engine client;

    StormNetwork(final StormPlan plan)
    {
        this.plan = plan;
        relay = HopwireEngine.launch(context().role(NodeRole.RELAY));
        server = HopwireEngine.launch(serverContext());
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
        return plan.mode();
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

    private EngineContext serverContext()
    {
        final EngineContext context = context().role(NodeRole.ENDPOINT).bootstrap(relay.localAddress())
            .threadingMode(plan.mode())
            .nodeIdleStrategy(meter);
        return null == plan.accepts() ? context :
            context.set(SessionSettings.ACCEPTS_PER_SECOND, Integer.parseInt(plan.accepts()));
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
