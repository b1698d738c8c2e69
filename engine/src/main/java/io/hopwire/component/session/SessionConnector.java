package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.circuit.RouteReason;
import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The initiator's side of setting up: first handshake message, first route, answer, further routes. Every connect ends
 * with one answer.
 * <pre>
 *                 +------------------ WAITING <---------------+----------------+
 *                 v                                           | no route       | no such hops either
 *   connect: INITIATING -> SEARCHING -> ADVANCING -> WIDENING |                |
 *                              |            |           |     |                |
 *                              +------------+-----------|-----+--- hop limit: PROBING -> MAX_HOPS_EXCEEDED
 *                                                       v
 *                                                     OPEN
 * </pre>
 */
final class SessionConnector
{
    private static final long BUSY_RETRY_NS = 10_000_000L;
    private static final int MAX_BUSY_DOUBLINGS = 3;

    private final SessionTable table;
    private final RouteRequests requests;
    private final SessionWidener widener;
    private final SessionAcceptor acceptor;

    SessionConnector(
        final SessionTable table,
        final RouteRequests requests,
        final SessionWidener widener,
        final SessionAcceptor acceptor)
    {
        this.acceptor = acceptor;
        this.table = table;
        this.requests = requests;
        this.widener = widener;
    }

    void connect(final Commands.Connect command, final long nowNs)
    {
        final boolean isSelf = table.own.is(command.buffer(), Commands.Connect.KEY_OFFSET);
        if (!isSelf)
        {
            acceptor.makeRoomForOwn(nowNs);
        }
        final SessionEntry session = isSelf ? null : table.allocate(true);
        if (null == session)
        {
            final int reason = isSelf ? SessionCodes.SELF : SessionCodes.LIMIT;
            requests.answer(command.correlationId(), reason, RouteRequests.NO_SESSION, 0, 0);
            return;
        }
        session.correlationId = command.correlationId();
        session.peerKey.putBytes(
            0, command.buffer(), Commands.Connect.KEY_OFFSET, session.peerKey.capacity());
        session.transit(command.transit());
        session.early = command.early();
        session.deadlineNs = nowNs + command.timeoutNs();
        session.lastFailure = SessionCodes.TIMEOUT;
        session.refusals = 0;
        table.arm(session, session.deadlineNs);
        initiate(session, nowNs);
    }

    void onTimer(final SessionEntry session, final long nowNs)
    {
        if (session.deadlineNs - nowNs <= 0)
        {
            onDeadline(session, nowNs);
        }
        else if (session.state == SessionState.WIDENING && session.widenUntilNs - nowNs <= 0)
        {
            table.cancelRequest(session, nowNs);
            requests.complete(session, nowNs);
        }
        else if (session.wakeNs - nowNs <= 0)
        {
            session.wakeNs = SessionEntry.NEVER;
            onWake(session, nowNs);
        }
        if (session.isConnecting())
        {
            requests.armConnecting(session);
        }
    }

    /**
     * The worker has made our first message, or read the answer.
     *
     * @param session which.
     * @param result  of the worker.
     * @param buffer  that the result lies in.
     * @param nowNs   time of the duty cycle.
     */
    void onResult(final SessionEntry session, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final boolean ok = result.status() == HandshakeResult.OK;
        if (session.state == SessionState.INITIATING && result.op() == HandshakeRequest.INITIATE)
        {
            if (ok && result.messageLength() > Limits.MAX_ROUTE_HANDSHAKE)
            {
                requests.fail(session, SessionCodes.MAX_MESSAGE_LENGTH_EXCEEDED, 0, nowNs);
            }
            else if (ok)
            {
                session.message1 = copy(buffer, result.messageOffset(), result.messageLength());
                search(session, nowNs);
            }
            else
            {
                retry(session, session.lastFailure, nowNs);
            }
        }
        else if (session.state == SessionState.ADVANCING && result.op() == HandshakeRequest.ADVANCE)
        {
            final RejectCode code = table.check(session, result, buffer);
            if (null == code)
            {
                table.establish(session, result, buffer);
                session.early = SessionEntry.NOTHING;
                table.endTurn(session, nowNs);
                session.state = SessionState.WIDENING;
                widener.widen(session, nowNs);
            }
            else
            {
                table.services.counters().reject(code);
                session.foundRoutes = 0;
                retry(session, session.lastFailure, nowNs);
            }
        }
    }

