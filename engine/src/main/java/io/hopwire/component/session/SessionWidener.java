package io.hopwire.component.session;

import io.hopwire.circuit.RouteReason;
import io.hopwire.spi.RoutesAnswer;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Routes beyond the first: looked for before a connect succeeds, as many as were asked for, and looked for again when
 * one breaks under an open session, or has become bad. A bad route stays until another is there: it is better than
 * none. They all belong to one group: same handshake messages, no relay in common.
 */
final class SessionWidener
{
    /** Worse than any loss. */
    private static final int TOO_LONG = 4 * RouteMeter.ALL;
    private static final int EXCHANGES = 2;
    private static final int OPTIONAL_PAUSES = 2;
    private static final int MAX_BACKOFF = 5;
    /** Where a session has no route at all. */
    private static final int MAX_CUT_OFF_BACKOFF = 2;
    /** Where a session has as many routes as it must have. */
    private static final int MAX_OPTIONAL_BACKOFF = 9;
    /** Answers of the peer, or of whoever speaks for it, that it does not know the session any more. */
    private static final int REFUSALS = 3;
    /** Part of the pause between searches that a relay needs to hear that a route over it is given up. */
    private static final int EXCHANGE_SHIFT = 3;

    private final SessionTable table;
    private final SessionSender sender;
    private final SessionCloser closer;
    private final RouteRequests requests;

