package io.hopwire.component.session;

import io.hopwire.circuit.RouteReason;
import io.hopwire.spi.SessionCodes;

/**
 * What an established session does when time passes. It has one timer, which is moved forward when something is due
 * earlier, and never back: no packet costs an operation on the heap of timers.
 */
final class SessionTimers
{
    /** First look whether the application has read; later looks are further apart. */
    static final long FIRST_WINDOW_POLL_NS = 1_000_000L;

    private static final int MAX_WINDOW_POLL_SHIFT = 6;
    private static final int PINGS_PER_KEEPALIVE = 4;
    /** Of a route of which it is to be known soon whether it is silent. */
    private static final int PINGS_PER_SILENCE = 8;
    /** An eighth of the time between two pings is luck, which differs from session to session. */
    private static final int LUCK_SHIFT = 3;
    private static final int LUCK_BITS = 8;

    private final SessionTable table;
    private final SessionSender sender;
    private final SessionCloser closer;
    private final SessionTracer tracer;
    private final SessionWidener widener;
    private final SessionTuner tuner;

    SessionTimers(
        final SessionTable table,
        final SessionSender sender,
        final SessionCloser closer,
        final SessionTracer tracer,
        final SessionWidener widener,
        final SessionTuner tuner)
    {
        this.table = table;
        this.sender = sender;
        this.closer = closer;
        this.tracer = tracer;
        this.widener = widener;
        this.tuner = tuner;
    }

    /**
     * Next time at which an established session must be looked at.
     *
     * @param session which.
     * @param config  values.
     * @return the time.
     */
    static long nextDeadline(final SessionEntry session, final SessionConfig config)
    {
        // An open session does not end of silence: its routes do.
        long deadlineNs = session.state == SessionState.OPEN && !session.isLost() ?
            SessionEntry.NEVER : endNs(session, config);
        if (session.state == SessionState.CLOSING)
        {
            return Math.min(deadlineNs, session.closeAtNs);
        }
        for (int i = 0; i < session.routes.count; i++)
        {
            deadlineNs = Math.min(deadlineNs, session.routes.heardNs[i] + config.timeoutNs());
        }
        deadlineNs = Math.min(deadlineNs, session.fewUntilNs);
        if (session.isCutOff())
        {
            return Math.min(deadlineNs, Math.min(session.lingerUntilNs, session.wakeNs));
        }
        deadlineNs = Math.min(deadlineNs, Math.min(nextPacketDeadline(session), session.tuneAtNs));
        deadlineNs = Math.min(deadlineNs, Math.min(session.lingerUntilNs, session.wakeNs));
        if (null != session.trace)
        {
            deadlineNs = Math.min(deadlineNs, session.trace.againAtNs);
        }
        for (int i = 0; i < session.routes.count; i++)
        {
            deadlineNs = Math.min(deadlineNs, pingAtNs(session, i, config));
        }
        return deadlineNs;
    }

    /**
     * {@return the same after packets came or left, for a session whose timer is armed: those only put off what a route
     * is looked at for}
     *
     * @param session which.
     */
    static long nextPacketDeadline(final SessionEntry session)
    {
        if (session.state == SessionState.CLOSING)
        {
            return session.closeAtNs;
        }
        final long dueNs = Math.min(session.ackAtNs, session.lossAtNs);
        return Math.min(Math.min(dueNs, session.probeAtNs()), Math.min(session.sendAtNs, session.windowAtNs));
    }

    /**
     * {@return when a session that is lost, or closes, ends where nothing is heard}
     *
     * @param session which.
     * @param config  values.
     */
    static long endNs(final SessionEntry session, final SessionConfig config)
    {
        return session.isLost() ? session.lostAtNs + config.rerouteNs() : session.receivedNs + config.timeoutNs();
    }

