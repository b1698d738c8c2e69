package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Endpoint;
import io.hopwire.Engine;
import io.hopwire.Session;
import io.hopwire.component.session.SessionSettings;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a session costs while nobody says anything: of both ends, in one process, with all that belongs to it.
 */
@Tag("long")
@Timeout(240)
class IdleSessionMemoryTest
{
    private static final int SESSIONS = 1_000;
    private static final int WARM_UP = 100;
    private static final int THREADS = 16;
    private static final int MOST = 8 << 10;
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(1, 1, 1);

    private final List<Session> sessions = Collections.synchronizedList(new ArrayList<>());
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[500]);

    /** It was busy before, and its server has read from it, so both kinds of memory were in use. */
    @Test
    void anIdleSessionKeepsEightKibibytesOfEitherEndAtMost() throws InterruptedException
    {
        try (Engine server = HopwireEngine.launch(context());
            Engine client = HopwireEngine.launch(context().bootstrap(server.localAddress())))
        {
            final AtomicInteger received = new AtomicInteger();
            server.localEndpoint().listen((session, buffer, offset, length) -> received.incrementAndGet());
            final Endpoint endpoint = client.endpoint(server.publicKey());
            assertTrue(client.awaitConnected(LATE_NS));
            connect(endpoint, WARM_UP);
            final long before = usedBytes();
            connect(endpoint, SESSIONS);
            final long most = before + 2L * SESSIONS * MOST;
            long used = usedBytes();
            while (used > most)
            {
                // The memory of what they said goes back after a while; the timeout ends a test in which it does not.
                used = usedBytes();
            }
            assertEquals(WARM_UP + SESSIONS, received.get());
            for (final Session session : sessions)
            {
                assertTrue(session.isOpen(), session::toString);
                session.offer(message, 0, message.capacity());
            }
            for (final Session session : sessions)
            {
                assertTrue(session.flush(LATE_NS));
            }
        }
    }

    private void connect(final Endpoint endpoint, final int count) throws InterruptedException
    {
        final AtomicInteger left = new AtomicInteger(count);
        final List<Thread> threads = new ArrayList<>();
        final int expected = sessions.size() + count;
        for (int i = 0; i < THREADS; i++)
        {
            final Thread thread = new Thread(() -> connectSome(endpoint, left), "client " + i);
            threads.add(thread);
            thread.start();
        }
        for (final Thread thread : threads)
        {
            thread.join();
        }
        assertEquals(expected, sessions.size());
    }

    private void connectSome(final Endpoint endpoint, final AtomicInteger left)
    {
        while (left.getAndDecrement() > 0)
        {
            final Session session = endpoint.connect(CONFIGURATION, LATE_NS);
            session.write(new byte[500]);
            session.flush(LATE_NS);
            sessions.add(session);
        }
    }

    private static long usedBytes()
    {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() +
            ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }

    private static EngineContext context()
    {
        return new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0")
            .discovery(false)
            .set(EngineSettings.COUNTERS_FILE, false)
            .set(SessionSettings.MAX_SESSIONS, 2 * SESSIONS)
            .notePrinter((line) ->
            {
            });
    }
}
