package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.DataTransitConfiguration;
import io.hopwire.DataTransitConfigurationException;
import io.hopwire.Engine;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.PublicKey;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionHandler;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Threads, waits, hand-over and errors of the shell, in every threading mode, over a core that does as it is told.
 */
class EngineOverFakeCoreTest
{
    private static final PublicKey PEER =
        new PublicKey("a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a");
    private static final DataTransitConfiguration CONFIGURATION = new DataTransitConfiguration(3, 2, 3);
    private static final long SOON_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(20);

    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    private FakeCore core;
    private Engine engine;

    @AfterEach
    void after()
    {
        if (null != engine)
        {
            engine.close();
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void writesAndReads(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        assertEquals(3, session.hops());
        assertEquals(2, session.routes());
        assertEquals(PEER, session.peer());
        assertNull(session.read(false));
        for (int i = 0; i < 1000; i++)
        {
            session.write(("message " + i).getBytes(US_ASCII));
            assertEquals("message " + i, new String(session.read(true).binaryDataPayload(), US_ASCII));
        }
        assertTrue(session.flush(LATE_NS));
        assertEquals(1000, session.position());
        assertEquals(1000, session.ackedPosition());
        assertEquals(0, session.unacknowledged());
        assertNull(session.read(SOON_NS));
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void orderAndCountHoldWhileCoreIsBackPressured(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        core.backPressured = true;
        long accepted = 0;
        while (accepted < 3 && offer(session, (int)accepted) > 0)
        {
            accepted++;
        }
        assertEquals(ThreadingMode.INVOKER == mode ? 0 : 3, accepted, "only a ring can hold what the core refuses");
        core.backPressured = false;
        for (int i = (int)accepted; i < 500; i++)
        {
            final byte[] message = new byte[1 + i % FakeCore.MAX_MESSAGE];
            message[0] = (byte)i;
            session.write(message);
            if (i >= 5)
            {
                assertNext(session, i - 5);
            }
        }
        for (int i = 495; i < 500; i++)
        {
            assertNext(session, i);
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void fullWindowIsBackPressure(final ThreadingMode mode)
    {
        launch(mode);
        core.mute = true;
        final Session session = connect();
        long last = 0;
        for (int i = 0; i < 100; i++)
        {
            final long result = offer(session, i);
            last = result > 0 ? result : last;
        }
        assertEquals(Session.BACK_PRESSURED, offer(session, 100));
        assertEquals(last, session.position());
        assertEquals(16, last, "the window");
        assertFalse(session.flush(SOON_NS));
        final SessionException ex = assertThrows(SessionException.class, () -> session.write(new byte[1]));
        assertTrue(ex.getMessage().contains("took nothing for 100 ms"), ex.getMessage());
        core.mute = false;
        assertTrue(session.flush(LATE_NS));
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void tooLongIsRefusedWithTheLimit(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        assertEquals(FakeCore.MAX_MESSAGE, session.maxMessageLength());
        assertEquals(Session.MAX_MESSAGE_LENGTH_EXCEEDED,
            session.offer(new UnsafeBuffer(new byte[2000]), 0, FakeCore.MAX_MESSAGE + 1));
        final SessionException ex = assertThrows(SessionException.class, () -> session.write(new byte[1001]));
        assertEquals("message of 1001 bytes is longer than the limit of 1000 bytes", ex.getMessage());
        session.write(new byte[1000]);
        assertEquals(1000, session.read(true).binaryDataPayload().length);
        session.write(new byte[0]);
        assertEquals(0, session.read(true).binaryDataPayload().length);
        core.maxOfSession = 700;
        assertEquals(700, connect().maxMessageLength(), "a peer of smaller datagrams");
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void failuresOfConnectSayWhatWasFound(final ThreadingMode mode)
    {
        launch(mode);
        core.failWith = SessionCodes.MAX_HOPS_EXCEEDED;
        final DataTransitConfigurationException hops =
            assertThrows(DataTransitConfigurationException.class, this::connect);
        assertEquals("shortest route found to endpoint " + PEER + " has 4 hops, maxHops is 3", hops.getMessage());
        assertEquals(4, hops.hopsFound());
        core.failWith = SessionCodes.TOO_FEW_ROUTES;
        final DataTransitConfigurationException routes =
            assertThrows(DataTransitConfigurationException.class, this::connect);
        assertEquals("found 1 of 2 routes of at most 3 hops to endpoint " + PEER, routes.getMessage());
        assertEquals(1, routes.routesFound());
        assertConnectFails(SessionCodes.NO_ROUTE, " is offline: no route within 20 s");
        assertConnectFails(SessionCodes.NOT_CONNECTED, " can not be reached: no bootstrap peer is configured");
        assertConnectFails(SessionCodes.TIMEOUT, " did not answer within 20 s");
        assertConnectFails(SessionCodes.REFUSED, " refused: it does not listen");
        assertConnectFails(SessionCodes.LIMIT, "session limit reached");
        assertEquals(LATE_NS, core.connectTimeoutNs);
        core.failWith = 0;
        connect();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void connectEndsAlsoWhereTheCoreNeverAnswers(final ThreadingMode mode)
    {
        launch(mode);
        core.ignoreConnect = true;
        final SessionException ex = assertThrows(
            SessionException.class, () -> engine.endpoint(PEER).connect(CONFIGURATION, SOON_NS));
        assertEquals(SessionCodes.TIMEOUT, ex.code());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void endByPeerComesAfterTheLastMessage(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        session.write(new byte[]{ 7 });
        await(() -> session.ackedPosition() == 1);
        core.closeByPeer = true;
        await(() -> !session.isOpen());
        assertEquals(7, session.read(true).binaryDataPayload()[0]);
        assertNull(session.read(true));
        assertNull(session.read(false));
        assertEquals(SessionCodes.CLOSED_BY_PEER, session.closeReason());
        assertEquals(Session.CLOSED, offer(session, 1));
        final SessionException ex = assertThrows(SessionException.class, () -> session.write(new byte[1]));
        assertTrue(ex.getMessage().contains("closed by the peer"), ex.getMessage());
        session.close();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void nothingIsReadOrWrittenAfterClose(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        session.close();
        session.close();
        assertFalse(session.isOpen());
        assertEquals(Session.CLOSED, offer(session, 1));
        assertThrows(SessionException.class, () -> session.read(true));
        assertThrows(SessionException.class, () -> session.trace(LATE_NS));
        assertEquals(SessionCodes.CLOSED_BY_US, session.closeReason());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void traceIsInTheOrderOfTheHops(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        assertEquals("[1 10, 2 20]",
            session.trace(LATE_NS).stream().map((hop) -> hop.hop() + " " + hop.rttNs()).toList().toString());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void handlersRunOnTheNodesThreadAndMustNotBlock(final ThreadingMode mode)
    {
        launch(mode);
        final AtomicReference<Exception> blocked = new AtomicReference<>();
        final List<String> calls = Collections.synchronizedList(new ArrayList<>());
        final SessionHandler handler = new SessionHandler()
        {
            @Override
            public void onMessage(
                final Session session, final DirectBuffer buffer, final int offset, final int length)
            {
                calls.add(buffer.getByte(offset) + "");
                if (buffer.getByte(offset) < 5)
                {
                    final byte[] next = { (byte)(buffer.getByte(offset) + 1) };
                    assertTrue(session.offer(new UnsafeBuffer(next), 0, 1) > 0);
                }
                else
                {
                    blocked.set(assertThrows(SessionException.class, EngineOverFakeCoreTest.this::connect));
                    session.close();
                }
            }

            @Override
            public void onClosed(final Session session, final int reason)
            {
                calls.add("closed " + reason);
            }
        };
        final Session session = engine.endpoint(PEER).connect(CONFIGURATION, LATE_NS, handler);
        assertThrows(SessionException.class, () -> session.read(false));
        offer(session, 0);
        await(() -> calls.contains("closed " + SessionCodes.CLOSED_BY_US));
        assertEquals("[0, 1, 2, 3, 4, 5, closed -11]", calls.toString());
        assertTrue(blocked.get().getMessage().contains("would block"), blocked.get().getMessage());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void handlerThatThrowsDoesNotEndTheEngine(final ThreadingMode mode)
    {
        launch(mode);
        final SessionHandler handler = (SessionHandlerOfMessages)(session, buffer, offset, length) ->
        {
            throw new IllegalArgumentException("of the application");
        };
        final Session session = engine.endpoint(PEER).connect(CONFIGURATION, LATE_NS, handler);
        offer(session, 0);
        await(() -> !errors.isEmpty());
        assertEquals("of the application", errors.get(0).getMessage());
        assertEquals(1, engine.counters().get("errors"));
        assertTrue(engine.isRunning());
        assertTrue(session.isOpen());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void brokenCoreEndsTheEngineAndTellsWhoWaits(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        core.breakOnDeadline = true;
        final HopwireException ex = assertThrows(HopwireException.class, () -> session.read(true));
        assertEquals(ErrorCategory.ENGINE, ex.category());
        assertTrue(ex.getMessage().contains("broken on purpose"), ex.getMessage());
        assertFalse(engine.isRunning());
        assertFalse(session.isOpen());
        assertEquals(Session.CLOSED, offer(session, 0));
        assertThrows(HopwireException.class, () -> session.read(false));
        assertThrows(HopwireException.class, this::connect);
        engine.close();
        assertEquals(1, errors.size(), "reported once");
        assertFalse(core.closed, "a broken core is not called again");
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void coreThatBreaksInAnOfferEndsTheEngine(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        core.breakOnOffer = true;
        assertThrows(RuntimeException.class, () ->
        {
            session.write(new byte[1]);
            session.read(true);
        });
        await(() -> !engine.isRunning());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void serverAnswersByTheConfigurationOfWhatItRead(final ThreadingMode mode)
    {
        launch(mode);
        final ListenSession server = engine.localEndpoint().listen();
        await(() -> core.listening);
        assertThrows(HopwireException.class, () -> engine.localEndpoint().listen());
        core.acceptOne = true;
        final DataPackage received = server.read(true);
        assertEquals("first", new String(received.binaryDataPayload(), US_ASCII));
        assertEquals(1, server.clients().size());
        server.write(new DataPackage("answer".getBytes(US_ASCII), received.dataTransitConfiguration()));
        assertEquals("answer", new String(server.read(true).binaryDataPayload(), US_ASCII));
        assertThrows(SessionException.class, () -> server.write(new DataPackage(new byte[1], CONFIGURATION)));
        assertThrows(SessionException.class, () -> server.write(new byte[1]));
        final Session client = server.accept(0);
        assertNotNull(client);
        assertNull(server.accept(SOON_NS));
        assertNull(server.read(SOON_NS));
        client.write(new byte[]{ 9 });
        assertEquals(9, client.read(true).binaryDataPayload()[0]);
        server.close();
        await(() -> !core.listening);
        assertThrows(SessionException.class, () -> server.read(true));
        assertTrue(client.isOpen());
        engine.localEndpoint().listen().close();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void listeningHandlerIsToldOfClientMessageAndEnd(final ThreadingMode mode)
    {
        launch(mode);
        final List<String> calls = Collections.synchronizedList(new ArrayList<>());
        final ListenSession server = engine.localEndpoint().listen(new SessionHandler()
        {
            @Override
            public void onAccepted(final Session session)
            {
                calls.add("accepted");
            }

            @Override
            public void onMessage(
                final Session session, final DirectBuffer buffer, final int offset, final int length)
            {
                calls.add(buffer.getStringWithoutLengthAscii(offset, length));
            }

            @Override
            public void onClosed(final Session session, final int reason)
            {
                calls.add("closed");
            }
        });
        assertThrows(SessionException.class, () -> server.read(false));
        core.acceptOne = true;
        await(() -> calls.size() == 2);
        core.closeByPeer = true;
        await(() -> calls.size() == 3);
        assertEquals("[accepted, first, closed]", calls.toString());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void closeEndsEverythingAndMayBeRepeated(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        engine.close();
        engine.close();
        assertTrue(core.closed);
        assertFalse(engine.isRunning());
        assertFalse(session.isOpen());
        assertEquals(SessionCodes.CLOSED_BY_US, session.closeReason());
        assertThrows(HopwireException.class, this::connect);
        assertThrows(SessionException.class, () -> session.read(true));
        assertThrows(HopwireException.class, () -> engine.localEndpoint().listen());
        assertThrows(HopwireException.class, () -> engine.doWork());
        session.close();
        assertTrue(engine.counters().get("duty cycles") > 0, "counters can be read afterwards");
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void interruptEndsAWait(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        Thread.currentThread().interrupt();
        final SessionException ex = assertThrows(SessionException.class, () -> session.read(true));
        assertTrue(Thread.interrupted(), "the flag stays for the caller");
        assertTrue(ex.getMessage().contains("interrupted"), ex.getMessage());
        assertTrue(session.isOpen());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void interruptedThreadStillClosesEverything(final ThreadingMode mode)
    {
        launch(mode);
        connect();
        Thread.currentThread().interrupt();
        engine.close();
        assertTrue(Thread.interrupted(), "the flag stays for the caller");
        assertTrue(core.closed);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void errorOnTheNodesThreadEndsTheEngineAndTellsWhoWaits(final ThreadingMode mode)
    {
        launch(mode);
        final Session waiting = connect();
        final SessionHandler handler = (SessionHandlerOfMessages)(session, buffer, offset, length) ->
        {
            throw new OutOfMemoryError("on purpose");
        };
        offer(engine.endpoint(PEER).connect(CONFIGURATION, LATE_NS, handler), 0);
        final HopwireException ex = assertThrows(HopwireException.class, () -> waiting.read(true));
        assertTrue(ex.getMessage().contains("on purpose"), ex.getMessage());
        assertFalse(engine.isRunning());
    }

    private interface SessionHandlerOfMessages extends SessionHandler
    {
    }

    private void launch(final ThreadingMode mode)
    {
        final EngineContext context = new EngineContext(new EngineProperties(new Properties()))
            .bindAddress("127.0.0.1:0")
            .countersFile(false)
            .threadingMode(mode)
            .notePrinter((line) ->
            {
            })
            .errorHandler(errors::add);
        context.tuning().sessionWindow(16).writeTimeoutNs(TimeUnit.MILLISECONDS.toNanos(100));
        engine = HopwireEngine.launch(context, (config, crypto, services) ->
        {
            core = new FakeCore(services.events());
            return core;
        });
    }

    private Session connect()
    {
        return engine.endpoint(PEER).connect(CONFIGURATION, LATE_NS);
    }

    private static long offer(final Session session, final int value)
    {
        final byte[] message = new byte[1 + value % FakeCore.MAX_MESSAGE];
        message[0] = (byte)value;
        return session.offer(new UnsafeBuffer(message), 0, message.length);
    }

    private static void assertNext(final Session session, final int value)
    {
        final byte[] message = session.read(true).binaryDataPayload();
        assertEquals((byte)value, message[0]);
        assertEquals(1 + value % FakeCore.MAX_MESSAGE, message.length);
    }

    private void assertConnectFails(final int reason, final String message)
    {
        core.failWith = reason;
        final SessionException ex = assertThrows(SessionException.class, this::connect);
        assertEquals(reason, ex.code());
        assertTrue(ex.getMessage().contains(message), ex.getMessage());
    }

    /**
     * Give the engine turns until something has come true; a hang fails at a time no healthy machine needs.
     */
    private void await(final BooleanSupplier condition)
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
