package io.hopwire.component.session;

import io.hopwire.circuit.RouteReason;
import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * The responder's side of setting up. A route request of a known group gets the group's answer and adds its circuit to
 * that session; one of a new group costs a key agreement, so their number is bounded and a recording of an ended one is
 * refused without. Those that wait for the worker are fewer than those that wait for their initiators, who may be far.
 * The application hears of a session only when its initiator has proved that it has the keys.
 */
final class SessionAcceptor
{
    private static final int REMEMBERED_GROUPS = 256;
    private static final int INITIAL_GROUPS = 8;

    private final SessionTable table;
    private final AcceptPace pace;
    private long[] endedGroups = new long[INITIAL_GROUPS];
    private int endedCount;
    /** Sessions that are not confirmed, and those of them that wait for the worker. */
    private int handshakes;
    private int agreements;
    private boolean listening;

    SessionAcceptor(final SessionTable table)
    {
        this.table = table;
        pace = new AcceptPace(table.config.acceptsPerSecond());
    }

    void listen(final boolean isListening)
    {
        listening = isListening;
    }

    int handshakes()
    {
        return handshakes;
    }

    void onRouteRequested(
        final int token,
        final long groupId,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final int hops,
        final long nowNs)
    {
        final SessionEntry known = table.byGroup(groupId);
        if (null != known)
        {
            onFurtherRoute(known, token, buffer, offset, length, nowNs);
        }
        else if (!listening)
        {
            table.circuits.refuse(token, RouteReason.REFUSED, nowNs);
        }
        else if (hasEnded(groupId))
        {
            table.services.counters().reject(RejectCode.SESSION_HANDSHAKE_REPLAY);
            table.circuits.refuse(token, RouteReason.REFUSED, nowNs);
        }
        else
        {
            onNewGroup(token, groupId, buffer, offset, length, hops, nowNs);
        }
    }

    void onRouteAccepted(final int token, final int circuitId, final long nowNs)
    {
        final SessionEntry session = table.byToken(token);
        if (null == session || session.routes.isFull())
        {
            table.circuits.close(circuitId, RouteReason.LIMIT, nowNs);
            return;
        }
        table.removeToken(session, token);
        table.addRoute(session, circuitId, nowNs);
    }

    void onResult(final SessionEntry session, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        if (session.state != SessionState.RESPONDING || result.op() != HandshakeRequest.RESPOND)
        {
            return;
        }
        final RejectCode code = check(session, result, buffer);
        if (null != code)
        {
            table.services.counters().reject(code);
            refuse(session, RejectCode.SESSION_PEER_LIMIT == code ? RouteReason.BUSY : RouteReason.REFUSED, nowNs);
            return;
        }
        table.establish(session, result, buffer);
        session.message2 = new UnsafeBuffer(new byte[result.messageLength()]);
        session.message2.putBytes(0, buffer, result.messageOffset(), result.messageLength());
        session.state = SessionState.UNCONFIRMED;
        agreements--;
        session.receivedNs = nowNs;
        session.elicitedNs = nowNs;
        final int[] waiting = session.tokens.clone();
        for (int i = 0, count = session.tokenCount; i < count; i++)
        {
            accept(session, waiting[i], nowNs);
        }
    }

    /**
     * The timer of a session that is not confirmed fired.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onTimer(final SessionEntry session, final long nowNs)
    {
        if (session.deadlineNs - nowNs > 0)
        {
            table.arm(session, session.deadlineNs);
        }
        else if (session.state == SessionState.QUEUED && !listening)
        {
            refuse(session, RouteReason.REFUSED, nowNs);
        }
        else if (session.state == SessionState.QUEUED)
        {
            respond(session, nowNs);
        }
        else if (session.state == SessionState.RESPONDING)
        {
            table.discardHandshake(session);
            refuse(session, RouteReason.TIMEOUT, nowNs);
        }
        else
        {
            drop(session, nowNs);
        }
    }

    /**
     * A circuit of a session that is not confirmed is gone. With the last one the initiator has given up: its place is
     * another's.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void onCircuitClosed(final SessionEntry session, final long nowNs)
    {
        if (0 == session.routes.count && 0 == session.tokenCount)
        {
            drop(session, nowNs);
        }
    }

    /**
     * The initiator has proved itself.
     *
     * @param session which.
     */
    void onConfirmed(final SessionEntry session)
    {
        handshakes--;
        session.deadlineNs = SessionEntry.NEVER;
    }

    /**
     * A session that a peer began has ended, or is not wanted: a recording of its beginning is of no use.
     *
     * @param session which.
     */
    void onEnded(final SessionEntry session)
    {
        if (endedCount == endedGroups.length && endedCount < REMEMBERED_GROUPS)
        {
            endedGroups = Arrays.copyOf(endedGroups, endedCount * 2);
        }
        endedGroups[endedCount++ & REMEMBERED_GROUPS - 1] = session.groupId;
    }