    /**
     * The timer of an established session fired.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onTimer(final SessionEntry session, final long nowNs)
    {
        table.pool.age(nowNs);
        session.watchMoves(table.config.timeoutNs(), nowNs);
        final long deadlineNs = nextDeadline(session, table.config);
        if (nowNs < deadlineNs)
        {
            // What was due, an acknowledgement mostly, has left with a message meanwhile.
            table.arm(session, deadlineNs);
            return;
        }
        final boolean isLost = session.isLost();
        final boolean isSilent = endNs(session, table.config) <= nowNs;
        session.lostAtNs = isLost ? session.lostAtNs : SessionEntry.NEVER;
        if (session.state == SessionState.CLOSING)
        {
            onClosing(session, isSilent, nowNs);
        }
        else if (isSilent && (isLost || session.state != SessionState.OPEN))
        {
            closer.finish(
                session,
                session.state == SessionState.OPEN ? session.lostReason : SessionCodes.CLOSED_BY_US,
                nowNs);
        }
        else
        {
            onDeadlines(session, nowNs);
        }
        if (session.isEstablished())
        {
            table.arm(session, nextDeadline(session, table.config));
        }
    }

    private void onClosing(final SessionEntry session, final boolean isSilent, final long nowNs)
    {
        if (isSilent)
        {
            closer.finish(session, SessionCodes.CLOSED_BY_US, nowNs);
        }
        else if (session.closeAtNs <= nowNs)
        {
            closer.onCloseTimeout(session, nowNs);
        }
    }

    private void onDeadlines(final SessionEntry session, final long nowNs)
    {
        trim(session);
        dropDeadRoutes(session, nowNs);
        widener.onOpenTimer(session, nowNs);
        if (session.isEstablished() && !session.isCutOff())
        {
            onDeadlinesOfPackets(session, nowNs);
        }
        if (session.isEstablished())
        {
            closer.onFlushed(session, nowNs);
        }
    }

    private void onDeadlinesOfPackets(final SessionEntry session, final long nowNs)
    {
        if (session.lossAtNs <= nowNs)
        {
            sender.detectLosses(session, nowNs);
        }
        if (session.probeAtNs() <= nowNs)
        {
            onProbeTimeout(session, nowNs);
        }
        if (session.windowAtNs <= nowNs)
        {
            pollWindow(session, nowNs);
        }
        session.ackNow |= session.ackAtNs <= nowNs;
        trim(session);
        tracer.onTimer(session, nowNs);
        tuner.onTimer(session, nowNs);
        ping(session, nowNs);
        sender.flush(session, ReadySessions.MAX_DATAGRAMS, nowNs);
    }

    private static void trim(final SessionEntry session)
    {
        session.send.trim();
        if (null != session.aside)
        {
            session.aside.trim();
        }
    }

    private void onProbeTimeout(final SessionEntry session, final long nowNs)
    {
        if (session.sent.packetsInFlight() > 0)
        {
            sender.onProbeTimeout(session, nowNs);
        }
        else
        {
            sender.noteTimeout(session, nowNs);
            pingAll(session, nowNs);
        }
        session.elicitedNs = nowNs;
    }

    private void pollWindow(final SessionEntry session, final long nowNs)
    {
        if (table.services.events().receiveWindow(session.slot) * 2L >= session.mostAdvertised)
        {
            session.windowAtNs = SessionEntry.NEVER;
            session.ackNow = true;
        }
        else
        {
            session.windowPolls = Math.min(session.windowPolls + 1, MAX_WINDOW_POLL_SHIFT);
            session.windowAtNs = nowNs + (FIRST_WINDOW_POLL_NS << session.windowPolls);
        }
    }

    private void dropDeadRoutes(final SessionEntry session, final long nowNs)
    {
        for (int i = session.routes.count - 1; i >= 0 && session.isEstablished(); i--)
        {
            if (nowNs - session.routes.heardNs[i] >= table.config.timeoutNs())
            {
                table.closeRoute(session, i, RouteReason.TIMEOUT, nowNs);
                widener.onRouteLost(session, SessionCodes.TIMEOUT, nowNs);
            }
        }
    }

    private void ping(final SessionEntry session, final long nowNs)
    {
        for (int i = 0; i < session.routes.count; i++)
        {
            if (pingAtNs(session, i, table.config) <= nowNs)
            {
                sender.sendPing(session, i, nowNs);
            }
        }
    }

    void pingAll(final SessionEntry session, final long nowNs)
    {
        for (int i = 0; i < session.routes.count; i++)
        {
            sender.sendPing(session, i, nowNs);
        }
    }

    /**
     * Each route is asked when nothing came by it for a while, and then more often until something comes. A route that
     * was never heard is asked as if that while had passed. Where there are several, each is asked once in that while
     * though packets come by it: only so is it known how long it takes. One that has lost packets is asked more often.
     */
    private static long pingAtNs(final SessionEntry session, final int route, final SessionConfig config)
    {
        final SessionRoutes routes = session.routes;
        final long againNs = routes.pingNs[route] + againNs(config);
        if (!routes.proved[route])
        {
            return session.initiator ? againNs : SessionEntry.NEVER;
        }
        final long askNs = routes.heardNs[route] + quietNs(session, config);
        // After three questions it is silent, and there is no hurry.
        final boolean isHurried = routes.pingNs[route] < askNs + 2 * soonNs(config);
        final long quietNs = Math.max(askNs, routes.pingNs[route] + (isHurried ? soonNs(config) : againNs(config)));
        if (1 == routes.count)
        {
            return quietNs;
        }
        final boolean isDoubtful = routes.meters[route].isDoubtful() || RouteChoice.isFailing(session, route);
        return Math.min(quietNs, isDoubtful ? againNs : routes.pingNs[route] + config.keepaliveNs());
    }

