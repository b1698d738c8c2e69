package io.hopwire.examples;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.HopwireEngine;

import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An engine embedded with a few lines; the README shows them.
 */
public final class TenLines
{
    private TenLines()
    {
    }

    /**
     * Say hello to an endpoint, and print what it answers.
     *
     * @param args a peer to begin with as {@code host:port}, and the public key of the endpoint.
     */
    public static void main(final String[] args)
    {
        try (Engine engine = HopwireEngine.launch(new EngineContext().bootstrap(args[0]));
            Session session = engine.endpoint(new PublicKey(args[1])).connect(DataTransitConfiguration.DEFAULT))
        {
            session.write("hello".getBytes(UTF_8));
            final var answer = session.read(TimeUnit.SECONDS.toNanos(5));
            System.out.println(null == answer ? "no answer" : new String(answer.binaryDataPayload(), UTF_8));
        }
    }
}
