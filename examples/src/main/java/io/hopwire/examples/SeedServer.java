package io.hopwire.examples;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfigurationException;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.PrivateKey;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.HopwireEngine;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The server of Amplicon's introduction, in Java. Where to begin is told by a property:
 * {@code java -Dhopwire.bootstrap=127.0.0.1:4002 -cp hopwire.jar io.hopwire.examples.SeedServer}.
 */
public final class SeedServer
{
    private SeedServer()
    {
    }

    /**
     * Answer every message, until the process is ended.
     *
     * @param args none.
     */
    public static void main(final String[] args)
    {
        // Note you don't need to specify the public key. It's automatically calculated from the private key.
        final PrivateKey privateKey =
            new PrivateKey("dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed");
        try (Engine engine = HopwireEngine.launch(new EngineContext().privateKey(privateKey)))
        {
            final Endpoint currentServerEndpoint = engine.endpoint(privateKey);

            try
            {
                final Session session = currentServerEndpoint.listen();

                while (true)
                {
                    final DataPackage readDataPackage = session.read(true);
                    System.out.println(new String(readDataPackage.binaryDataPayload(), UTF_8));
                    final DataPackage outgoingDataPackage = new DataPackage(
                        "Response message".getBytes(UTF_8), readDataPackage.dataTransitConfiguration());
                    // We can use the incoming package's configuration to respond back to the client node, without
                    // knowing any other details regarding the client.
                    session.write(outgoingDataPackage);
                }
            }
            catch (final DataTransitConfigurationException dtce)
            {
                System.out.println(dtce.getMessage());
            }
            catch (final SessionException se)
            {
                System.out.println(se.getMessage());
            }
        }
    }
}