    /**
     * That while. All that pings of an idle session's only route tell is that it lives, which half of the timeout is
     * soon enough for; and a peer that is asked knows as much. So its initiator asks, and the other end only where that
     * is late. Sessions that began together, or that the same pause has made silent, must not ask together for ever.
     */
    private static long quietNs(final SessionEntry session, final SessionConfig config)
    {
        if (session.routes.count > 1 || !session.isIdle())
        {
            return config.keepaliveNs();
        }
        final long luck = session.groupId & (1L << LUCK_BITS) - 1;
        return session.initiator ?
            config.idleKeepaliveNs() - (((config.idleKeepaliveNs() >> LUCK_SHIFT) * luck) >> LUCK_BITS) :
            config.idleKeepaliveNs() + againNs(config);
    }

    private static long againNs(final SessionConfig config)
    {
        return config.keepaliveNs() / PINGS_PER_KEEPALIVE;
    }

    private static long soonNs(final SessionConfig config)
    {
        return config.keepaliveNs() / PINGS_PER_SILENCE;
    }

    /**
     * {@return time from the first probe timeout on after which a route that lives would have answered this or the next
     * probe; half of the silence after which one is asked of which nothing is expected}
     *
     * @param session that has sent the probe.
     * @param config  values.
     */
    static long askedNs(final SessionEntry session, final SessionConfig config)
    {
        return Math.max(config.keepaliveNs() / 2, 2 * session.rtt.ptoNs());
    }

    /**
     * {@return silence after which a route that lives would have answered a ping, or the next one; or what was sent and
     * repeated, which needs no ping}
     *
     * @param session whose route it is.
     * @param config  values.
     * @param nowNs   time of the duty cycle.
     */
    static long patienceNs(final SessionEntry session, final SessionConfig config, final long nowNs)
    {
        if (session.isUnanswered(nowNs))
        {
            return config.keepaliveNs() / 2;
        }
        final long soonNs = soonNs(config);
        final long patienceNs =
            quietNs(session, config) + soonNs + Math.max(soonNs, 2 * session.rtt.smoothedNs());
        // One that was idle a moment ago has not been asked as often.
        final boolean isFresh = !session.isIdle() && nowNs - session.activeSinceNs < patienceNs;
        return isFresh ? Math.max(patienceNs, config.timeoutNs()) : patienceNs;
    }
}
