package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.Delivery;
import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.Session;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is promised of each message, with whole engines over a relay, in the mode in which the engine has threads.
 */
@Timeout(120)
class DeliveryTest
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int MESSAGES = 20_000;

    private final List<Engine> engines = new ArrayList<>();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[2_000]);
    private Engine server;
    private Session session;
    private ListenSession listener;

    @AfterEach
    void after()
    {
        engines.forEach(Engine::close);
    }

    @Test
    void unorderedAndOrderedMessagesAllArriveOnceAndTheOrderedOnesInOrder()
    {
        open();
        final Thread sender = new Thread(() ->
        {
            for (int i = 0; i < MESSAGES; i++)
            {
                offer(i, 100, 0 == i % 2 ? Delivery.ORDERED : Delivery.UNORDERED);
            }
        });
        sender.start();
        final TreeSet<Integer> unordered = new TreeSet<>();
        int next = 0;
        for (int i = 0; i < MESSAGES; i++)
        {
            final int number = read();
            if (0 == number % 2)
            {
                assertEquals(next, number);
                next += 2;
            }
            else
            {
                assertTrue(unordered.add(number), "twice: " + number);
            }
        }
        assertEquals(MESSAGES / 2, unordered.size());
        assertTrue(session.flush(LATE_NS));
        assertEquals(MESSAGES, session.position());
        assertEquals(MESSAGES, session.ackedPosition());
        assertEquals(0, session.unacknowledged());
    }

    @Test
    void datagramsArriveWhileTheyAreReadAndHaveNoPosition()
    {
        open();
        for (int i = 0; i < 100; i++)
        {
            assertEquals(0, offer(i, 1024, Delivery.DATAGRAM));
            assertEquals(i, read());
        }
        assertEquals(0, session.position());
        assertTrue(session.flush(LATE_NS));
    }

    @Test
    void datagramsThatNobodyReadsAreDroppedAndTheStreamIsNot()
    {
        open();
        int sent = 0;
        while (counter(server, SystemCounter.SESSION_DATAGRAMS_DROPPED) == 0)
        {
            sent += session.offer(message, 0, 1_000, Delivery.DATAGRAM) == 0 ? 1 : 0;
            assertTrue(sent < 10_000_000);
        }
        offer(7, 10, Delivery.ORDERED);
        assertTrue(session.flush(LATE_NS));
        int read = 0;
        boolean isOrdered = false;
        while (!isOrdered)
        {
            final DataPackage received = listener.read(LATE_NS);
            assertNotNull(received);
            isOrdered = 10 == received.binaryDataPayload().length;
            read++;
        }
        assertTrue(read <= sent + 1);
    }

    @Test
    void whatDoesNotFitAPacketIsRefusedAsADatagramAndGoesWithTheStreamOtherwise()
    {
        open();
        assertEquals(Session.MAX_MESSAGE_LENGTH_EXCEEDED, session.offer(message, 0, 1_025, Delivery.DATAGRAM));
        offer(1, 1_025, Delivery.UNORDERED);
        assertEquals(1, read());
        assertThrows(HopwireException.class, () -> session.offer(message, 0, 1, null));
        assertThrows(IndexOutOfBoundsException.class, () -> session.offer(message, 1_990, 100, Delivery.UNORDERED));
        session.abort();
        assertEquals(Session.CLOSED, session.offer(message, 0, 10, Delivery.UNORDERED));
        assertEquals(Session.CLOSED, session.offer(message, 0, 10, Delivery.DATAGRAM));
    }

    private int read()
    {
        final DataPackage received = listener.read(LATE_NS);
        assertNotNull(received);
        return new UnsafeBuffer(received.binaryDataPayload()).getInt(0);
    }

    private long offer(final int number, final int length, final Delivery delivery)
    {
        message.putInt(0, number);
        long result = session.offer(message, 0, length, delivery);
        while (Session.BACK_PRESSURED == result)
        {
            Thread.onSpinWait();
            result = session.offer(message, 0, length, delivery);
        }
        return result;
    }

    private static long counter(final Engine engine, final SystemCounter counter)
    {
        return engine.counters().get(counter.label());
    }

    private void open()
    {
        final Engine relay = launch(context().role(NodeRole.RELAY));
        server = launch(context().bootstrap(relay.localAddress()));
        final Engine client = launch(context().bootstrap(relay.localAddress()));
        assertTrue(server.awaitConnected(LATE_NS));
        assertTrue(client.awaitConnected(LATE_NS));
        listener = server.localEndpoint().listen();
        session = client.endpoint(server.publicKey()).connect(DataTransitConfiguration.DEFAULT, LATE_NS);
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
}
