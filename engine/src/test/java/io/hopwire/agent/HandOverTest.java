package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionHandler;
import io.hopwire.SessionMessageHandler;
import io.hopwire.spi.NodeSettings;
import io.hopwire.test.Allocations;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

/**
 * The way of a message between an application's thread and the core: without garbage, and without loss between threads.
 */
class HandOverTest
{
    private static final PublicKey PEER =
        new PublicKey("a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a");
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
    private int received;
    private final SessionMessageHandler count = (session, buffer, offset, length) -> received++;

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void allocatesNothing(final ThreadingMode mode)
    {
        try (Engine engine = launch(mode);
            Session session = engine.endpoint(PEER).connect(DataTransitConfiguration.DEFAULT, TIMEOUT_NS))
        {
            final boolean invoker = ThreadingMode.INVOKER == mode;
            assertEquals(0, Allocations.minimumPerRound(1000, () -> echo(engine, session, invoker)));
            assertEquals(20_000, received);
        }
    }

    @Test
    void handlersAreServedWithoutAllocation()
    {
        try (Engine engine = launch(ThreadingMode.INVOKER);
            Session session = engine.endpoint(PEER).connect(
                DataTransitConfiguration.DEFAULT, TIMEOUT_NS, (CountingHandler)count::onMessage))
        {
            assertEquals(0, Allocations.minimumPerRound(1000, () ->
            {
                final int before = received;
                session.offer(message, 0, 64);
                while (before == received)
                {
                    engine.doWork();
                }
            }));
        }
    }

    @Test
    void blockingWriteAllocatesNothing()
    {
        final byte[] bytes = new byte[64];
        try (Engine engine = launch(ThreadingMode.INVOKER);
            Session session = engine.endpoint(PEER).connect(DataTransitConfiguration.DEFAULT, TIMEOUT_NS))
        {
            assertEquals(0, Allocations.minimumPerRound(1000, () ->
            {
                session.write(bytes);
                while (0 == session.read(count, 1))
                {
                    engine.doWork();
                }
            }));
        }
    }

    /**
     * Four threads write on one session, one reads: every message arrives once, those of a thread in its order, and
     * every position was given once.
     */
    @Test
    void manyWritersShareOneSession() throws InterruptedException
    {
        final int writers = 4;
        final int messages = 20_000;
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Engine engine = launch(ThreadingMode.DEDICATED);
            Session session = engine.endpoint(PEER).connect(DataTransitConfiguration.DEFAULT, TIMEOUT_NS))
        {
            final BitSet positions = new BitSet();
            final List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < writers; i++)
            {
                final int writer = i;
                final Thread thread = new Thread(() -> write(session, writer, messages, positions));
                thread.setUncaughtExceptionHandler((t, ex) -> failure.set(ex));
                thread.start();
                threads.add(thread);
            }
            final int[] next = new int[writers];
            for (int i = 0; i < writers * messages; i++)
            {
                final UnsafeBuffer read = new UnsafeBuffer(session.read(true).binaryDataPayload());
                assertEquals(next[read.getInt(0)]++, read.getInt(4));
            }
            for (final Thread thread : threads)
            {
                thread.join();
            }
            assertNull(failure.get());
            assertEquals(writers * messages, positions.cardinality());
            assertFalse(positions.get(0));
            assertEquals(writers * messages, session.position());
        }
    }

    private static void write(final Session session, final int writer, final int messages, final BitSet positions)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
        buffer.putInt(0, writer);
        for (int i = 0; i < messages; i++)
        {
            buffer.putInt(4, i);
            long position = session.offer(buffer, 0, 8);
            while (Session.BACK_PRESSURED == position)
            {
                Thread.yield();
                position = session.offer(buffer, 0, 8);
            }
            synchronized (positions)
            {
                assertFalse(positions.get((int)position));
                positions.set((int)position);
            }
        }
    }

    private interface CountingHandler extends SessionHandler
    {
    }

    private void echo(final Engine engine, final Session session, final boolean invoker)
    {
        while (session.offer(message, 0, 64) < 0)
        {
            Thread.onSpinWait();
        }
        while (0 == session.read(count, 1))
        {
            if (invoker)
            {
                engine.doWork();
            }
            else
            {
                Thread.yield();
            }
        }
    }

    private static Engine launch(final ThreadingMode mode)
    {
        final EngineContext context = new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0")
            .set(EngineSettings.COUNTERS_FILE, false)
            .threadingMode(mode)
            .notePrinter((line) ->
            {
            });
        context.set(NodeSettings.SESSION_WINDOW, 16 << 10);
        return HopwireEngine.launch(context, (config, crypto, services) -> new FakeCore(services.events()));
    }
}