    SessionWidener(
        final SessionTable table, final SessionSender sender, final SessionCloser closer, final RouteRequests requests)
    {
        this.table = table;
        this.sender = sender;
        this.closer = closer;
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
        if (session.routes.count >= session.maxRoutes)
        {
            requests.complete(session, nowNs);
            return;
        }
        if (session.routes.count >= session.minRoutes && session.widenUntilNs == SessionEntry.NEVER)
        {
            session.widenUntilNs = nowNs + OPTIONAL_PAUSES * table.config.retryNs();
        }
        final long untilNs = Math.min(session.deadlineNs, session.widenUntilNs);
        if (requests.request(session, untilNs - nowNs, nowNs) < 0)
        {
            pause(session, table.config.retryNs(), nowNs);
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
     * @return as {@link #onFailed}.
     */
    boolean onExtraRoute(
        final SessionEntry session,
        final int circuitId,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final boolean wanted = session.state == SessionState.WIDENING || isLooking(session);
        if (!wanted || session.routes.isFull() || !isMessage2(session, buffer, offset, length))
        {
            requests.closeUnwanted(circuitId, nowNs);
            return onFailed(session, RouteReason.REFUSED, nowNs);
        }
        final boolean isAlone = session.isCutOff() || session.isUnanswered(nowNs);
        table.addRoute(session, circuitId, nowNs);
        session.tries = 0;
        session.misses = 0;
        if (session.state == SessionState.WIDENING)
        {
            requests.noteFound(session);
            widen(session, nowNs);
        }
        else
        {
            sender.sendPing(session, session.routes.count - 1, nowNs);
            if (isAlone)
            {
                sender.onRerouted(session, nowNs);
            }
            watchMinimum(session, nowNs);
            searchLater(session, nowNs);
            table.arm(session, SessionTimers.nextDeadline(session, table.config));
            table.tellRoutes(session);
        }
        return false;
    }

    /**
     * A further route could not be had.
     *
     * @param session which.
     * @param reason  of {@link RouteReason}.
     * @param nowNs   time of the duty cycle.
     * @return whether the connect must begin elsewhere, because its only route stands in the way.
     */
    boolean onFailed(final SessionEntry session, final int reason, final long nowNs)
    {
        final boolean goesOn = SearchPlan.goesOn(session, reason);
        if (reason == RouteReason.TIMEOUT && isLooking(session) && session.isCutOff())
        {
            session.tries = Math.min(session.tries + 1, MAX_CUT_OFF_BACKOFF);
            request(session, nowNs);
            return false;
        }
        if (!goesOn)
        {
            session.misses = 0;
        }
        if (isLooking(session) && session.isCutOff() && reason == RouteReason.REFUSED &&
            ++session.refusals == REFUSALS)
        {
            closer.onRoutesLost(session, RouteReason.CLOSED, nowNs);
        }
        else if (isLooking(session) && goesOn)
        {
            request(session, nowNs);
        }
        else if (isLooking(session))
        {
            searchLater(session, nowNs);
        }
        else if (session.state == SessionState.WIDENING && goesOn)
        {
            widen(session, nowNs);
        }
        return session.state == SessionState.WIDENING && !goesOn && onRoundFailed(session, nowNs);
    }

    /**
     * An established session has a route less. With the last one it is cut off, and goes on for as long as another may
     * be found; the peer does the same. One that closes does not: its last route broke, or the peer has answered.
     *
     * @param session which.
     * @param reason  of {@link SessionCodes}, with which it ends where no other route is found.
     * @param nowNs   time of the duty cycle.
     */
    void onRouteLost(final SessionEntry session, final int reason, final long nowNs)
    {
        final boolean isCutOff = session.isCutOff();
        if (isCutOff && session.state != SessionState.OPEN)
        {
            closer.onRoutesLost(session, RouteReason.CLOSED, nowNs);
            return;
        }
        if (isCutOff && !session.isLost())
        {
            onCutOff(session, reason, nowNs);
        }
        watchMinimum(session, nowNs);
        searchLater(session, nowNs);
        table.arm(session, SessionTimers.nextDeadline(session, table.config));
        table.tellRoutes(session);
    }

    /**
     * An open session demands something else of its routes from now on. What the peer demands makes us search at once,
     * but not again and again: a search costs relays far more than its word costs the peer.
     *
     * @param session  which.
     * @param isOfPeer whether it is the peer who demands it.
     * @param nowNs    time of the duty cycle.
     */
    void onTuned(final SessionEntry session, final boolean isOfPeer, final long nowNs)
    {
        if (session.initiator)
        {
            table.cancelRequest(session, nowNs);
            session.tries = 0;
            session.misses = 0;
            session.wakeNs = SessionEntry.NEVER;
            shed(session, nowNs);
            watchMinimum(session, nowNs);
            if (isInNeed(session, nowNs))
            {
                session.wakeNs = isOfPeer ? Math.max(nowNs, session.searchForPeerNs) : nowNs;
                session.searchForPeerNs = nowNs + table.config.retryNs();
            }
            table.arm(session, SessionTimers.nextDeadline(session, table.config));
        }
    }

    private void onCutOff(final SessionEntry session, final int reason, final long nowNs)
    {
        session.lostAtNs = nowNs;
        session.lostReason = reason;
        session.refusals = 0;
        if (session.initiator)
        {
            searchAtOnce(session, nowNs);
        }
    }

    /**
     * A session that may not be below its least routes is given as long to find another as one without any.
     */
    private void watchMinimum(final SessionEntry session, final long nowNs)
    {
        final boolean isTooFew = session.initiator && session.endsWithTooFew && session.state == SessionState.OPEN &&
            session.routes.count < session.minRoutes;
        session.fewUntilNs = !isTooFew ? SessionEntry.NEVER :
            Math.min(session.fewUntilNs, nowNs + table.config.rerouteNs());
    }

    /**
     * {@return routes that need no other in their place}
     */
    private int goodRoutes(final SessionEntry session, final long nowNs)
    {
        int good = 0;
        for (int i = 0; i < session.routes.count; i++)
        {
            good += isGood(session, i, nowNs) ? 1 : 0;
        }
        return good;
    }

    private boolean isGood(final SessionEntry session, final int route, final long nowNs)
    {
        return badness(session, route, nowNs) == 0;
    }

    /** 0 for a route that needs no other in its place, and the more the sooner one should be found. */
    private int badness(final SessionEntry session, final int route, final long nowNs)
    {
        final int tooLong = isTooLong(session, route) ? TOO_LONG : 0;
        switch (session.routes.state(route, SessionTimers.patienceNs(session, table.config, nowNs), nowNs))
        {
            case RoutesAnswer.SILENT:
                return tooLong + RouteMeter.ALL;

            case RoutesAnswer.DEGRADED:
                return tooLong + session.routes.meters[route].loss();

            default:
                return tooLong;
        }
    }

    private boolean isTooLong(final SessionEntry session, final int route)
    {
        return table.circuits.hops(session.routes.circuitIds[route]) > session.maxHops;
    }

    /**
     * Give up routes that are too many, the worst first, and those that are too long where enough others are there. Not
     * while one has still to prove itself: the peer, who sees a route closed and has no other, believes that the
     * session has ended.
     */
    private void shed(final SessionEntry session, final long nowNs)
    {
        int victim = victim(session, nowNs);
        while (victim != SessionEntry.NONE)
        {
            table.closeRoute(session, victim, RouteReason.CLOSED, nowNs);
            table.tellRoutes(session);
            victim = session.isEstablished() ? victim(session, nowNs) : SessionEntry.NONE;
        }
    }

    private int victim(final SessionEntry session, final long nowNs)
    {
        final SessionRoutes routes = session.routes;
        if (routes.count <= 1 || routes.provedCount < routes.count || !session.initiator)
        {
            return SessionEntry.NONE;
        }
        final boolean isTooMany = routes.count > session.maxRoutes;
        final boolean isEnough = goodRoutes(session, nowNs) >= session.minRoutes;
        int victim = SessionEntry.NONE;
        for (int i = 0; i < routes.count; i++)
        {
            final boolean mayGo = isTooMany || (isEnough && isTooLong(session, i));
            victim = mayGo && (victim < 0 || isWorse(session, i, victim, nowNs)) ? i : victim;
        }
        return victim;
    }

    /** Of two good routes the slower one. */
    private boolean isWorse(final SessionEntry session, final int route, final int other, final long nowNs)
    {
        final int badness = badness(session, route, nowNs);
        final int otherBadness = badness(session, other, nowNs);
        final RouteMeter[] meters = session.routes.meters;
        return badness != otherBadness ? badness > otherBadness : meters[route].rttNs() > meters[other].rttNs();
    }

    /**
     * A session that has fewer routes than it may have, or bad ones, looks for another, less and less often.
     */
    private void searchLater(final SessionEntry session, final long nowNs)
    {
        if (session.initiator && session.wakeNs == SessionEntry.NEVER && session.requestId == SessionEntry.NONE &&
            isInNeed(session, nowNs))
        {
            final int most = session.isCutOff() ? MAX_CUT_OFF_BACKOFF :
                goodRoutes(session, nowNs) < session.minRoutes ? MAX_BACKOFF : MAX_OPTIONAL_BACKOFF;
            session.tries = Math.min(session.tries + 1, most);
            session.wakeNs = nowNs + (table.config.retryNs() << session.tries - 1);
            table.arm(session, session.wakeNs);
        }
    }

    private boolean isInNeed(final SessionEntry session, final long nowNs)
    {
        return goodRoutes(session, nowNs) < session.maxRoutes && !session.routes.isFull();
    }

    void onOpenTimer(final SessionEntry session, final long nowNs)
    {
        if (session.fewUntilNs <= nowNs)
        {
            session.fewUntilNs = SessionEntry.NEVER;
            if (session.state == SessionState.OPEN)
            {
                closer.abort(session, SessionCodes.TOO_FEW_ROUTES, nowNs);
                return;
            }
        }
        shed(session, nowNs);
        watchSilence(session, nowNs);
        if (session.wakeNs > nowNs)
        {
            searchLater(session, nowNs);
            return;
        }
        session.wakeNs = SessionEntry.NEVER;
        if (isInNeed(session, nowNs))
        {
            request(session, nowNs);
        }
    }

    /**
     * Nothing is heard of any route: look for another at once, however often that was in vain while there was one.
     */
    private void watchSilence(final SessionEntry session, final long nowNs)
    {
        final SessionRoutes routes = session.routes;
        final long patienceNs = SessionTimers.patienceNs(session, table.config, nowNs);
        boolean isSilent = routes.count > 0 && session.state == SessionState.OPEN;
        for (int i = 0; i < routes.count; i++)
        {
            isSilent &= routes.state(i, patienceNs, nowNs) == RoutesAnswer.SILENT;
        }
        if (isSilent && !session.isSilent && session.initiator)
        {
            searchAtOnce(session, nowNs);
        }
        session.isSilent = isSilent;
    }

    private void searchAtOnce(final SessionEntry session, final long nowNs)
    {
        // What is under way may wait for a relay that is dead.
        table.cancelRequest(session, nowNs);
        session.tries = 0;
        session.misses = 0;
        session.wakeNs = nowNs;
    }

    /**
     * Where a session is cut off, a walk that has come among relays that are dead waits for one after the other. It is
     * given up soon for one in another direction, and the next ones may take longer.
     */
    private void request(final SessionEntry session, final long nowNs)
    {
        final long timeoutNs = session.isCutOff() ?
            Math.min(table.config.timeoutNs(), table.config.retryNs() << session.tries + 1) : table.config.timeoutNs();
        if (requests.request(session, timeoutNs, nowNs) < 0)
        {
            searchLater(session, nowNs);
        }
    }

    /**
     * All directions were tried. A route that was found may stand in the way of several others, so the longest is given
     * up, and they are looked for again; but never where that would leave fewer than are demanded and there.
     */
    private boolean onRoundFailed(final SessionEntry session, final long nowNs)
    {
        final SessionRoutes routes = session.routes;
        final boolean isEnough = routes.count >= session.minRoutes;
        if (session.exchanges == EXCHANGES || routes.count == session.minRoutes)
        {
            end(session, isEnough, nowNs);
            return false;
        }
        session.exchanges++;
        if (routes.count <= 1)
        {
            return true;
        }
        table.closeRoute(session, longest(session), RouteReason.CLOSED, nowNs);
        pause(session, table.config.retryNs() >> EXCHANGE_SHIFT, nowNs);
        return false;
    }

    private void end(final SessionEntry session, final boolean isEnough, final long nowNs)
    {
        if (isEnough)
        {
            requests.complete(session, nowNs);
        }
        else
        {
            requests.failForTooFew(session, nowNs);
        }
    }

    private int longest(final SessionEntry session)
    {
        int longest = 0;
        for (int i = 1; i < session.routes.count; i++)
        {
            final int hops = table.circuits.hops(session.routes.circuitIds[i]);
            longest = hops >= table.circuits.hops(session.routes.circuitIds[longest]) ? i : longest;
        }
        return longest;
    }

    private void pause(final SessionEntry session, final long durationNs, final long nowNs)
    {
        session.wakeNs = nowNs + durationNs;
        requests.armConnecting(session);
    }

    private static boolean isLooking(final SessionEntry session)
    {
        return session.state == SessionState.OPEN || session.state == SessionState.DRAINING;
    }

    private static boolean isMessage2(
        final SessionEntry session, final DirectBuffer buffer, final int offset, final int length)
    {
        return session.message2.capacity() == length &&
            0 == session.message2.compareTo(new UnsafeBuffer(buffer, offset, length));
    }
}
