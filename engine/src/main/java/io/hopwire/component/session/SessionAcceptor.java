package io.hopwire.component.session;

import io.hopwire.circuit.RouteReason;
import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * The responder's side of setting up. A route request of a known group gets the group's answer and adds its circuit to
 * that session; one of a new group costs a key agreement, so their number is bounded and a recording of an ended one is
 * refused without. Those that wait for the worker are fewer than those that wait for their initiators, who may be far.
 * The application hears of a session only when its initiator has proved that it has the keys.
 * <p>
 * Until the worker has answered, a session has a slot and no place among {@link SessionPlaces}: nothing is taken from
 * anybody for somebody who has not even a key.
 */
final class SessionAcceptor
{
    private static final int REMEMBERED_GROUPS = 256;
    private static final int INITIAL_GROUPS = 8;
    /** Each may cause an answer. */
    private static final int TURNS_AT_ONCE = 16;

    private static final int TURN_TIMER = 0;

    private final SessionTable table;
    private final AcceptPace pace;
    private final AcceptQueue queue = new AcceptQueue();
    private final Timers turnTimer;
    private SessionCloser closer;
    private long[] endedGroups = new long[INITIAL_GROUPS];
    private int endedCount;
    /** Sessions that the worker has. */
    private int agreements;
    private boolean listening;

    SessionAcceptor(final SessionTable table)
    {
        this.table = table;
        pace = new AcceptPace(table.config.acceptsPerSecond());
        turnTimer = table.services.timers().register((timerId, nowNs) -> takeTurns(nowNs));
    }

    /**
     * Once and before anything else: who gives way is closed, and what is closed is told to us.
     *
     * @param sessionCloser ends sessions.
     * @return it.
     */
    SessionCloser closer(final SessionCloser sessionCloser)
    {
        closer = sessionCloser;
        return sessionCloser;
    }

    void listen(final boolean isListening)
    {
        listening = isListening;
    }

    int agreements()
    {
        return agreements;
    }

