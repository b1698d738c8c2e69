package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.ListenSession;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.spi.SessionCodes;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process with little memory off the heap: its server's peers open and close sessions, and then open many that the
 * server does not read, and say something on all of them at once.
 */
final class ListenerMemory
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(1, 1, 1);

    private ListenerMemory()
    {
    }

    /**
     * Run, and say what was seen.
     *
     * @param args sessions to open and close, and sessions to keep.
     */
    public static void main(final String[] args)
    {
        try (Engine server = HopwireEngine.launch(context());
            Engine client = HopwireEngine.launch(context().bootstrap(server.localAddress())))
        {
            final ListenSession listener = server.localEndpoint().listen();
            final Endpoint endpoint = client.endpoint(server.publicKey());
            client.awaitConnected(LATE_NS);
            System.out.println("closed " + openAndClose(endpoint, Integer.parseInt(args[0])));
            for (Session accepted = listener.accept(0); null != accepted; accepted = listener.accept(0))
            {
                accepted.close();
            }
            final List<Session> kept = keep(endpoint, Integer.parseInt(args[1]));
            System.out.println("kept " + kept.size());
            System.out.println("ended with a reason " + speak(kept));
            kept.forEach(Session::close);
            for (Session accepted = listener.accept(0); null != accepted; accepted = listener.accept(0))
            {
                accepted.close();
            }
            connectWhenAllAreClosed(endpoint).close();
            System.out.println("lives");
        }
    }

    /** Both ends say at once that there is no room, as long as those that were closed just now have not ended. */
    private static Session connectWhenAllAreClosed(final Endpoint endpoint)
    {
        final long startNs = System.nanoTime();
        while (true)
        {
            try
            {
                return endpoint.connect(CONFIGURATION, LATE_NS);
            }
            catch (final SessionException ex)
            {
                if (System.nanoTime() - startNs > LATE_NS)
                {
                    throw ex;
                }
                LockSupport.parkNanos(POLL_NS);
            }
        }
    }

    private static int openAndClose(final Endpoint endpoint, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final Session session = endpoint.connect(CONFIGURATION, LATE_NS);
            session.write(new byte[100]);
            session.flush(LATE_NS);
            session.close();
        }
        return count;
    }

    private static List<Session> keep(final Endpoint endpoint, final int count)
    {
        final List<Session> kept = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            try
            {
                kept.add(endpoint.connect(CONFIGURATION, TimeUnit.SECONDS.toNanos(1)));
            }
            catch (final SessionException ex)
            {
                System.out.println("refused: " + SessionCodes.name(ex.code()));
                return kept;
            }
        }
        return kept;
    }

    private static int speak(final List<Session> kept)
    {
        int ended = 0;
        for (final Session session : kept)
        {
            try
            {
                session.write(new byte[100]);
                session.flush(LATE_NS);
            }
            catch (final SessionException ex)
            {
                ended++;
            }
        }
        return ended;
    }

    private static EngineContext context()
    {
        return new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0")
            .discovery(false)
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter((line) ->
            {
            });
    }
}
