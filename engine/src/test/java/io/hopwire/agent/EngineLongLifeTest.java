package io.hopwire.agent;

import io.hopwire.ListenSession;
import io.hopwire.Session;
import io.hopwire.SessionException;
import org.agrona.DirectBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What an engine must not do when it serves for long, or is told to wait for ever.
 */
class EngineLongLifeTest extends FakeCoreFixture
{
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
        final Session session = connect();
        for (int i = 0; i < 3; i++)
        {
            assertTrue(offer(session, i) > 0);
        }
        await(() -> 3 == session.ackedPosition());
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
}
