package io.hopwire.examples;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.DataTransitConfigurationException;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.HopwireEngine;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The client of Amplicon's introduction, in Java. Where to begin is told by a property:
 * {@code java -Dhopwire.bootstrap=127.0.0.1:4001 -cp hopwire.jar io.hopwire.examples.SeedClient}.
 */
public final class SeedClient
{
    private SeedClient()
    {
    }

    /**
     * Say hello to the endpoint, and print what it answers.
     *
     * @param args none.
     */
    public static void main(final String[] args)
    {
        try (Engine engine = HopwireEngine.launch(new EngineContext()))
        {
            final Endpoint remoteEndpoint = engine.endpoint(
                new PublicKey("a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a"));

            try
            {
                // 12 hops at most, and 3 to 5 routes that share no relay.
                final DataTransitConfiguration dataTransitConfiguration = new DataTransitConfiguration(12, 3, 5);
                final Session session = remoteEndpoint.connect(dataTransitConfiguration);
                session.write("Hello I am any binary message".getBytes(UTF_8));
                final DataPackage response = session.read(true);
                System.out.println(new String(response.binaryDataPayload(), UTF_8));
            }
            catch (final DataTransitConfigurationException dtce)
            {
                // Most likely we cannot find a valid configuration that satisfies all the specified requirements.
                System.out.println(dtce.getMessage());
            }
            catch (final SessionException se)
            {
                // Likely the session timed out during establishment because no path to the remote endpoint could be
                // found (most likely because the remote endpoint is offline).
                System.out.println(se.getMessage());
            }
        }
    }
}
