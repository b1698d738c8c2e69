package io.hopwire.component.session;

import io.hopwire.spi.Transit;

/**
 * Changes what an open session demands of its routes, as either end wants. Each change has a version above all that its
 * end has seen. Those of the initiator are odd and those of the responder even, so no two are the same, and the highest
 * counts at both ends whichever came first. A change is sent again until the peer says that it has it, or has made a
 * later one.
 * <p>
 * Messages know nothing of it: packets under way are acknowledged or lost as ever, and what was lost with a route that
 * is given up leaves again by the others.
 */
final class SessionTuner
{
    private static final int MAX_VERSION = 1 << 30;
    private static final int VERSION_BITS = 32;
    private static final int MAX_BACKOFF = 6;
    private static final long MAX_PAUSE_NS = 1_000_000_000L;

    private final SessionTable table;
    private final SessionSender sender;
    private final SessionWidener widener;

    SessionTuner(final SessionTable table, final SessionSender sender, final SessionWidener widener)
    {
        this.table = table;
        this.sender = sender;
        this.widener = widener;
    }

    /**
     * The application of this end wants it so.
     *
     * @param session that is open.
     * @param transit a {@link Transit} that is valid.
     * @param nowNs   time of the duty cycle.
     */
    void tune(final SessionEntry session, final int transit, final long nowNs)
    {
        session.tuneVersion = (session.tuneVersion | 1) + (session.initiator ? 2 : 1);
        assert isOf(session.tuneVersion, session.initiator);
        session.tunings = 0;
        session.tuneAtNs = nowNs;
        apply(session, transit, false, nowNs);
        onTimer(session, nowNs);
    }

    /**
     * The peer has said how it wants it.
     *
     * @param session which.
     * @param version of the change.
     * @param transit what the peer demands.
     * @param route   that it came by, or negative.
     * @param nowNs   time of the duty cycle.
     * @return false where nothing like that can come of a peer that follows the protocol.
     */
    boolean onTune(
        final SessionEntry session, final int version, final int transit, final int route, final long nowNs)
    {
        if (!Transit.isValid(transit) || version > MAX_VERSION || !isOf(version, !session.initiator))
        {
            return false;
        }
        sender.sendControl(session, SessionPacket.TUNED, version, route, nowNs);
        if (version > session.tuneVersion)
        {
            session.tuneVersion = version;
            session.tuneAtNs = SessionEntry.NEVER;
            apply(session, transit, true, nowNs);
        }
        return true;
    }

    /**
     * The peer has a change of ours.
     *
     * @param session which.
     * @param version of the change.
     */
    void onTuned(final SessionEntry session, final int version)
    {
        session.tuneAtNs = version == session.tuneVersion ? SessionEntry.NEVER : session.tuneAtNs;
    }

    /**
     * Send a change, again where the peer has not answered in time.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onTimer(final SessionEntry session, final long nowNs)
    {
        if (session.tuneAtNs <= nowNs && session.isEstablished())
        {
            final long value = (long)session.transit() << VERSION_BITS | session.tuneVersion;
            sender.sendControl(session, SessionPacket.TUNE, value, SessionSender.ALL_ROUTES, nowNs);
            session.tuneAtNs = nowNs + Math.min(session.rtt.ptoNs() << session.tunings, MAX_PAUSE_NS);
            session.tunings = Math.min(session.tunings + 1, MAX_BACKOFF);
            table.arm(session, session.tuneAtNs);
        }
    }

    private void apply(final SessionEntry session, final int transit, final boolean isOfPeer, final long nowNs)
    {
        session.transit(transit);
        widener.onTuned(session, isOfPeer, nowNs);
        table.services.events().onTransit(session.slot, transit, isOfPeer);
    }

    private static boolean isOf(final int version, final boolean isInitiator)
    {
        return version > 0 && isInitiator == (1 == (version & 1));
    }
}
