package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionHandler;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Threads, waits and hand-over of the shell, in every threading mode.
 */
class EngineOverFakeCoreTest extends FakeCoreFixture
{
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
    void aCoreThatClosesIsAskedUntilItHasSaidAll(final ThreadingMode mode)
    {
        launch(mode);
        connect();
        core.closesWanted = 300;
        engine.close();
        assertEquals(300, core.closes);
        assertTrue(core.closed);
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
        final UnsafeBuffer longest = new UnsafeBuffer(new byte[FakeCore.MAX_MESSAGE]);
        long last = 0;
        for (int i = 0; i < 100; i++)
        {
            final long result = session.offer(longest, 0, longest.capacity());
            last = result > 0 ? result : last;
        }
        assertEquals(Session.BACK_PRESSURED, session.offer(longest, 0, longest.capacity()));
        assertEquals(last, session.position());
        assertEquals(16, last, "the window");
        assertFalse(session.flush(SOON_NS));
        final SessionException ex =
            assertThrows(SessionException.class, () -> session.write(new byte[FakeCore.MAX_MESSAGE]));
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

    /**
     * Neither the core nor the ring of commands, which everybody uses, may suffer from it.
     */
    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void messageOutsideItsBufferHarmsNobody(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connect();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);
        assertThrows(IndexOutOfBoundsException.class, () -> session.offer(buffer, 4, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> session.offer(buffer, 0, -1));
        assertEquals(0, session.position());
        assertEquals(1, offer(session, 3));
        assertNext(session, 3);
        assertTrue(engine.isRunning());
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

    /** Anybody may shout what a handler does not expect, as often as he likes. */
    @Test
    void aHandlerOfShoutsThatThrowsIsReportedAndHearsTheNextOne()
    {
        launch(ThreadingMode.INVOKER);
        final int[] heard = new int[1];
        engine.shoutHandler((shout) ->
        {
            heard[0]++;
            throw new IllegalStateException("number " + shout.number());
        });
        int shouted = 0;
        while (core.shout(shouted % 100))
        {
            shouted++;
        }
        // Not one a cycle: whoever is next in it would wait as long.
        for (int i = 0; i <= shouted / 64; i++)
        {
            engine.doWork();
        }
        assertEquals(shouted, heard[0]);
        assertEquals(shouted, errors.size());
        assertTrue(core.shout(1), "there is room again");
    }
}
