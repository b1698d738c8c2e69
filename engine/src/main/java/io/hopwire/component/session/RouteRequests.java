package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.circuit.RouteRequest;
import io.hopwire.circuit.RouteReason;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.SessionCodes;

/**
 * Asks for routes, remembers who asked, and ends connects.
 */
final class RouteRequests
{
    /** Most attempts of one group: the number is a byte on the wire. */
    static final int MAX_ATTEMPTS = 256;
    /** In place of a session's id in the answer to a connect that failed. */
    static final int NO_SESSION = -1;

    private final SessionTable table;
    private final SessionSender sender;
    private final Circuits circuits;
    private final RouteRequest request = new RouteRequest();
    private final ConnectAnswer answer = new ConnectAnswer();
    private SessionEntry requesting;
    private long requestingSerial;
    private long answeredSerial;
    private long lastSerial;

    RouteRequests(final SessionTable table, final SessionSender sender)
    {
        this.table = table;
        this.sender = sender;
        this.circuits = table.circuits;
    }

    /**
     * Ask for a route. The answer may come within the call, and then more requests.
     *
     * @param session   which.
     * @param probe     whether only the number of hops is wanted.
     * @param maxHops   most hops.
     * @param timeoutNs when to give up, from now.
     * @param nowNs     time of the duty cycle.
     * @return negative as of {@link Circuits#request}.
     */
    int request(
        final SessionEntry session, final boolean probe, final int maxHops, final long timeoutNs, final long nowNs)
    {
        final long serial = ++lastSerial;
        requesting = session;
        requestingSerial = serial;
        final int attempt = session.attempt;
        session.attempt += probe ? 0 : 1;
        request.to(session.peerKey, 0).attempt(session.groupId, attempt).within(maxHops, timeoutNs);
        if (!probe)
        {
            request.handshake(session.message1, 0, session.message1.capacity());
        }
        final int requestId = circuits.request(request, nowNs);
        requesting = null;
        if (requestId >= 0 && answeredSerial < serial)
        {
            table.addRequest(session, requestId);
        }
        return requestId;
    }

    /**
     * A request was answered.
     *
     * @param requestId of the request.
     * @return whose it was; null where nobody waits for it.
     */
    SessionEntry take(final int requestId)
    {
        final SessionEntry session = table.byRequest(requestId);
        if (null != session)
        {
            table.removeRequest(session);
            return session;
        }
        final SessionEntry within = requesting;
        if (null != within)
        {
            requesting = null;
            answeredSerial = requestingSerial;
        }
        return within;
    }

    /**
     * End a connect with success.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void complete(final SessionEntry session, final long nowNs)
    {
        session.hops = session.hops(circuits);
        session.wantedRoutes = session.routes.count;
        session.tries = 0;
        session.wakeNs = SessionEntry.NEVER;
        session.receivedNs = nowNs;
        session.elicitedNs = nowNs;
        table.opened(session);
        answer(session.correlationId, Commands.OK, session.slot, session.hops, session.routes.count);
        for (int i = 0; i < session.routes.count && session.state == SessionState.OPEN; i++)
        {
            sender.sendPing(session, i, nowNs);
        }
        if (session.isEstablished())
        {
            table.arm(session, SessionTimers.nextDeadline(session, table.config));
        }
    }

    /**
     * End a connect without success.
     *
     * @param session   which.
     * @param reason    of {@link SessionCodes}.
     * @param hopsFound of the shortest route found.
     * @param nowNs     time of the duty cycle.
     */
    void fail(final SessionEntry session, final int reason, final int hopsFound, final long nowNs)
    {
        final int routesFound = session.routes.count;
        if (null == session.sendKeys)
        {
            table.discardHandshake(session);
        }
        table.free(session, nowNs);
        answer(session.correlationId, reason, NO_SESSION, hopsFound, routesFound);
    }

    /**
     * Answer a connect.
     *
     * @param correlationId of the command.
     * @param code          {@link Commands#OK} or one of {@link SessionCodes}.
     * @param sessionId     of the new session, or {@link #NO_SESSION}.
     * @param hops          of its longest route, or of the shortest that was found.
     * @param routes        that carry it, or that were found.
     */
    void answer(final long correlationId, final int code, final int sessionId, final int hops, final int routes)
    {
        answer.put(sessionId, hops, routes);
        table.services.events().onAnswer(
            Commands.CONNECT, correlationId, code, answer.buffer(), 0, ConnectAnswer.LENGTH);
    }

    /**
     * A route is there that nobody wants.
     *
     * @param circuitId of its circuit; negative where there is none.
     * @param nowNs     time of the duty cycle.
     */
    void closeUnwanted(final int circuitId, final long nowNs)
    {
        if (circuitId >= 0)
        {
            circuits.close(circuitId, RouteReason.CLOSED, nowNs);
        }
    }

    void armConnecting(final SessionEntry session)
    {
        table.arm(session, Math.min(session.deadlineNs, Math.min(session.wakeNs, session.widenUntilNs)));
    }
}
