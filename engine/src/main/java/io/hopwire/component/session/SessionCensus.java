package io.hopwire.component.session;

import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;

/**
 * Tells what the table of sessions holds. Made for one look.
 */
final class SessionCensus
{
    private final SessionTable table;
    private final Timers timers;
    private final Inspector inspector;
    private int count;
    private int established;
    private int accepted;
    private int responding;
    private int unconfirmed;
    private int turns;
    private int routes;
    private int requests;
    private int tokens;
    private int blocks;

    SessionCensus(final SessionTable table, final Inspector inspector)
    {
        this.table = table;
        this.timers = table.timers;
        this.inspector = inspector;
    }

    /**
     * Tell.
     *
     * @param agreements that the acceptor thinks the worker has.
     * @param queued     that it thinks wait for their turn.
     */
    void take(final int agreements, final int queued)
    {
        for (int slot = 0; slot < table.slots(); slot++)
        {
            final SessionEntry session = table.bySlot(slot);
            if (null != session)
            {
                take(session);
            }
            else if (slot < table.used())
            {
                inspector.agree("timer of no session", timers.deadlineNs(slot), Long.MAX_VALUE);
            }
        }
        inspector.level("sessions", count, table.slots());
        inspector.agree("places of sessions", count, table.used() - table.free());
        inspector.gauge(SystemCounter.SESSIONS_OPEN, established);
        inspector.level("sessions that wait for the worker", agreements, Limits.MAX_KEY_AGREEMENTS);
        inspector.level("sessions that wait for their turn", queued, table.config.maxQueued());
        inspector.level("sessions not confirmed", unconfirmed, table.config.maxHandshakes());
        inspector.agree("sessions not answered", responding, agreements + queued);
        inspector.agree("sessions not confirmed", unconfirmed, table.places.unconfirmed());
        inspector.agree("places of sessions that peers began", accepted - responding, table.places.count());
        inspector.level("places of sessions that are taken", count - responding, table.config.maxSessions());
        inspector.level("connects with a handshake", turns, table.turns.most());
        inspector.agree("connects with a handshake", turns, table.turns.held());
        inspector.agree("sessions by circuit", table.routesMapped(), routes);
        inspector.agree("sessions by route request", table.requestsMapped(), requests);
        inspector.agree("sessions by group", table.groupsMapped(), accepted);
        inspector.level("peers that have sessions", table.places.keys(), accepted - responding);
        inspector.agree("sessions by token", table.tokensMapped(), tokens);
        inspector.agree("memory of messages", table.pool.borrowed(), blocks);
        inspector.level("memory of messages", table.pool.borrowed(), table.pool.maxBlocks());
        inspector.level(
            "memory of messages received", table.pool.borrowedForReceiving(),
            table.pool.maxBlocks() / 2);
    }

    private void take(final SessionEntry session)
    {
        count++;
        established += session.isEstablished() ? 1 : 0;
        accepted += session.initiator ? 0 : 1;
        unconfirmed += session.state == SessionState.UNCONFIRMED ? 1 : 0;
        responding += session.state == SessionState.QUEUED || session.state == SessionState.RESPONDING ? 1 : 0;
        turns += HandshakeTurns.HELD == session.turn ? 1 : 0;
        routes += session.routes.count;
        requests += session.requestId == SessionEntry.NONE ? 0 : 1;
        tokens += session.tokenCount;
        inspector.level("routes of a session", session.routes.count, Limits.MAX_ROUTES);
        inspector.agree("timer of a session", timers.deadlineNs(session.slot), session.timerAtNs);
        inspector.agree("timer of a session is set", session.timerAtNs == SessionEntry.NEVER ? 0 : 1, 1);
        inspector.agree("state of a session", session.state == SessionState.FREE ? 0 : 1, 1);
        takeDeadline(session);
        takeWindows(session);
        inspector.session(
            session.slot, session.isEstablished(), session.initiator ? session.maxHops : 0,
            null == session.send ? 0 : session.messages() - session.ackedMessages());
        for (int i = 0; i < session.routes.count; i++)
        {
            inspector.agree(
                "session by its circuit", table.byCircuit(session.routes.circuitIds[i]) == session ? 1 : 0, 1);
            inspector.route(session.routes.circuitIds[i]);
        }
    }

    private void takeDeadline(final SessionEntry session)
    {
        if (!session.isEstablished())
        {
            inspector.pending(session.initiator ? "connect" : "answer to a connect", session.deadlineNs);
        }
        else if (session.state == SessionState.DRAINING)
        {
            inspector.pending("session that drains", session.lingerUntilNs);
        }
        else if (session.state == SessionState.CLOSING)
        {
            inspector.pending("session that closes", session.closeAtNs);
        }
        else
        {
            inspector.pending("sign of life of a session", lifeNs(session));
        }
    }

    private long lifeNs(final SessionEntry session)
    {
        long heardNs = session.receivedNs;
        for (int i = 0; i < session.routes.count; i++)
        {
            heardNs = Math.max(heardNs, session.routes.heardNs[i]);
        }
        return session.isLost() ?
            SessionTimers.endNs(session, table.config) : heardNs + table.config.timeoutNs();
    }

    private void takeWindows(final SessionEntry session)
    {
        if (null != session.send)
        {
            final int packets = table.config.maxPacketsInFlight();
            blocks += session.send.blocks() + session.receive.blocks();
            blocks += null == session.aside ? 0 : session.aside.blocks();
            inspector.level("send window", session.send.end() - session.send.base(), table.config.window());
            inspector.level("packets in flight", session.sent.packetsInFlight(), packets);
            inspector.level("packets remembered", session.sent.size(), 2L * packets);
            inspector.level("credit", session.receiveCredit.left(), table.config.window());
            inspector.level("ranges", session.acks.count(), Limits.MAX_ACK_RANGES);
            inspector.level("ranges kept", session.receive.kept(), Limits.MAX_STREAM_RANGES);
        }
    }
}
