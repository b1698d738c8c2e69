package io.hopwire.examples;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.agent.IdleStrategies;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Exchanges messages with an endpoint that echoes them, over one session, and tells how that goes:
 * <pre>
 *   promoted        the peer has a connected socket
 *   (a line comes in: the address changes)
 *   echoed 0        messages come back again; so many links have been closed
 * </pre>
 */
final class RoamingClient
{
    private static final int SOME = 1000;
    private static final int UNDER_WAY = 16;

    private RoamingClient()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final EngineContext context = new EngineContext()
            .bindAddress("0.0.0.0:0")
            .bootstrap(args[0])
            .nodeIdleStrategy(IdleStrategies.of("backoff"));
        try (Engine engine = HopwireEngine.launch(context))
        {
            final Session session = engine.endpoint(new PublicKey(args[1]))
                .connect(DataTransitConfiguration.DEFAULT, TimeUnit.SECONDS.toNanos(20));
            while (0 == engine.counters().get("peers promoted"))
            {
                echo(session, SOME);
            }
            System.out.println("promoted");
            final int ignored = System.in.read();
            echo(session, SOME);
            System.out.println("echoed " + engine.counters().get("links closed"));
        }
    }

    private static void echo(final Session session, final int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            // Empty, for the command prints what it echoes, and nobody reads that.
            session.write(new byte[0]);
            if (i >= UNDER_WAY)
            {
                session.read(true);
            }
        }
        for (int i = 0; i < UNDER_WAY; i++)
        {
            session.read(true);
        }
    }
}
