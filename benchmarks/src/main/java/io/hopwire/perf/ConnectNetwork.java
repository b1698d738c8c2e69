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
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Clients, a chain of relays and one server that listens, all in this process with threads of their own, as an
 * application has them: nothing is set but addresses and roles.
 */
final class ConnectNetwork implements AutoCloseable
{
    static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    final ConnectSteps clientSteps = new ConnectSteps();
    final ConnectSteps serverSteps = new ConnectSteps();

    private final List<Engine> engines = new ArrayList<>();
    private final List<Endpoint> serverAsSeen = new ArrayList<>();
    private final DataTransitConfiguration configuration;

    ConnectNetwork(final int relays, final int clients)
    {
        configuration = new DataTransitConfiguration(relays + 1, 1, 1);
        try
        {
            launch(relays, clients);
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
        }
    }

    Session connect(final int client)
    {
        return serverAsSeen.get(client).connect(configuration, TIMEOUT_NS);
    }

    int clients()
    {
        return serverAsSeen.size();
    }

    @Override
    public void close()
    {
        for (int i = engines.size() - 1; i >= 0; i--)
        {
            engines.get(i).close();
        }
    }

    private void launch(final int relays, final int clients)
    {
        final Engine first = add(context().role(NodeRole.RELAY));
        Engine last = first;
        for (int i = 1; i < relays; i++)
        {
            last = add(context().role(NodeRole.RELAY).bootstrap(last.localAddress()));
        }
        final Engine server = add(context().role(NodeRole.ENDPOINT).bootstrap(last.localAddress())
            .cryptoProvider(serverSteps::provider));
        for (int i = 0; i < clients; i++)
        {
            final Engine client = add(context().role(NodeRole.ENDPOINT).bootstrap(first.localAddress())
                .cryptoProvider(clientSteps::provider));
            serverAsSeen.add(client.endpoint(server.publicKey()));
        }
        for (int i = 1; i < engines.size(); i++)
        {
            if (!engines.get(i).awaitConnected(TIMEOUT_NS))
            {
                throw new IllegalStateException("an engine found no neighbour");
            }
        }
        server.localEndpoint().listen(new Deaf());
    }

    private Engine add(final EngineContext context)
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

    /** It is the beginning of sessions that is measured. */
    private static final class Deaf implements SessionHandler
    {
        @Override
        public void onMessage(
            final Session session, final DirectBuffer buffer, final int offset, final int length)
        {
            throw new IllegalStateException("nobody has anything to say");
        }
    }
}
