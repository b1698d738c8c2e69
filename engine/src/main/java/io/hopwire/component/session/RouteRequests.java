package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.circuit.RouteRequest;
import io.hopwire.circuit.RouteReason;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.Limits;
import io.hopwire.spi.SessionCodes;

/**
 * Asks for routes, remembers who asked, and ends connects.
 */
final class RouteRequests
{
    /** Before the first attempt of a group. */
    static final int NO_ATTEMPT = -1;
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
     * Ask for a route, as the {@link SearchPlan} has it. The answer may come within the call, and then more requests.
     *
     * @param session   which.
     * @param timeoutNs when to give up, from now.
     * @param nowNs     time of the duty cycle.
     * @return negative as of {@link Circuits#request}.
     */
    int request(final SessionEntry session, final long timeoutNs, final long nowNs)
    {
        session.attempt = nextAttempt(session.attempt, SearchPlan.isWandering(session));
        request.to(session.peerKey, 0)
            .attempt(session.groupId, session.attempt)
            .within(SearchPlan.hops(session, fewestHops(session)), timeoutNs)
            .handshake(session.message1, 0, session.message1.capacity());
        return send(session, nowNs);
    }

    /**
     * Ask how many hops a route needs.
     *
     * @param session   which.
     * @param timeoutNs when to give up, from now.
     * @param nowNs     time of the duty cycle.
     * @return negative as of {@link Circuits#request}.
     */
    int probe(final SessionEntry session, final long timeoutNs, final long nowNs)
    {
        session.attempt = nextAttempt(session.attempt, false);
        request.to(session.peerKey, 0)
            .attempt(session.groupId, session.attempt)
            .within(Limits.MAX_HOPS, timeoutNs);
        return send(session, nowNs);
    }

    /** The next number that says of itself whether relays ask in an order of their own, see {@link RouteRequest}. */
    private static int nextAttempt(final int last, final boolean isWandering)
    {
        final int next = last + 1;
        return (next + (isWandering == (0 != (next & 1)) ? 0 : 1)) & RouteRequest.MAX_ATTEMPT;
    }

    private int fewestHops(final SessionEntry session)
    {
        int fewest = 0;
        for (int i = 0; i < session.routes.count; i++)
        {
            final int hops = circuits.hops(session.routes.circuitIds[i]);
            fewest = 0 == fewest ? hops : Math.min(fewest, hops);
        }
        return fewest;
    }

    private int send(final SessionEntry session, final long nowNs)
    {
        final long serial = ++lastSerial;
        requesting = session;
        requestingSerial = serial;
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
        session.tries = 0;
        session.misses = 0;
        session.wakeNs =
            session.routes.count < session.maxRoutes ? nowNs + table.config.retryNs() : SessionEntry.NEVER;
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
     * @param hopsFound of the shortest route beyond the limit.
     * @param nowNs     time of the duty cycle.
     */
    void fail(final SessionEntry session, final int reason, final int hopsFound, final long nowNs)
    {
        if (null == session.sendKeys)
        {
            table.discardHandshake(session);
        }
        table.free(session, nowNs);
        answer(session.correlationId, reason, NO_SESSION, hopsFound, 0);
    }

    /**
     * End a connect that found fewer routes than demanded.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void failForTooFew(final SessionEntry session, final long nowNs)
    {
        int fewest = session.foundRoutes == 0 ? 0 : Limits.MAX_HOPS;
        answer.clear();
        for (int i = 0; i < session.foundRoutes; i++)
        {
            fewest = Math.min(fewest, session.foundHops[i]);
            answer.routeHops(i, session.foundHops[i]);
        }
        table.free(session, nowNs);
        answer(session.correlationId, SessionCodes.TOO_FEW_ROUTES, NO_SESSION, fewest, session.foundRoutes);
    }

    /**
     * A connect has its routes: are they more than it ever had?
     *
     * @param session which.
     */
    void noteFound(final SessionEntry session)
    {
        if (session.routes.count > session.foundRoutes)
        {
            noteLeft(session);
        }
    }

    /**
     * A connect has fewer routes than it had, and those that are gone do not come back.
     *
     * @param session which.
     */
    void noteLeft(final SessionEntry session)
    {
        session.foundRoutes = session.routes.count;
        for (int i = 0; i < session.routes.count; i++)
        {
            session.foundHops[i] = (byte)circuits.hops(session.routes.circuitIds[i]);
        }
    }

    /**
     * Answer a connect; the hops of each route are in the answer already.
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
        answer.clear();
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
