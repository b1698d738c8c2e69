package io.hopwire.agent;

import io.hopwire.DataTransitConfigurationException;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionHandler;
import io.hopwire.spi.SessionCodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Failures and ends, in every threading mode: whoever waits is told, and nothing hangs.
 */
@Tag("long")
class EngineFailureTest extends FakeCoreFixture
{
    @Test
    void namesTheOptionThatAgronaNeeds()
    {
        final HopwireException ex =
            assertThrows(HopwireException.class, () -> HopwireEngine.requireExport(false));
        assertEquals(ErrorCategory.CONFIGURATION, ex.category());
        assertTrue(ex.getMessage().contains("--add-opens java.base/jdk.internal.misc=ALL-UNNAMED"), ex::getMessage);
        HopwireEngine.requireExport(true);
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
        assertEquals(
            "found 1 of 2 routes of at most 3 hops to endpoint " + PEER + ": it has 3 hops", routes.getMessage());
        assertEquals(1, routes.routesFound());
        assertConnectFails(SessionCodes.NO_ROUTE, " is offline: no route within 20 s");
        assertConnectFails(SessionCodes.NOT_CONNECTED, " can not be reached: no bootstrap peer is configured");
        assertConnectFails(SessionCodes.TIMEOUT, " did not answer within 20 s");
        assertConnectFails(SessionCodes.REFUSED, " refused: it does not listen, or not to us");
        assertConnectFails(SessionCodes.LIMIT, "session limit reached");
        assertEquals(LATE_NS, core.connectTimeoutNs);
        core.failWith = 0;
        connect();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void nobodyConnectsToItself(final ThreadingMode mode)
    {
        launch(mode);
        core.ignoreConnect = true;
        final SessionException ex = assertThrows(
            SessionException.class, () -> engine.endpoint(engine.publicKey()).connect(CONFIGURATION, LATE_NS));
        assertEquals(SessionCodes.SELF, ex.code());
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
    void coreThatBreaksInACommandEndsTheEngine(final ThreadingMode mode)
    {
        launch(mode);
        core.breakOnCommand = true;
        final HopwireException ex = assertThrows(HopwireException.class, this::connect);
        assertEquals(ErrorCategory.ENGINE, ex.category());
        await(() -> !engine.isRunning());
        engine.close();
        assertEquals(1, errors.size(), "reported once");
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void handlerThatHidesWhatTheCoreThrewDoesNotSaveTheEngine(final ThreadingMode mode)
    {
        launch(mode);
        final SessionHandler handler = (SessionHandlerOfMessages)(session, buffer, offset, length) ->
        {
            core.breakOnOffer = true;
            assertThrows(IllegalStateException.class, () -> offer(session, 1));
        };
        final Session session = engine.endpoint(PEER).connect(CONFIGURATION, LATE_NS, handler);
        offer(session, 0);
        try
        {
            await(() -> !engine.isRunning());
        }
        catch (final HopwireException ex)
        {
            // Who drives the engine himself is told within the turn in which it dies.
            assertEquals(ThreadingMode.INVOKER, mode);
            assertTrue(ex.getMessage().contains("broken on purpose"), ex.getMessage());
        }
        assertFalse(engine.isRunning());
        assertFalse(session.isOpen());
        engine.close();
        assertFalse(core.closed, "a broken core is not called again");
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

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void sessionThatNobodyWaitsForAnyMoreIsClosed(final ThreadingMode mode)
    {
        launch(mode);
        core.holdConnect = true;
        Thread.currentThread().interrupt();
        assertThrows(SessionException.class, this::connect);
        assertTrue(Thread.interrupted(), "the flag stays for the caller");
        core.holdConnect = false;
        await(() -> 1 == core.sessionsClosedByUs);
        assertTrue(engine.isRunning());
        assertTrue(connect().isOpen());
    }
}
