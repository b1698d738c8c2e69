package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.ListenSession;
import io.hopwire.Session;
import io.hopwire.crypto.GHash;
import io.hopwire.spi.SystemCounter;
import io.hopwire.status.CountersDirectory;
import io.hopwire.status.CountersFile;
import io.hopwire.transport.TransportSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The engine as an embedder without any flag gets it, and what it leaves in the file system.
 */
@Tag("fallback")
@Timeout(60)
class EngineFallbackTest
{
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path directory;
    private final List<String> notes = new ArrayList<>();

    @Test
    void worksOnPublicApiAndSaysSoOnce()
    {
        try (Engine relay = HopwireEngine.launch(context("relay").role(NodeRole.RELAY));
            Engine server = HopwireEngine.launch(context("server").bootstrap(relay.localAddress()));
            Engine client = HopwireEngine.launch(context("client").bootstrap(relay.localAddress())))
        {
            final ListenSession listening = server.localEndpoint().listen();
            final Session session =
                client.endpoint(server.publicKey()).connect(DataTransitConfiguration.DEFAULT, TIMEOUT_NS);
            session.write(new byte[]{ 1, 2, 3 });
            final DataPackage received = listening.read(true);
            assertArrayEquals(new byte[]{ 1, 2, 3 }, received.binaryDataPayload());
            listening.write(received);
            assertArrayEquals(new byte[]{ 1, 2, 3 }, session.read(true).binaryDataPayload());
        }
        assertEquals(3, notes.stream().filter((note) -> note.contains("public API")).count());
        assertEquals(GHash.isIntrinsic() ? 0 : 3, notes.stream().filter((note) -> note.contains("GHASH")).count());
    }

    @Test
    void countersFileLivesAsLongAsTheEngine()
    {
        final CountersDirectory counters = new CountersDirectory(directory);
        final Engine engine = HopwireEngine.launch(context("one"));
        final List<CountersFile> live = counters.live();
        assertEquals(1, live.size());
        assertEquals(engine.publicKey(), live.get(0).nodeKey());
        assertFalse(engine.awaitConnected(TimeUnit.MILLISECONDS.toNanos(10)));
        assertTrue(live.get(0).counters().get(SystemCounter.DUTY_CYCLES) > 0);
        try (Engine second = HopwireEngine.launch(context("one")))
        {
            assertEquals(second.publicKey(), counters.find("one-2").nodeKey());
            assertTrue(notes.stream().anyMatch((note) -> note.contains("another node that runs is called one")));
        }
        assertEquals(1, counters.live().size());
        engine.close();
        assertFalse(Files.exists(live.get(0).path()));
        assertTrue(engine.counters().get("duty cycles") > 0);
    }

    @Test
    void runsWithoutACountersFileWhereItCanNotHaveOne() throws IOException
    {
        Files.write(directory.resolve("foreign.counters"), new byte[]{1, 2, 3, 4, 5, 6, 7, 8, 9});
        try (Engine engine = HopwireEngine.launch(context("foreign")))
        {
            assertFalse(engine.awaitConnected(TimeUnit.MILLISECONDS.toNanos(10)));
            assertTrue(engine.counters().get("duty cycles") > 0);
            assertEquals(1, notes.stream().filter((note) -> note.contains("without a counters file")).count());
        }
        assertEquals(9, Files.size(directory.resolve("foreign.counters")));
    }

    private EngineContext context(final String name)
    {
        return new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0")
            .name(name)
            .set(TransportSettings.RAW_SOCKETS, false)
            .set(EngineSettings.COUNTERS_DIR, directory.toString())
            .notePrinter(notes::add);
    }
}