    void onRouteOpened(
        final int requestId,
        final int circuitId,
        final int hops,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final SessionEntry session = requests.take(requestId);
        if (null == session || (circuitId >= 0 && session.state == SessionState.PROBING))
        {
            requests.closeUnwanted(circuitId, nowNs);
        }
        else if (session.state == SessionState.PROBING)
        {
            onProbed(session, hops, nowNs);
        }
        else if (session.state == SessionState.SEARCHING)
        {
            session.wakeNs = SessionEntry.NEVER;
            session.misses = 0;
            session.message2 = copy(buffer, offset, length);
            table.addRoute(session, circuitId, nowNs);
            requests.noteFound(session);
            advance(session, nowNs);
        }
        else if (widener.onExtraRoute(session, circuitId, buffer, offset, length, nowNs))
        {
            retry(session, SessionCodes.NO_ROUTE, nowNs);
        }
    }

    void onRouteFailed(final int requestId, final int reason, final long nowNs)
    {
        final SessionEntry session = requests.take(requestId);
        if (null == session)
        {
            return;
        }
        if (session.state == SessionState.SEARCHING && SearchPlan.goesOn(session, reason))
        {
            request(session, nowNs);
        }
        else if (session.state == SessionState.SEARCHING)
        {
            session.wakeNs = SessionEntry.NEVER;
            onSearchFailed(session, reason, nowNs);
        }
        else if (session.state == SessionState.PROBING)
        {
            retry(session, SessionCodes.NO_ROUTE, nowNs);
        }
        else if (widener.onFailed(session, reason, nowNs))
        {
            // The peer forgets a session without a route, so another group takes another way.
            retry(session, SessionCodes.NO_ROUTE, nowNs);
        }
    }

    /**
     * A circuit of a connect is gone before the session was open.
     *
     * @param session which.
     * @param reason  of {@link RouteReason}.
     * @param nowNs   time of the duty cycle.
     */
    void onCircuitClosed(final SessionEntry session, final int reason, final long nowNs)
    {
        requests.noteLeft(session);
        if (session.routes.count == 0)
        {
            table.cancelRequest(session, nowNs);
            retry(session, RouteReason.DISPLACED == reason ? SessionCodes.BUSY : SessionCodes.NO_ROUTE, nowNs);
        }
        else if (session.routes.count < session.minRoutes)
        {
            // What is looked for is demanded again, no longer a welcome extra for which a connect waits only a while.
            session.widenUntilNs = SessionEntry.NEVER;
        }
    }

    /**
     * The node closes.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void abort(final SessionEntry session, final long nowNs)
    {
        requests.fail(session, SessionCodes.CLOSED, 0, nowNs);
    }

    private void initiate(final SessionEntry session, final long nowNs)
    {
        session.state = SessionState.INITIATING;
        session.groupId = table.services.entropy().nextLong();
        session.attempt = RouteRequests.NO_ATTEMPT;
        session.tries = 0;
        session.misses = session.exchanges > 0 ? 1 : 0;
        session.message1 = null;
        session.turnUntilNs = nowNs + table.config.retryNs();
        if (!table.turns.take(session))
        {
            waitUntil(session, SessionEntry.NEVER);
        }
        else if (!table.requestHandshake(session, HandshakeRequest.INITIATE, null, 0, 0, nowNs))
        {
            waitFor(session, BUSY_RETRY_NS, nowNs);
        }
    }

    /**
     * It is its turn for as long as others would pause: endpoints that are silent must not hold up all connects.
     */
    private void search(final SessionEntry session, final long nowNs)
    {
        session.state = SessionState.SEARCHING;
        session.wakeNs = nowNs + table.config.retryNs();
        table.arm(session, session.wakeNs);
        request(session, nowNs);
    }

    private void request(final SessionEntry session, final long nowNs)
    {
        final int result = requests.request(session, session.deadlineNs - nowNs, nowNs);
        if (result < 0)
        {
            session.lastFailure = result == Circuits.NO_LINK ? SessionCodes.NOT_CONNECTED : SessionCodes.LIMIT;
            waitFor(session, table.config.retryNs(), nowNs);
        }
    }

    private void advance(final SessionEntry session, final long nowNs)
    {
        session.state = SessionState.ADVANCING;
        if (!table.requestHandshake(
            session, HandshakeRequest.ADVANCE, session.message2, 0, session.message2.capacity(), nowNs))
        {
            session.wakeNs = nowNs + BUSY_RETRY_NS;
            requests.armConnecting(session);
        }
    }

