package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionHandler;
import io.hopwire.spi.NodeSettings;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * An engine in any threading mode over a core that does as it is told.
 */
abstract class FakeCoreFixture
{
    static final PublicKey PEER =
        new PublicKey("a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a");
    static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(3, 2, 3);
    static final long SOON_NS = TimeUnit.MILLISECONDS.toNanos(20);
    static final long LATE_NS = TimeUnit.SECONDS.toNanos(20);

    final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    long writeTimeoutNs = TimeUnit.MILLISECONDS.toNanos(100);
    FakeCore core;
    Engine engine;

    @AfterEach
    void after()
    {
        if (null != engine)
        {
            engine.close();
        }
    }

    interface SessionHandlerOfMessages extends SessionHandler
    {
    }

    final void launch(final ThreadingMode mode)
    {
        launch(mode, (context) -> context);
    }

    final void launch(final ThreadingMode mode, final UnaryOperator<EngineContext> more)
    {
        final EngineContext context = new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0")
            .set(EngineSettings.COUNTERS_FILE, false)
            .threadingMode(mode)
            .notePrinter((line) ->
            {
            })
            .errorHandler(errors::add);
        context
            .set(NodeSettings.SESSION_WINDOW, 16 << 10)
            .set(EngineSettings.WRITE_TIMEOUT, writeTimeoutNs);
        engine = HopwireEngine.launch(more.apply(context), (config, crypto, services) ->
        {
            core = new FakeCore(services.events());
            return core;
        });
    }

    final Session connect()
    {
        return engine.endpoint(PEER).connect(CONFIGURATION, LATE_NS);
    }

    static long offer(final Session session, final int value)
    {
        final byte[] message = new byte[1 + value % FakeCore.MAX_MESSAGE];
        message[0] = (byte)value;
        return session.offer(new UnsafeBuffer(message), 0, message.length);
    }

    static void assertNext(final Session session, final int value)
    {
        final byte[] message = session.read(true).binaryDataPayload();
        assertEquals((byte)value, message[0]);
        assertEquals(1 + value % FakeCore.MAX_MESSAGE, message.length);
    }

    final void assertConnectFails(final int reason, final String message)
    {
        core.failWith = reason;
        final SessionException ex = assertThrows(SessionException.class, this::connect);
        assertEquals(reason, ex.code());
        assertTrue(ex.getMessage().contains(message), ex.getMessage());
    }

    /**
     * Give the engine turns until something has come true; a hang fails at a time no healthy machine needs.
     */
    final void await(final BooleanSupplier condition)
    {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - startNs < LATE_NS, "never came true");
            if (((HopwireEngine)engine).isInvoker() && engine.isRunning())
            {
                engine.doWork();
            }
            Thread.yield();
        }
    }
}
