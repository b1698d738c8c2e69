package io.hopwire.agent;

import io.hopwire.DataPackage;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.spi.SessionCodes;
import io.hopwire.test.Allocations;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Calls that sleep, and everything that ends a sleep. Each is seen asleep first; by itself it would sleep for longer
 * than a test waits for it.
 */
class BlockedCallTest extends FakeCoreFixture
{
    private static final byte[] MESSAGE = {7};

    @BeforeEach
    void before()
    {
        writeTimeoutNs = LATE_NS;
        launch(ThreadingMode.SHARED);
    }

    @Test
    void readEndsWithAMessage()
    {
        final Session session = connect();
        final Blocked reader = new Blocked(() -> session.read(true));
        session.write(MESSAGE);
        assertEquals(7, reader.message()[0]);
    }

    @Test
    void oneMessageEndsOneRead()
    {
        final Session session = connect();
        final List<Blocked> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++)
        {
            readers.add(new Blocked(() -> session.read(true)));
        }
        session.write(MESSAGE);
        await(() -> readers.stream().anyMatch(Blocked::isOver));
        assertEquals(1, readers.stream().filter(Blocked::isOver).count());
        session.write(MESSAGE);
        session.write(MESSAGE);
        readers.forEach((reader) -> assertEquals(7, reader.message()[0]));
    }

    @Test
    void severalMessagesAtOnceEndAsManyReads()
    {
        final Session session = connect();
        core.mute = true;
        for (int i = 0; i < 3; i++)
        {
            session.write(MESSAGE);
        }
        final List<Blocked> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++)
        {
            readers.add(new Blocked(() -> session.read(true)));
        }
        core.mute = false;
        readers.forEach((reader) -> assertEquals(7, reader.message()[0]));
    }

    @Test
    void readEndsWithTheSession()
    {
        final Session session = connect();
        final Blocked first = new Blocked(() -> session.read(true));
        final Blocked second = new Blocked(() -> session.read(true));
        core.closeByPeer = true;
        assertNull(first.result());
        assertNull(second.result());
    }

    @Test
    void everythingEndsWithACloseByAnotherThread()
    {
        final Session session = connect();
        core.mute = true;
        session.write(MESSAGE);
        final Blocked reader = new Blocked(() -> session.read(true));
        final Blocked other = new Blocked(() -> session.read(true));
        final Blocked flush = new Blocked(() -> session.flush(LATE_NS));
        session.close();
        assertEquals(SessionCodes.CLOSED_BY_US, reader.sessionException().code());
        assertEquals(SessionCodes.CLOSED_BY_US, other.sessionException().code());
        assertEquals(SessionCodes.CLOSED_BY_US, flush.sessionException().code());
    }

    @Test
    void everythingEndsWithTheEngine()
    {
        final Session session = connect();
        final ListenSession listener = engine.localEndpoint().listen();
        final Blocked reader = new Blocked(() -> session.read(true));
        final Blocked listening = new Blocked(() -> listener.read(true));
        final Blocked accept = new Blocked(() -> listener.accept(Long.MAX_VALUE / 2));
        engine.close();
        assertNotNull(reader.exception());
        assertNotNull(listening.exception());
        assertNotNull(accept.exception());
    }

    @Test
    void everythingEndsWithAnEngineThatBreaks()
    {
        final Session session = connect();
        core.holdConnect = true;
        final Blocked reader = new Blocked(() -> session.read(true));
        final Blocked connect = new Blocked(this::connect);
        core.breakOnDeadline = true;
        assertTrue(reader.exception().getMessage().contains("broken on purpose"));
        assertTrue(connect.exception().getMessage().contains("broken on purpose"));
    }

    @Test
    void interruptEndsACall()
    {
        final Session session = connect();
        final Blocked reader = new Blocked(() -> session.read(true));
        reader.thread.interrupt();
        final SessionException failure = reader.sessionException();
        assertEquals(SessionCodes.INTERRUPTED, failure.code());
        assertTrue(failure.getMessage().contains("interrupted"));
    }

    @Test
    void timeEndsACall()
    {
        final Session session = connect();
        core.mute = true;
        session.write(MESSAGE);
        assertNull(session.read(SOON_NS));
        assertFalse(session.flush(SOON_NS));
        assertNull(engine.localEndpoint().listen().read(SOON_NS));
    }

    @Test
    void flushEndsWithTheAcknowledgement()
    {
        final Session session = connect();
        core.mute = true;
        session.write(MESSAGE);
        final Blocked flush = new Blocked(() -> session.flush(Long.MAX_VALUE / 2));
        core.mute = false;
        assertEquals(true, flush.result());
    }

    @Test
    void writeEndsWithRoomInTheWindow()
    {
        final Session session = connect();
        core.mute = true;
        final byte[] longest = new byte[FakeCore.MAX_MESSAGE];
        for (int i = 0; i < 16; i++)
        {
            session.write(longest);
        }
        final Blocked write = new Blocked(() ->
        {
            session.write(longest);
            return null;
        });
        core.mute = false;
        assertNull(write.result());
        assertEquals(17, session.position());
    }

    @Test
    void connectEndsWithTheAnswer()
    {
        core.holdConnect = true;
        final Blocked connect = new Blocked(this::connect);
        core.holdConnect = false;
        assertInstanceOf(Session.class, connect.result());
    }

    @Test
    void listenerReadsAndAccepts()
    {
        final ListenSession listener = engine.localEndpoint().listen();
        final Blocked reader = new Blocked(() -> listener.read(true));
        final Blocked accept = new Blocked(() -> listener.accept(Long.MAX_VALUE / 2));
        core.acceptOne = true;
        assertInstanceOf(Session.class, accept.result());
        // Its first message came with it, and went to whoever was first.
        if (!reader.isOver())
        {
            core.acceptOne = true;
        }
        assertEquals("first", new String(reader.message()));
    }

    @Test
    void everythingEndsWithACloseOfTheListener()
    {
        final ListenSession listener = engine.localEndpoint().listen();
        final Blocked reader = new Blocked(() -> listener.read(true));
        final Blocked other = new Blocked(() -> listener.read(true));
        final Blocked accept = new Blocked(() -> listener.accept(Long.MAX_VALUE / 2));
        listener.close();
        assertEquals(SessionCodes.CLOSED_BY_US, reader.sessionException().code());
        assertEquals(SessionCodes.CLOSED_BY_US, other.sessionException().code());
        assertEquals(SessionCodes.CLOSED_BY_US, accept.sessionException().code());
    }

    @Test
    void waitForAnythingEndsWithAMessage()
    {
        final Session session = connect();
        final long seen = quietly();
        final Blocked wait = new Blocked(() -> engine.awaitEvents(seen, Long.MAX_VALUE / 2));
        session.write(MESSAGE);
        assertTrue((Long)wait.result() > seen);
        await(() -> null != session.read(false));
    }

    /**
     * Whoever looks, finds nothing and then waits is told of what came in between.
     */
    @Test
    void waitForAnythingEndsAtOnceWhereSomethingCameBefore()
    {
        final Session session = connect();
        final long seen = quietly();
        assertNull(session.read(false));
        session.write(MESSAGE);
        await(() -> 1 == session.ackedPosition());
        assertTrue(engine.awaitEvents(seen, Long.MAX_VALUE / 2) > seen);
    }

    @Test
    void waitForAnythingEndsWithTimeOrTheEngine()
    {
        final long seen = quietly();
        assertEquals(seen, engine.awaitEvents(seen, SOON_NS));
        final Blocked wait = new Blocked(() -> engine.awaitEvents(seen, Long.MAX_VALUE / 2));
        engine.close();
        wait.exceptionOrResult();
    }

    @Test
    void sleepAllocatesNothing()
    {
        final Session session = connect();
        final long timeoutNs = TimeUnit.MICROSECONDS.toNanos(300);
        assertEquals(0, Allocations.minimumPerRound(20, () -> assertNull(session.read(timeoutNs))));
    }

    /** After everything that has come so far. */
    private long quietly()
    {
        long before = -1;
        long seen = engine.awaitEvents(0, SOON_NS);
        while (before != seen)
        {
            before = seen;
            seen = engine.awaitEvents(seen, SOON_NS);
        }
        return seen;
    }

    /**
     * A thread in a call that sleeps.
     */
    private final class Blocked
    {
        private final Thread thread;
        private volatile Object result;
        private volatile HopwireException exception;

        Blocked(final Callable<Object> call)
        {
            thread = new Thread(() -> run(call), "blocked");
            thread.setDaemon(true);
            thread.start();
            await(() -> LockSupport.getBlocker(thread) instanceof BlockedCall);
        }

        boolean isOver()
        {
            return !thread.isAlive();
        }

        Object result()
        {
            await(this::isOver);
            assertNull(exception, () -> String.valueOf(exception));
            return result;
        }

        byte[] message()
        {
            return ((DataPackage)result()).binaryDataPayload();
        }

        HopwireException exception()
        {
            await(this::isOver);
            return exception;
        }

        /** Which of the two depends on how far the close has got. */
        void exceptionOrResult()
        {
            await(this::isOver);
            assertTrue(null != exception || null != result);
        }

        SessionException sessionException()
        {
            return assertInstanceOf(SessionException.class, exception());
        }

        private void run(final Callable<Object> call)
        {
            try
            {
                result = call.call();
            }
            catch (final HopwireException ex)
            {
                exception = ex;
            }
            catch (final Exception ex)
            {
                throw new IllegalStateException(ex);
            }
        }
    }
}