    private void onSearchFailed(final SessionEntry session, final int reason, final long nowNs)
    {
        switch (reason)
        {
            case RouteReason.REFUSED:
                requests.fail(session, SessionCodes.REFUSED, 0, nowNs);
                break;

            case RouteReason.HOP_LIMIT:
                probe(session, nowNs);
                break;

            case RouteReason.NO_LINK:
                retry(session, SessionCodes.NOT_CONNECTED, nowNs);
                break;

            case RouteReason.TIMEOUT:
                retry(session, SessionCodes.TIMEOUT, nowNs);
                break;

            case RouteReason.BUSY:
            case RouteReason.LIMIT:
                onBusy(session, nowNs);
                break;

            default:
                retry(session, SessionCodes.NO_ROUTE, nowNs);
                break;
        }
    }

    private void probe(final SessionEntry session, final long nowNs)
    {
        session.state = SessionState.PROBING;
        session.lastFailure = SessionCodes.NO_ROUTE;
        if (session.maxHops == Limits.MAX_HOPS ||
            requests.probe(session, session.deadlineNs - nowNs, nowNs) < 0)
        {
            retry(session, SessionCodes.NO_ROUTE, nowNs);
        }
    }

    private void onProbed(final SessionEntry session, final int hops, final long nowNs)
    {
        if (hops > session.maxHops)
        {
            requests.fail(session, SessionCodes.MAX_HOPS_EXCEEDED, hops, nowNs);
        }
        else
        {
            retry(session, SessionCodes.NO_ROUTE, nowNs);
        }
    }

    private void onDeadline(final SessionEntry session, final long nowNs)
    {
        if (session.state == SessionState.WIDENING && session.routes.count >= session.minRoutes)
        {
            table.cancelRequest(session, nowNs);
            requests.complete(session, nowNs);
        }
        else if (session.foundRoutes > 0)
        {
            requests.failForTooFew(session, nowNs);
        }
        else
        {
            requests.fail(session, session.lastFailure, 0, nowNs);
        }
    }

    private void onWake(final SessionEntry session, final long nowNs)
    {
        if (session.state == SessionState.WIDENING)
        {
            widener.widen(session, nowNs);
        }
        else if (session.state == SessionState.ADVANCING)
        {
            advance(session, nowNs);
        }
        else if (session.state == SessionState.SEARCHING)
        {
            table.endTurn(session, nowNs);
        }
        else if (null != session.message1)
        {
            search(session, nowNs);
        }
        else
        {
            initiate(session, nowNs);
        }
    }

    /**
     * Begin again with a new group: relays have taken part in the old one, or the old handshake is spoilt. A search
     * that ran out of time says less than one that was answered before.
     */
    private void retry(final SessionEntry session, final int failure, final long nowNs)
    {
        retryIn(table.config.retryNs(), session, failure, nowNs);
    }

    private void retryIn(final long delayNs, final SessionEntry session, final int failure, final long nowNs)
    {
        if (failure != SessionCodes.TIMEOUT || session.lastFailure == SessionCodes.NOT_CONNECTED)
        {
            session.lastFailure = failure;
        }
        session.message1 = null;
        session.sendKeys = null;
        session.receiveKeys = null;
        table.closeRoutes(session, RouteReason.CLOSED, nowNs);
        table.discardHandshake(session);
        table.endTurn(session, nowNs);
        waitFor(session, delayNs, nowNs);
    }

    /**
     * Nobody has answered the handshake, so it is as good as before, and it is still its turn: in a crowd, those who
     * have waited longest come back, and no others take their turn to be refused as well.
     */
    private void onBusy(final SessionEntry session, final long nowNs)
    {
        final long delayNs = busyNs(session);
        if (HandshakeTurns.HELD == session.turn && nowNs + delayNs - session.turnUntilNs <= 0)
        {
            session.lastFailure = SessionCodes.BUSY;
            waitFor(session, delayNs, nowNs);
        }
        else
        {
            retryIn(delayNs, session, SessionCodes.BUSY, nowNs);
        }
    }

    /**
     * Who is busy has room again soon. A crowd that was refused together must not come back together.
     */
    private long busyNs(final SessionEntry session)
    {
        final long longestNs = table.config.retryNs() >> Math.max(0, MAX_BUSY_DOUBLINGS - session.refusals++);
        return longestNs - Long.remainderUnsigned(table.services.entropy().nextLong(), (longestNs >> 1) + 1);
    }

    private void waitFor(final SessionEntry session, final long delayNs, final long nowNs)
    {
        waitUntil(session, nowNs + delayNs);
    }

    private void waitUntil(final SessionEntry session, final long wakeNs)
    {
        session.state = SessionState.WAITING;
        session.wakeNs = wakeNs;
        session.widenUntilNs = SessionEntry.NEVER;
        requests.armConnecting(session);
    }

    private static UnsafeBuffer copy(final DirectBuffer buffer, final int offset, final int length)
    {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, buffer, offset, length);
        return copy;
    }
}