    /**
     * Forget a session that was never confirmed.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void drop(final SessionEntry session, final long nowNs)
    {
        handshakes--;
        agreements -= session.state == SessionState.RESPONDING ? 1 : 0;
        assert agreements >= 0 && agreements <= handshakes : "each is counted once";
        table.free(session, nowNs);
    }

    /**
     * Is it a handshake, and with whom? A recording counts among the sessions of its victim until it fails to confirm.
     */
    private RejectCode check(final SessionEntry session, final HandshakeResult result, final DirectBuffer buffer)
    {
        final RejectCode code = table.check(session, result, buffer);
        if (null != code)
        {
            return code;
        }
        session.peerKey.putBytes(0, buffer, result.addressOffset(), session.peerKey.capacity());
        if (!table.countPeer(session))
        {
            return RejectCode.SESSION_PEER_LIMIT;
        }
        session.early = SessionPayload.early(buffer, result.payloadOffset(), result.payloadLength());
        if (!table.services.events().mayAccept(session.peerKey, 0, new UnsafeBuffer(session.early)))
        {
            // It may come by other ways too, and need not cost another key agreement.
            onEnded(session);
            return RejectCode.SESSION_NOT_ACCEPTED;
        }
        return null;
    }

    private void onFurtherRoute(
        final SessionEntry session,
        final int token,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final boolean same = session.message1.capacity() == length &&
            0 == session.message1.compareTo(new UnsafeBuffer(buffer, offset, length));
        if (!same)
        {
            table.services.counters().reject(RejectCode.SESSION_HANDSHAKE_REPLAY);
            table.circuits.refuse(token, RouteReason.REFUSED, nowNs);
        }
        else if (session.routes.isFull() || !table.addToken(session, token))
        {
            table.circuits.refuse(token, RouteReason.LIMIT, nowNs);
        }
        else if (session.state > SessionState.RESPONDING)
        {
            accept(session, token, nowNs);
        }
    }

    /**
     * Answer. Where there is no room for the circuit, or its link is gone, nothing comes of the route.
     */
    private void accept(final SessionEntry session, final int token, final long nowNs)
    {
        table.circuits.accept(token, session.message2, 0, session.message2.capacity(), nowNs);
        table.removeToken(session, token);
    }

    private void onNewGroup(
        final int token,
        final long groupId,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final int hops,
        final long nowNs)
    {
        final long waitNs = pace.waitNs(nowNs);
        final SessionEntry session = hasRoom(waitNs) ? table.allocate(false) : null;
        if (null == session)
        {
            table.services.counters().reject(RejectCode.SESSION_HANDSHAKE_LIMIT);
            table.circuits.refuse(token, RouteReason.BUSY, nowNs);
            return;
        }
        handshakes++;
        session.state = SessionState.QUEUED;
        table.addGroup(session, groupId);
        session.hops = hops;
        session.message1 = new UnsafeBuffer(new byte[length]);
        session.message1.putBytes(0, buffer, offset, length);
        table.addToken(session, token);
        pace.take(nowNs);
        if (waitNs > 0)
        {
            session.deadlineNs = nowNs + waitNs;
            table.arm(session, session.deadlineNs);
        }
        else
        {
            respond(session, nowNs);
        }
    }

    /** Whoever need not wait needs a place at the worker. */
    private boolean hasRoom(final long waitNs)
    {
        return handshakes < table.config.maxHandshakes() && waitNs != AcceptPace.TOO_LONG &&
            (waitNs > 0 || agreements < Limits.MAX_KEY_AGREEMENTS);
    }

    private void respond(final SessionEntry session, final long nowNs)
    {
        if (agreements >= Limits.MAX_KEY_AGREEMENTS)
        {
            table.services.counters().reject(RejectCode.SESSION_HANDSHAKE_LIMIT);
            refuse(session, RouteReason.BUSY, nowNs);
            return;
        }
        agreements++;
        session.state = SessionState.RESPONDING;
        session.deadlineNs = nowNs + table.config.handshakeTimeoutNs();
        table.arm(session, session.deadlineNs);
        final DirectBuffer message = session.message1;
        if (!table.requestHandshake(session, HandshakeRequest.RESPOND, message, 0, message.capacity(), nowNs))
        {
            refuse(session, RouteReason.BUSY, nowNs);
        }
    }

    private void refuse(final SessionEntry session, final int reason, final long nowNs)
    {
        final int[] waiting = session.tokens.clone();
        final int count = session.tokenCount;
        drop(session, nowNs);
        for (int i = 0; i < count; i++)
        {
            table.circuits.refuse(waiting[i], reason, nowNs);
        }
    }

    private boolean hasEnded(final long groupId)
    {
        for (int i = 0, count = Math.min(endedCount, REMEMBERED_GROUPS); i < count; i++)
        {
            if (endedGroups[i] == groupId)
            {
                return true;
            }
        }
        return false;
    }
}