    int queued()
    {
        return queue.count();
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
        final RejectCode code = check(session, result, buffer, nowNs);
        if (session.state != SessionState.RESPONDING)
        {
            // The application was told of the end of another session, and has closed the node.
            return;
        }
        if (null != code)
        {
            table.services.counters().reject(code);
            refuse(session, isLimit(code) ? RouteReason.BUSY : RouteReason.REFUSED, nowNs);
            return;
        }
        table.places.take(session, nowNs);
        table.establish(session, result, buffer);
        session.message2 = new UnsafeBuffer(new byte[result.messageLength()]);
        session.message2.putBytes(0, buffer, result.messageOffset(), result.messageLength());
        session.state = SessionState.UNCONFIRMED;
        endAgreement(nowNs);
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
        else if (session.state == SessionState.QUEUED)
        {
            refuseForLimit(session, nowNs);
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
     * @param nowNs   time of the duty cycle.
     */
    void onConfirmed(final SessionEntry session, final long nowNs)
    {
        table.places.confirm(session, nowNs);
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
        if (session.state == SessionState.RESPONDING)
        {
            endAgreement(nowNs);
        }
        else if (session.state == SessionState.QUEUED)
        {
            queue.remove(session);
        }
        table.free(session, nowNs);
    }

    /**
     * Is it a handshake, with whom, and is there room? A recording counts among the sessions of its victim until it
     * fails to confirm.
     */
    private RejectCode check(
        final SessionEntry session, final HandshakeResult result, final DirectBuffer buffer, final long nowNs)
    {
        final RejectCode code = table.check(session, result, buffer);
        if (null != code)
        {
            return code;
        }
        session.peerKey.putBytes(0, buffer, result.addressOffset(), session.peerKey.capacity());
        if (!table.places.mayHaveAnother(session))
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
        return makeRoom(session, nowNs);
    }

    private static boolean isLimit(final RejectCode code)
    {
        return RejectCode.SESSION_PEER_LIMIT == code || RejectCode.SESSION_LIMIT == code ||
            RejectCode.SESSION_HANDSHAKE_LIMIT == code;
    }

    /** Where all places are taken, somebody may have to give way. */
    private RejectCode makeRoom(final SessionEntry session, final long nowNs)
    {
        final SessionPlaces places = table.places;
        if (places.unconfirmed() >= table.config.maxHandshakes())
        {
            displace(places.unconfirmedFor(session, nowNs), nowNs);
        }
        if (table.isFull())
        {
            displace(places.anyFor(session, nowNs), nowNs);
        }
        return places.unconfirmed() >= table.config.maxHandshakes() ? RejectCode.SESSION_HANDSHAKE_LIMIT :
            table.isFull() ? RejectCode.SESSION_LIMIT : null;
    }

    /** We begin a session ourselves, which needs room, too: else whoever fills the table keeps us from connecting. */
    void makeRoomForOwn(final long nowNs)
    {
        if (table.isFull())
        {
            displace(table.places.anyFor(null, nowNs), nowNs);
        }
    }

    private void displace(final SessionEntry session, final long nowNs)
    {
        if (null == session)
        {
            return;
        }
        if (session.isEstablished())
        {
            closer.displace(session, nowNs);
            return;
        }
        table.services.counters().increment(SystemCounter.SESSIONS_DISPLACED_UNCONFIRMED);
        table.closeRoutes(session, RouteReason.DISPLACED, nowNs);
        drop(session, nowNs);
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
        final int lastHop = table.circuits.lastHop(token);
        final boolean mayBegin = mayBegin(nowNs);
        final SessionEntry session = mayBegin || hasPlaceInQueue(lastHop, nowNs) ? table.allocate(false) : null;
        if (null == session)
        {
            table.services.counters().reject(RejectCode.SESSION_HANDSHAKE_LIMIT);
            table.circuits.refuse(token, RouteReason.BUSY, nowNs);
            return;
        }
        session.lastHop = lastHop;
        table.addGroup(session, groupId);
        session.hops = hops;
        session.message1 = new UnsafeBuffer(new byte[length]);
        session.message1.putBytes(0, buffer, offset, length);
        table.addToken(session, token);
        if (mayBegin)
        {
            respond(session, nowNs);
        }
        else
        {
            session.state = SessionState.QUEUED;
            session.deadlineNs = nowNs + AcceptPace.MAX_WAIT_NS + AcceptPace.EARLY_NS;
            table.arm(session, session.deadlineNs);
            queue.add(session);
            waitForTurn(nowNs);
        }
    }

    private boolean mayBegin(final long nowNs)
    {
        return 0 == queue.count() && agreements < Limits.MAX_KEY_AGREEMENTS && 0 == pace.waitNs(nowNs);
    }

    /** Where the queue is full, whoever came last by the neighbour by which the most wait makes room for others. */
    private boolean hasPlaceInQueue(final int lastHop, final long nowNs)
    {
        final boolean isFull = queue.count() >= table.config.maxQueued();
        final SessionEntry other = isFull ? queue.newestOfMost(lastHop) : null;
        if (null != other)
        {
            refuseForLimit(other, nowNs);
        }
        return !isFull || null != other;
    }

    /** One ends waiting for the worker: who waits for a turn has one. */
    private void endAgreement(final long nowNs)
    {
        agreements--;
        assert agreements >= 0 : "each is counted once";
        waitForTurn(nowNs);
    }

    private void waitForTurn(final long nowNs)
    {
        if (queue.count() > 0 && agreements < Limits.MAX_KEY_AGREEMENTS)
        {
            turnTimer.schedule(TURN_TIMER, nowNs + pace.waitNs(nowNs));
        }
    }

    private void takeTurns(final long nowNs)
    {
        for (int i = 0; i < TURNS_AT_ONCE && agreements < Limits.MAX_KEY_AGREEMENTS && 0 == pace.waitNs(nowNs); i++)
        {
            final SessionEntry session = queue.poll();
            if (null == session)
            {
                return;
            }
            respond(session, nowNs);
        }
        waitForTurn(nowNs);
    }

    private void respond(final SessionEntry session, final long nowNs)
    {
        session.state = SessionState.RESPONDING;
        agreements++;
        pace.take(nowNs);
        session.deadlineNs = nowNs + table.config.handshakeTimeoutNs();
        table.arm(session, session.deadlineNs);
        final DirectBuffer message = session.message1;
        if (!listening)
        {
            refuse(session, RouteReason.REFUSED, nowNs);
        }
        else if (!table.requestHandshake(session, HandshakeRequest.RESPOND, message, 0, message.capacity(), nowNs))
        {
            refuse(session, RouteReason.BUSY, nowNs);
        }
    }

    private void refuseForLimit(final SessionEntry session, final long nowNs)
    {
        table.services.counters().reject(RejectCode.SESSION_HANDSHAKE_LIMIT);
        refuse(session, RouteReason.BUSY, nowNs);
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
