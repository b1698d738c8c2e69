package io.hopwire.component.session;

import io.hopwire.spi.Transit;

/**
 * When a session's next packet may leave: the congestion window and the pacer are of the route that the packets take,
 * and begin anew where they take another (RFC 9000, section 9.4). Where packets are copied to several, or spread over
 * them, both are of all together, and go on as routes come and go.
 */
final class SessionPath
{
    /**
     * Repetitions that each acknowledged packet is worth. As long as fewer than four of five are lost that makes no
     * difference; who acknowledges one packet, so that a whole window in front of it looks lost, gets no window for it.
     */
    static final int REPEATS_PER_ACK = 4;

    private SessionPath()
    {
    }

    /**
     * Whether a packet may leave now. Where only the pacer holds it back, the timer says when it may.
     *
     * @param session that has one to send.
     * @param nowNs   time of the duty cycle.
     * @return true if there is room for one.
     */
    static boolean isOpen(final SessionEntry session, final long nowNs)
    {
        final boolean isOpen = session.sent.maySend();
        if (!isOpen || null == session.pacer)
        {
            return isOpen;
        }
        final long dueNs = session.pacer.sendAtNs(session.sent.window(), session.rtt.smoothedNs(), nowNs);
        if (dueNs - nowNs > 0)
        {
            session.sendAtNs = dueNs;
            return false;
        }
        return true;
    }

    /**
     * A packet leaves, and is in flight by now.
     *
     * @param session which.
     * @param length  its bytes.
     */
    static void onSent(final SessionEntry session, final int length)
    {
        assert session.probes > 0 || session.sent.bytesInFlight() <= session.sent.window() : "the window is full";
        assert session.probes > 0 || null == session.pacer || session.pacer.mayLeave() : "it leaves too soon";
        if (null != session.pacer)
        {
            session.pacer.onSent(length);
        }
    }

    /**
     * {@return whether what is lost may be sent again: as much as acknowledgements have earned, and where nothing is in
     * flight one packet, for else nothing would ever be heard}
     */
    static boolean mayRepeat(final SessionEntry session)
    {
        return session.repeats > 0 || 0 == session.sent.packetsInFlight();
    }

    /** The packet that leaves repeats what was lost. */
    static void onRepeat(final SessionEntry session)
    {
        session.repeats = Math.max(0, session.repeats - 1);
    }

    /** Packets were acknowledged for the first time. */
    static void onAcked(final SessionEntry session, final int packets, final int maxRepeats)
    {
        session.repeats = Math.min(maxRepeats, session.repeats + REPEATS_PER_ACK * packets);
    }

    /**
     * The next packet leaves for the first time; repetitions go by all routes.
     *
     * @param session which.
     * @param route   index of the one that it takes, or {@link RouteChoice#ALL}.
     * @param nowNs   time of the duty cycle.
     */
    static void onRoute(final SessionEntry session, final int route, final long nowNs)
    {
        final boolean isOne = 1 == session.routes.count || (session.policy == Transit.FASTEST && route >= 0);
        final int circuitId = isOne ? session.routes.circuitIds[Math.max(0, route)] : SessionEntry.NONE;
        if (circuitId != session.pathCircuitId)
        {
            if (SessionEntry.NONE != circuitId && SessionEntry.NONE != session.pathCircuitId)
            {
                onNewPath(session, nowNs);
                // There was room by the old one, and this one shows what the new one is worth.
                session.probes = Math.max(1, session.probes);
            }
            session.pathCircuitId = circuitId;
        }
    }

    /**
     * All that was known is of routes that are gone.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    static void onRerouted(final SessionEntry session, final long nowNs)
    {
        session.pathCircuitId = SessionEntry.NONE;
        onNewPath(session, nowNs);
    }

    private static void onNewPath(final SessionEntry session, final long nowNs)
    {
        session.sent.onNewPath(nowNs);
        session.rtt.onNewPath();
    }
}
