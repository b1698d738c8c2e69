package io.hopwire.agent;

import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.PrivateKey;
import io.hopwire.StoreException;
import io.hopwire.StoreException.Reason;
import io.hopwire.StoreRequest;
import io.hopwire.StoredRecord;
import io.hopwire.StoredValue;
import io.hopwire.store.StoreSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whole engines that store and read values, by calls that wait and by such that do not.
 */
@Timeout(120)
class EngineStoreTest
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path directory;

    private final List<Engine> engines = new ArrayList<>();
    private ThreadingMode mode;

    @AfterEach
    void after()
    {
        engines.forEach(Engine::close);
    }

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = {"SHARED", "DEDICATED"})
    void storesReadsAndChanges(final ThreadingMode threading)
    {
        network(threading);
        final Engine one = engines.get(2);
        final Engine other = engines.get(3);
        final StoredRecord put = one.store(StoreRequest.put("colour", StoredValue.json("\"blue\"")).ttl(1000));
        assertEquals(2, put.holders());
        assertEquals(put.timestampMs() + 1_000_000, put.expiresMs());
        assertEquals("\"blue\"", other.store(StoreRequest.get("colour")).value().json());
        assertEquals(put.version(), other.store(StoreRequest.read("colour")).version());
        assertEquals(StoredRecord.NOTHING, other.store(StoreRequest.read("taste")));

        final byte[] bytes = {1, 2, 3};
        final StoredRecord second =
            other.store(StoreRequest.put("colour", StoredValue.of(bytes)).ifVersion(put.version()));
        assertEquals(put.version() + 1, second.version());
        final StoreException conflict = assertThrows(StoreException.class, () ->
            one.store(StoreRequest.put("colour", StoredValue.of(bytes)).ifVersion(put.version())));
        assertEquals(Reason.CONFLICT, conflict.reason());
        assertArrayEquals(bytes, conflict.found().value().bytes());
        assertTrue(conflict.getMessage().contains("'colour' has version " + second.version()), conflict.getMessage());

        one.store(StoreRequest.put("person", StoredValue.json("{\"name\": \"Ann\", \"age\": 6}")));
        final StoredRecord patched =
            other.store(StoreRequest.patch("person", StoredValue.json("{\"age\": null, \"tags\": [1, 2.5, true]}")));
        assertEquals("{\"name\":\"Ann\",\"tags\":[1,2.5,true]}", patched.value().json());

        final StoredRecord lock = one.store(StoreRequest.lock("person", 60_000));
        assertEquals(Reason.LOCKED, assertThrows(StoreException.class, () ->
            other.store(StoreRequest.delete("person"))).reason());
        assertNull(one.store(StoreRequest.delete("person").withLock(lock.lockToken())).value());
        assertEquals(0, one.store(StoreRequest.unlock("person", lock.lockToken())).lockToken());
        assertEquals(Reason.LOCK_LOST, assertThrows(StoreException.class, () ->
            one.store(StoreRequest.unlock("person", lock.lockToken()))).reason());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void tellsAHandlerOnce(final ThreadingMode threading)
    {
        network(threading);
        final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 8; i++)
        {
            final String key = "key " + i;
            engines.get(2).store(StoreRequest.put(key, StoredValue.json("" + i)), (record, error) ->
                told.add(null == error ? key + " is " + record.value() : key + ": " + error.reason()));
        }
        await(() -> told.size() == 8);
        for (int i = 0; i < 8; i++)
        {
            assertTrue(told.contains("key " + i + " is " + i), told::toString);
        }
        engines.get(3).store(StoreRequest.get("key 3"), (record, error) ->
        {
            told.add("got " + record.value());
            throw new IllegalStateException("a handler that fails");
        });
        engines.get(3).store(StoreRequest.get("key 4"), (record, error) -> told.add("got " + record.value()));
        await(() -> told.size() == 10);
        assertTrue(told.contains("got 3") && told.contains("got 4"), told::toString);
    }

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = "SHARED")
    void saysWhatIsWrong(final ThreadingMode threading)
    {
        network(threading);
        final Engine one = engines.get(2);
        assertInvalid(one, StoreRequest.put("k", StoredValue.json("{\"a\":}")), "expected a value at character 6");
        assertInvalid(one, StoreRequest.put("k", StoredValue.json("1 2")), "expected nothing more");
        assertInvalid(one, StoreRequest.put("k", StoredValue.of(new byte[2000])), "too long");
        assertInvalid(one, StoreRequest.put("k", StoredValue.of(new byte[1 << 20])), "longer than");
        assertInvalid(one, StoreRequest.put("k".repeat(65), StoredValue.json("1")), "too long");
        assertInvalid(one, StoreRequest.put("k", StoredValue.json("null")), "no value");
        assertInvalid(one, StoreRequest.patch("k", StoredValue.json("[1]")), "no object");
        assertThrows(HopwireException.class, () -> one.store(null));
        one.close();
        assertFalse(one.isRunning());
        assertThrows(HopwireException.class, () -> one.store(StoreRequest.get("k")));
    }

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = {"SHARED", "DEDICATED"})
    void relayThatKeepsItsRecordsOnDiskComesBackWithThem(final ThreadingMode threading)
    {
        mode = threading;
        final UnaryOperator<EngineContext> onDisk = (context) -> context
            .privateKey(new PrivateKey("5".repeat(64))).set(StoreSettings.DIRECTORY, directory.toString());
        final Engine before = launch(NodeRole.RELAY, onDisk);
        final Engine writer = launch(NodeRole.ENDPOINT, UnaryOperator.identity(), before.localAddress());
        await(() -> !writer.links().isEmpty());
        for (int i = 0; i < 20; i++)
        {
            writer.store(StoreRequest.put("key " + i, StoredValue.json("" + i)));
        }
        final long lock = writer.store(StoreRequest.lock("key 3", 600_000)).lockToken();
        assertThrows(HopwireException.class, () -> launch(NodeRole.RELAY, onDisk), "it is in use");
        before.close();
        final Engine after = launch(NodeRole.RELAY, onDisk);
        final Engine reader = launch(NodeRole.ENDPOINT, UnaryOperator.identity(), after.localAddress());
        await(() -> !reader.links().isEmpty());
        for (int i = 0; i < 20; i++)
        {
            assertEquals("" + i, reader.store(StoreRequest.get("key " + i)).value().json());
            assertEquals(1, reader.store(StoreRequest.read("key " + i)).holders());
        }
        assertEquals(lock, reader.store(StoreRequest.read("key 3")).lockToken());
    }

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = "SHARED")
    void fileHasToHoldWhatTheNodeTakes(final ThreadingMode threading)
    {
        mode = threading;
        final HopwireException small = assertThrows(HopwireException.class, () -> launch(
            NodeRole.RELAY, (context) -> context.set(StoreSettings.DIRECTORY, directory.resolve("small").toString())
                .set(StoreSettings.MAP_SIZE, 191L << 20)));
        assertTrue(small.getMessage().contains("3 times what the node keeps"), small.getMessage());
        launch(NodeRole.RELAY, (context) -> context.set(StoreSettings.DIRECTORY, directory.resolve("large").toString())
            .set(StoreSettings.MAP_SIZE, 192L << 20));
    }

    private static void assertInvalid(final Engine engine, final StoreRequest request, final String message)
    {
        final StoreException invalid = assertThrows(StoreException.class, () -> engine.store(request));
        assertEquals(Reason.INVALID, invalid.reason());
        assertTrue(invalid.getMessage().contains(message), invalid.getMessage());
    }

    private void network(final ThreadingMode threading)
    {
        mode = threading;
        final Engine first = launch(NodeRole.RELAY);
        launch(NodeRole.RELAY, first.localAddress());
        launch(NodeRole.ENDPOINT, first.localAddress(), engines.get(1).localAddress());
        launch(NodeRole.ENDPOINT, engines.get(1).localAddress(), first.localAddress());
        await(() -> engines.stream().allMatch((engine) -> engine.links().size() >= 2));
    }

    private Engine launch(final NodeRole role, final String... bootstrap)
    {
        return launch(role, UnaryOperator.identity(), bootstrap);
    }

    private Engine launch(final NodeRole role, final UnaryOperator<EngineContext> setup, final String... bootstrap)
    {
        final EngineContext context =
            setup.apply(new EngineContext(new Properties()).bindAddress("127.0.0.1:0").role(role));
        for (final String peer : bootstrap)
        {
            context.bootstrap(peer);
        }
        final Engine engine = HopwireEngine.launch(context
            .set(EngineSettings.COUNTERS_FILE, false)
            .set(EngineSettings.THREADING, mode)
            .errorHandler((ex) ->
            {
            })
            .notePrinter((line) ->
            {
            }));
        engines.add(engine);
        return engine;
    }

    private void await(final BooleanSupplier condition)
    {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - startNs < LATE_NS, "in vain");
            if (ThreadingMode.INVOKER == mode)
            {
                engines.stream().filter(Engine::isRunning).forEach(Engine::doWork);
            }
            else
            {
                Thread.onSpinWait();
            }
        }
    }
}
