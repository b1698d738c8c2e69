package io.hopwire.agent;

import io.hopwire.ListenSession;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What an engine must not do when it serves for long, or is told to wait for ever.
 */
class EngineLongLifeTest extends FakeCoreFixture
{
    private static final int ENGINES = 30;
    /** Of 33 KiB each. */
    private static final int SESSIONS = 500;
    /** What the JDK's own channels may take meanwhile. */
    private static final int SLACK = 256 * 1024;

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void sessionsOfAHandlerAreForgottenWhenTheyHaveEnded(final ThreadingMode mode)
    {
        launch(mode);
        final AtomicInteger ends = new AtomicInteger();
        final ListenSession server = engine.localEndpoint().listen(new SessionHandlerOfMessages()
        {
            @Override
            public void onMessage(
                final Session session, final DirectBuffer buffer, final int offset, final int length)
            {
            }

            @Override
            public void onClosed(final Session session, final int reason)
            {
                ends.incrementAndGet();
            }
        });
        for (int i = 1; i <= 5; i++)
        {
            final int ended = i;
            core.closeByPeer = false;
            core.acceptOne = true;
            await(() -> 1 == server.clients().size());
            core.closeByPeer = true;
            await(() -> ended == ends.get());
            assertEquals(0, server.clients().size(), "after " + ended);
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void aConnectMayWaitForEver(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = engine.endpoint(PEER).connect(CONFIGURATION, Long.MAX_VALUE);
        assertTrue(session.isOpen());
        // A deadline is a sum of this and of the time since 1970, which must not overflow.
        assertTrue(core.connectTimeoutNs > TimeUnit.DAYS.toNanos(365), core.connectTimeoutNs + " ns");
        assertTrue(core.connectTimeoutNs < Long.MAX_VALUE / 2, core.connectTimeoutNs + " ns");
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void aHandlerThatReadsMoreIsRefusedAndNothingIsLost(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connectAndOfferThree();
        final StringBuilder read = new StringBuilder();
        assertEquals(3, session.read((from, buffer, offset, length) ->
        {
            read.append(buffer.getByte(offset));
            assertThrows(SessionException.class, () -> session.read(false));
            assertThrows(SessionException.class, () -> session.read((a, b, c, d) -> read.append('x'), 10));
        }, 10));
        assertEquals("012", read.toString());
        assertTrue(offer(session, 3) > 0);
        assertNext(session, 3);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void sessionsInARowTakeTheMemoryOfOne(final ThreadingMode mode)
    {
        launch(mode);
        final List<Session> ended = new ArrayList<>();
        useSession(ended);
        final long before = directBytes();
        for (int i = 0; i < SESSIONS; i++)
        {
            useSession(ended);
        }
        assertTrue(directBytes() - before < SLACK, before + " bytes before, " + directBytes() + " after");
        for (final Session session : ended)
        {
            // The first was read, the second was there before the end.
            assertNext(session, 1);
            assertNull(session.read(false));
        }
        engine.close();
        assertTrue(directBytes() < before, before + " bytes before, " + directBytes() + " with the engine closed");
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void enginesInARowGiveTheirMemoryBack(final ThreadingMode mode)
    {
        final long before = directBytes();
        for (int i = 0; i < ENGINES; i++)
        {
            launch(mode, context -> context
                .bindAddress("127.0.0.1:0,tcp://127.0.0.1:0").set(EngineSettings.COMMAND_BUFFER, 64 * 1024));
            connect().write(new byte[1]);
            engine.close();
        }
        // The ring of commands, and counters without a file: others may use them when the engine is closed.
        final long left = ENGINES * 160L * 1024;
        assertTrue(directBytes() - before < left, before + " bytes before, " + directBytes() + " after");
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void aSessionThatEndsWhileItsMessagesAreReadLosesNone(final ThreadingMode mode)
    {
        launch(mode);
        final Session session = connectAndOfferThree();
        final StringBuilder read = new StringBuilder();
        assertEquals(1, session.read((from, buffer, offset, length) ->
        {
            core.closeByPeer = true;
            await(() -> !session.isOpen());
            read.append(buffer.getByte(offset));
        }, 1));
        assertEquals(2, session.read((from, buffer, offset, length) -> read.append(buffer.getByte(offset)), 10));
        assertEquals("012", read.toString());
        assertEquals(SessionCodes.CLOSED_BY_PEER, session.closeReason());
        assertNull(session.read(true));
    }

    private Session connectAndOfferThree()
    {
        final Session session = connect();
        for (int i = 0; i < 3; i++)
        {
            assertTrue(offer(session, i) > 0);
        }
        await(() -> 3 == session.ackedPosition());
        return session;
    }

    /**
     * The application neither reads all of it nor closes it.
     */
    private void useSession(final List<Session> ended)
    {
        core.closeByPeer = false;
        final Session session = connect();
        assertTrue(offer(session, 0) > 0);
        assertTrue(offer(session, 1) > 0);
        await(() -> 2 == session.ackedPosition());
        assertNext(session, 0);
        core.closeByPeer = true;
        await(() -> !session.isOpen());
        ended.add(session);
    }

    private static long directBytes()
    {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter((pool) -> "direct".equals(pool.getName())).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }
}
