package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionHandler;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SessionCodes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Messages of any length over a relay, with whole engines: longer than a packet, than the ring of commands takes, than
 * the window.
 */
@Timeout(120)
class LongMessageTest
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int LONGEST = 16 << 20;
    private static final int[] LENGTHS =
    {
        0, 1, 127, 128, 1300, 1301, 16_383, 16_384, 16_385, 100_000, (1 << 18) - 4, 1 << 18, 1 << 20, LONGEST
    };

    private final List<Engine> engines = new ArrayList<>();
    private Engine server;
    private Engine client;

    @AfterEach
    void after()
    {
        engines.forEach(Engine::close);
    }

    @Test
    void whateverItsLengthAMessageArrivesWholeAndInOrder()
    {
        launch();
        final var listener = server.localEndpoint().listen();
        final Session session = connect();
        assertEquals(LONGEST, session.maxMessageLength());
        final Thread sender = new Thread(() ->
        {
            for (final int length : LENGTHS)
            {
                session.write(message(length));
                session.write(message(7));
            }
        });
        sender.start();
        for (final int length : LENGTHS)
        {
            assertNext(listener.read(LATE_NS), length);
            assertNext(listener.read(LATE_NS), 7);
        }
        assertTrue(session.flush(LATE_NS));
        assertEquals(2 * LENGTHS.length, session.ackedPosition());
    }

    @Test
    void handlersSeeThemInPlaceAndCanAnswer()
    {
        launch();
        final AtomicLong handled = new AtomicLong();
        server.localEndpoint().listen((SessionHandler)(session, buffer, offset, length) ->
        {
            handled.addAndGet(length);
            assertTrue(session.offer(buffer, offset, length) > 0);
        });
        final Session session = connect();
        long total = 0;
        for (final int length : LENGTHS)
        {
            session.write(message(length));
            assertNext(session.read(LATE_NS), length);
            total += length;
        }
        assertEquals(total, handled.get());
    }

    @Test
    void whatIsTooLongIsRefusedWithTheLimitOfTheOneThatTakesLess()
    {
        launch();
        server.close();
        server = launch(context().set(SessionSettings.MAX_MESSAGE, 5000).bootstrap(engines.get(0).localAddress()));
        assertTrue(server.awaitConnected(LATE_NS));
        server.localEndpoint().listen();
        final Session session = connect();
        assertEquals(5000, session.maxMessageLength());
        final UnsafeBuffer message = new UnsafeBuffer(new byte[5001]);
        assertEquals(Session.MAX_MESSAGE_LENGTH_EXCEEDED, session.offer(message, 0, 5001));
        assertEquals(SessionCodes.MAX_MESSAGE_LENGTH_EXCEEDED,
            assertThrows(SessionException.class, () -> session.write(new byte[5001])).code());
        assertTrue(session.offer(message, 0, 5000) > 0);
        assertTrue(session.flush(LATE_NS));
    }

    @Test
    void anApplicationThatDoesNotReadHoldsBackALongMessage()
    {
        launch();
        final var listener = server.localEndpoint().listen();
        final Session session = connect();
        session.write(message(1 << 20));
        assertFalse(session.flush(TimeUnit.MILLISECONDS.toNanos(300)));
        assertEquals(1, session.unacknowledged());
        final UnsafeBuffer next = new UnsafeBuffer(message(1 << 20));
        assertEquals(Session.BACK_PRESSURED, session.offer(next, 0, next.capacity()));
        assertNext(listener.read(LATE_NS), 1 << 20);
        assertTrue(session.flush(LATE_NS));
    }

    @Test
    void theEndOfASessionInTheMiddleOfALongMessageLeavesNothingBehind()
    {
        launch();
        server.localEndpoint().listen();
        for (int i = 0; i < 20; i++)
        {
            final Session session = connect();
            session.write(message(1 << 20));
            session.abort();
            assertEquals(1, session.unacknowledged());
        }
        final Session last = connect();
        last.write(message(10));
        assertTrue(last.flush(LATE_NS));
    }

    @Test
    void aWindowSmallerThanAPacketIsEnough()
    {
        launch();
        client.close();
        client = launch(context().set(NodeSettings.SESSION_WINDOW, 2048).bootstrap(engines.get(0).localAddress()));
        assertTrue(client.awaitConnected(LATE_NS));
        final var listener = server.localEndpoint().listen();
        final Session session = connect();
        for (final int length : new int[]{1, 2000, 2044, 2045, 5000, 100_000})
        {
            session.write(message(length));
            assertNext(listener.read(LATE_NS), length);
        }
    }

    private void launch()
    {
        final Engine relay = launch(context().role(NodeRole.RELAY));
        server = launch(context().bootstrap(relay.localAddress()));
        client = launch(context().bootstrap(relay.localAddress()));
        assertTrue(server.awaitConnected(LATE_NS));
        assertTrue(client.awaitConnected(LATE_NS));
    }

    private Session connect()
    {
        return client.endpoint(server.publicKey()).connect(new DataTransitConfiguration(2, 1, 1), LATE_NS);
    }

    private Engine launch(final EngineContext context)
    {
        final Engine engine = HopwireEngine.launch(context);
        engines.add(engine);
        return engine;
    }

    private static EngineContext context()
    {
        return new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0")
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter((line) ->
            {
            });
    }

    private static byte[] message(final int length)
    {
        final byte[] message = new byte[length];
        new Random(length).nextBytes(message);
        return message;
    }

    private static void assertNext(final DataPackage received, final int length)
    {
        assertNotNull(received, () -> "message of " + length + " bytes");
        assertArrayEquals(message(length), received.binaryDataPayload());
    }
}
