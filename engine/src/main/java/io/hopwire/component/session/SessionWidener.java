package io.hopwire.component.session;

import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Routes beyond the first: looked for before a connect succeeds, as many as were asked for, and looked for again when
 * one breaks under an open session. They all belong to one group: same handshake messages, no relay in common.
 */
final class SessionWidener
{
    private static final int TRIES = 3;
    private static final int OPTIONAL_PAUSES = 2;
    private static final int MAX_BACKOFF = 5;

    private final SessionTable table;
    private final SessionSender sender;
    private final RouteRequests requests;

    SessionWidener(final SessionTable table, final SessionSender sender, final RouteRequests requests)
    {
        this.table = table;
        this.sender = sender;
        this.requests = requests;
    }

    /**
     * Ask for the next route, or be content. Routes beyond the least number may delay the connect only for a while.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void widen(final SessionEntry session, final long nowNs)
    {
        if (session.routes.count >= session.maxRoutes || session.attempt >= RouteRequests.MAX_ATTEMPTS)
        {
            requests.complete(session, nowNs);
            return;
        }
        if (session.routes.count >= session.minRoutes && session.widenUntilNs == SessionEntry.NEVER)
        {
            session.widenUntilNs = nowNs + OPTIONAL_PAUSES * table.config.retryNs();
        }
        final long untilNs = Math.min(session.deadlineNs, session.widenUntilNs);
        if (requests.request(session, false, session.maxHops, untilNs - nowNs, nowNs) < 0)
        {
            onWideningFailed(session, nowNs);
        }
        else if (session.isConnecting())
        {
            requests.armConnecting(session);
        }
    }

    /**
     * A further route is there.
     *
     * @param session   which.
     * @param circuitId of its circuit.
     * @param buffer    holds the answering handshake message.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time of the duty cycle.
     */
    void onExtraRoute(
        final SessionEntry session,
        final int circuitId,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final boolean wanted = session.state == SessionState.WIDENING || session.state == SessionState.OPEN;
        if (!wanted || session.routes.isFull() || !isMessage2(session, buffer, offset, length))
        {
            requests.closeUnwanted(circuitId, nowNs);
            onFailed(session, nowNs);
            return;
        }
        table.addRoute(session, circuitId, nowNs);
        session.tries = 0;
        if (session.state == SessionState.WIDENING)
        {
            widen(session, nowNs);
        }
        else
        {
            sender.sendPing(session, session.routes.count - 1, nowNs);
            onRouteLost(session, nowNs);
            table.arm(session, SessionTimers.nextDeadline(session, table.config));
        }
    }

    /**
     * A further route could not be had.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onFailed(final SessionEntry session, final long nowNs)
    {
        if (session.state == SessionState.WIDENING)
        {
            onWideningFailed(session, nowNs);
        }
        else if (session.state == SessionState.OPEN)
        {
            onRouteLost(session, nowNs);
        }
    }

    /**
     * One of several routes of an open session is gone, or its replacement could not be had: look for another, less and
     * less often.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onRouteLost(final SessionEntry session, final long nowNs)
    {
        if (session.initiator && session.wakeNs == SessionEntry.NEVER && session.requestId == SessionEntry.NONE &&
            session.routes.count < session.wantedRoutes && session.attempt < RouteRequests.MAX_ATTEMPTS)
        {
            session.wakeNs = nowNs + (table.config.retryNs() << Math.min(session.tries++, MAX_BACKOFF));
            table.arm(session, session.wakeNs);
        }
    }

    void onOpenTimer(final SessionEntry session, final long nowNs)
    {
        if (session.wakeNs - nowNs <= 0)
        {
            session.wakeNs = SessionEntry.NEVER;
            if (requests.request(session, false, session.maxHops, table.config.timeoutNs(), nowNs) < 0)
            {
                onRouteLost(session, nowNs);
            }
        }
    }

    private void onWideningFailed(final SessionEntry session, final long nowNs)
    {
        if (session.routes.count >= session.minRoutes)
        {
            requests.complete(session, nowNs);
        }
        else if (++session.tries >= TRIES)
        {
            requests.fail(session, SessionCodes.TOO_FEW_ROUTES, session.hops(table.circuits), nowNs);
        }
        else
        {
            session.wakeNs = nowNs + table.config.retryNs();
            requests.armConnecting(session);
        }
    }

    private static boolean isMessage2(
        final SessionEntry session, final DirectBuffer buffer, final int offset, final int length)
    {
        return session.message2.capacity() == length &&
            0 == session.message2.compareTo(new UnsafeBuffer(buffer, offset, length));
    }
}
