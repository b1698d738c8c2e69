package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PrivateKey;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.spi.SessionCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the API says of arguments that are none, of sessions, and of networks that can not work.
 */
@Timeout(60)
class EngineArgumentsTest
{
    private static final String NOBODY = "f4837573e349fb626a51bae2b8562f3128193719c26e807a9432b1638516437a";
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long SOON_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final List<Engine> engines = new ArrayList<>();

    @AfterEach
    void closeEngines()
    {
        engines.forEach(Engine::close);
    }

    @Test
    void anArgumentThatIsMissingIsRefusedInTheThreadOfTheCaller()
    {
        final Engine relay = launch(NodeRole.RELAY);
        final Engine client = launch(NodeRole.ENDPOINT, relay.localAddress());
        final Endpoint nobody = client.endpoint(new PublicKey(NOBODY));

        assertMissing("DataTransitConfiguration", () -> nobody.connect(null));
        assertMissing("DataTransitConfiguration", () -> nobody.connect(null, LATE_NS));
        assertMissing("public key", () -> client.endpoint((PublicKey)null));
        assertMissing("private key", () -> client.endpoint((PrivateKey)null));
        relay.localEndpoint().listen();
        final Session session = client.endpoint(relay.publicKey()).connect(DataTransitConfiguration.DEFAULT, LATE_NS);
        assertMissing("message", () -> session.write((byte[])null));
        assertMissing("DataPackage", () -> session.write((DataPackage)null));
        assertTrue(session.isOpen() && client.isRunning());
    }

    @Test
    void aSessionSaysWithWhomAndWhetherItIsOpen()
    {
        final Engine relay = launch(NodeRole.RELAY);
        final Engine client = launch(NodeRole.ENDPOINT, relay.localAddress());
        relay.localEndpoint().listen();
        final Session session = client.endpoint(relay.publicKey()).connect(DataTransitConfiguration.DEFAULT, LATE_NS);

        assertEquals("Session(" + relay.publicKey() + ", open)", session.toString());
        session.close();
        assertFalse(session.toString().contains("open"), session::toString);
    }

    @Test
    void whereNoNeighbourRelaysTheErrorSaysSo()
    {
        final Engine middle = launch(NodeRole.ENDPOINT);
        final Engine client = launch(NodeRole.ENDPOINT, middle.localAddress());
        assertTrue(client.awaitConnected(LATE_NS));

        final SessionException failure = assertThrows(SessionException.class, () ->
            client.endpoint(new PublicKey(NOBODY)).connect(DataTransitConfiguration.DEFAULT, SOON_NS));

        assertEquals(SessionCodes.NO_ROUTE, failure.code());
        assertTrue(failure.getMessage().contains("none of our neighbours (1) relays"), failure::getMessage);
    }

    private static void assertMissing(final String what, final Executable call)
    {
        final HopwireException failure = assertThrows(HopwireException.class, call);
        assertEquals(ErrorCategory.CONFIGURATION, failure.category());
        assertEquals(what + " is missing", failure.getMessage());
    }

    private Engine launch(final NodeRole role, final String... bootstrap)
    {
        final EngineContext context = new EngineContext(new Properties())
            .set(EngineSettings.COUNTERS_FILE, false)
            .bindAddress("127.0.0.1:0")
            .role(role)
            .notePrinter((line) ->
            {
            });
        List.of(bootstrap).forEach(context::bootstrap);
        final Engine engine = HopwireEngine.launch(context);
        engines.add(0, engine);
        return engine;
    }
}
