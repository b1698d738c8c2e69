package io.hopwire.component.session;

import io.hopwire.circuit.RouteReason;
import io.hopwire.spi.Events;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;

/**
 * Every way in which an established session ends. Each ends with one onClosed that says how many messages are of
 * unknown fate: handed over, not acknowledged.
 */
final class SessionCloser
{
    private static final int MAX_CLOSES = 3;
    private static final long MAX_CLOSE_RETRY_NS = 333_000_000L;

    private final SessionTable table;
    private final SessionSender sender;
    private final SessionAcceptor acceptor;

    SessionCloser(final SessionTable table, final SessionSender sender, final SessionAcceptor acceptor)
    {
        this.table = table;
        this.sender = sender;
        this.acceptor = acceptor;
    }

    /**
     * The application wants to close: once everything is acknowledged, or after a while.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void close(final SessionEntry session, final long nowNs)
    {
        if (session.state == SessionState.OPEN)
        {
            session.state = SessionState.DRAINING;
            session.lingerUntilNs = nowNs + table.config.lingerNs();
            onFlushed(session, nowNs);
            table.arm(session, Math.min(session.lingerUntilNs, session.closeAtNs));
        }
    }

    /**
     * Everything that may be sent was: a closing session may go on.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onFlushed(final SessionEntry session, final long nowNs)
    {
        if (session.exhausted)
        {
            abort(session, SessionCodes.EXHAUSTED, nowNs);
        }
        else if (session.state == SessionState.DRAINING &&
            (session.isFlushed() || session.lingerUntilNs - nowNs <= 0))
        {
            session.state = SessionState.CLOSING;
            sendClose(session, nowNs);
        }
    }

    /**
     * No answer to our CLOSE in time.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onCloseTimeout(final SessionEntry session, final long nowNs)
    {
        if (session.closes < MAX_CLOSES)
        {
            sendClose(session, nowNs);
        }
        else
        {
            finish(session, SessionCodes.CLOSED_BY_US, nowNs);
        }
    }

    /**
     * The peer says that it closes, or that it has heard that we do.
     *
     * @param session which.
     * @param flags   of the packet.
     * @param route   that it came by, or negative.
     * @param nowNs   time of the duty cycle.
     */
    void onClose(final SessionEntry session, final int flags, final int route, final long nowNs)
    {
        if (0 == (flags & SessionPacket.FLAG_ANSWER))
        {
            sender.sendControl(
                session, SessionPacket.CLOSE, SessionPacket.FLAG_ANSWER, route, nowNs);
        }
        final boolean isWhole = 0 != (flags & SessionPacket.FLAG_END);
        final boolean isDisplaced = 0 != (flags & SessionPacket.FLAG_DISPLACED);
        finish(
            session,
            session.state != SessionState.OPEN ? SessionCodes.CLOSED_BY_US :
            isDisplaced ? SessionCodes.DISPLACED :
            isWhole ? SessionCodes.CLOSED_BY_PEER : SessionCodes.ABORTED_BY_PEER,
            nowNs);
    }

    /**
     * The last route broke, and there will be no other. Where we have said that we close, it is most likely the peer's
     * answer.
     *
     * @param session which.
     * @param reason  of {@link RouteReason}.
     * @param nowNs   time of the duty cycle.
     */
    void onRoutesLost(final SessionEntry session, final int reason, final long nowNs)
    {
        final int lost = RouteReason.DISPLACED == reason ? SessionCodes.DISPLACED : SessionCodes.ROUTE_LOST;
        finish(session, session.state == SessionState.CLOSING ? SessionCodes.CLOSED_BY_US : lost, nowNs);
    }

    /**
     * End a session at once, with a word to the peer, who learns that it is not the end that was meant.
     *
     * @param session which.
     * @param reason  of {@link SessionCodes}.
     * @param nowNs   time of the duty cycle.
     */
    void abort(final SessionEntry session, final int reason, final long nowNs)
    {
        sender.sendControl(
            session, SessionPacket.CLOSE, SessionSender.NO_VALUE, SessionSender.ALL_ROUTES, nowNs);
        finish(session, reason, nowNs);
    }

    /**
     * End a session at once that a peer began, for another needs its place. The peer learns why.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void displace(final SessionEntry session, final long nowNs)
    {
        final boolean isUsed = SessionEntry.USED == session.use();
        table.services.counters().increment(
            isUsed ? SystemCounter.SESSIONS_DISPLACED_IDLE : SystemCounter.SESSIONS_DISPLACED_UNUSED);
        sender.sendControl(
            session, SessionPacket.CLOSE, SessionPacket.FLAG_DISPLACED, SessionSender.ALL_ROUTES, nowNs);
        table.closeRoutes(session, RouteReason.DISPLACED, nowNs);
        finish(session, SessionCodes.DISPLACED, nowNs);
    }

    /**
     * End a session at once, without a word.
     *
     * @param session which.
     * @param reason  of {@link SessionCodes}.
     * @param nowNs   time of the duty cycle.
     */
    void finish(final SessionEntry session, final int reason, final long nowNs)
    {
        final Events events = table.services.events();
        final long unknown = session.messages() - session.ackedMessages();
        table.services.counters().add(SystemCounter.MESSAGES_FAILED, unknown);
        if (!session.initiator)
        {
            acceptor.onEnded(session);
        }
        table.free(session, nowNs);
        events.onClosed(session.slot, reason, unknown);
    }

    private void sendClose(final SessionEntry session, final long nowNs)
    {
        session.closes++;
        session.closeAtNs = nowNs + Math.min(session.rtt.ptoNs(), MAX_CLOSE_RETRY_NS);
        sender.sendControl(
            session,
            SessionPacket.CLOSE,
            session.isFlushed() ? SessionPacket.FLAG_END : SessionSender.NO_VALUE,
            SessionSender.ALL_ROUTES,
            nowNs);
    }
}
