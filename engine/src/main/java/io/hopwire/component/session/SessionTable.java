package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.circuit.RouteReason;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.crypto.OwnAddress;
import io.hopwire.crypto.SipHash;
import io.hopwire.delivery.AckRanges;
import io.hopwire.delivery.MessageWalker;
import io.hopwire.delivery.ReceiveCredit;
import io.hopwire.delivery.ReceiveStream;
import io.hopwire.delivery.ReplayWindow;
import io.hopwire.delivery.RttEstimator;
import io.hopwire.delivery.SendCredit;
import io.hopwire.delivery.SendStream;
import io.hopwire.delivery.SentPackets;
import io.hopwire.delivery.StreamPool;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.spi.Transit;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.IntArrayQueue;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Slots of sessions and the ways to find one: by id, circuit, route request, token or group. The maps hold only numbers
 * that this node chose itself, so nobody can make them collide; of groups, which strangers choose, a keyed
 * hash. Two groups with one hash would need luck of 2^-64, and then the session that began later is the one found.
 * <p>
 * A session's id is its slot, so that hosts may use it as an index. A slot is used again as late as possible without
 * the arrays growing for it: when {@value #REUSE_AFTER} wait for it, or none was never used.
 */
final class SessionTable
{
    final SessionConfig config;
    final OwnAddress own;
    final Services services;
    final Circuits circuits;
    /** One per session, of its slot's number. */
    final Timers timers;
    final CryptoProvider crypto;
    final StreamPool pool;
    final ReadySessions ready;
    final HandshakeTurns turns;
    final SessionPlaces places;

    private static final int MISSING = -1;
    /** Connects of ours with a handshake under way: more than the worker has done while an answer is on its way. */
    private static final int MAX_TURNS = 64;
    /** Of the responder, who has not read yet what the initiator demands. */
    private static final int NO_TRANSIT = 0;
    /** Offset at which a stream begins. */
    private static final long FIRST = 0;
    /** One packet number in 64 to 319 is left out. */
    private static final int MIN_SKIP = 64;
    private static final long SKIP_MASK = 0xFF;
    private static final int REUSE_AFTER = 16;

    private final UnsafeBuffer prologue;
    private final HandshakeRequest request = new HandshakeRequest();
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[SessionPayload.MAX_LENGTH]);
    /** Of what comes of slow work. */
    private final int owner;
    /** Those that wait for the worker have slots besides the places of sessions. */
    private final int maxSlots;
    private SessionEntry[] sessions = new SessionEntry[REUSE_AFTER];
    private final IntArrayQueue freeSlots = new IntArrayQueue(MISSING);
    private final Int2IntHashMap slotByCircuit = new Int2IntHashMap(MISSING);
    private final Int2IntHashMap slotByRequest = new Int2IntHashMap(MISSING);
    private final Int2IntHashMap slotByToken = new Int2IntHashMap(MISSING);
    private final Long2LongHashMap slotByGroup = new Long2LongHashMap(MISSING);
    private final SipHash strangersHash;
    private final UnsafeBuffer hashed = new UnsafeBuffer(new byte[SIZE_OF_LONG]);
    private int usedSlots;
    private int nextHandshakeId;
    private int open;
    private int initiators;

    SessionTable(
        final Settings settings,
        final CryptoProvider crypto,
        final OwnAddress own,
        final Services services,
        final Circuits circuits,
        final Timers timers,
        final int owner)
    {
        this.config = SessionConfig.of(settings);
        this.crypto = crypto;
        this.own = own;
        this.services = services;
        this.circuits = circuits;
        this.timers = timers;
        this.owner = owner;
        this.pool = new StreamPool(config.maxBufferedBytes());
        this.ready = new ReadySessions(this);
        this.prologue = new UnsafeBuffer(
            ("hopwire/1 session " + config.networkName()).getBytes(StandardCharsets.UTF_8));
        this.maxSlots = config.maxSessions() + config.maxQueued() + Limits.MAX_KEY_AGREEMENTS;
        this.turns = new HandshakeTurns(Math.min(config.maxHandshakes(), MAX_TURNS));
        this.strangersHash = new SipHash(services.entropy().nextLong(), services.entropy().nextLong());
        this.places = new SessionPlaces(config, services.entropy(), strangersHash);
    }

    SessionEntry allocate(final boolean initiator)
    {
        final boolean fresh = freeSlots.size() < REUSE_AFTER && usedSlots < maxSlots;
        final boolean isFull = initiator && isFull() || !fresh && freeSlots.isEmpty();
        if (isFull || !services.events().hasRoomForSession())
        {
            services.counters().reject(RejectCode.SESSION_LIMIT);
            return null;
        }
        final int slot = fresh ? usedSlots++ : freeSlots.pollInt();
        if (slot == sessions.length)
        {
            sessions = Arrays.copyOf(sessions, slot * 2);
        }
        final SessionEntry session = new SessionEntry(slot, initiator, own.space().length());
        initiators += initiator ? 1 : 0;
        sessions[slot] = session;
        return session;
    }

    /** Whether there are as many sessions as there may be, without those that wait for the worker. */
    boolean isFull()
    {
        return initiators + places.count() >= config.maxSessions();
    }

    /**
     * Give up all that a session holds. It is not in use by anybody after this but for whoever delivers a message of
     * it.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void free(final SessionEntry session, final long nowNs)
    {
        if (session.isEstablished())
        {
            services.counters().set(SystemCounter.SESSIONS_OPEN, --open);
        }
        session.state = SessionState.FREE;
        endTurn(session, nowNs);
        cancelRequest(session, nowNs);
        closeRoutes(session, RouteReason.CLOSED, nowNs);
        for (int i = 0; i < session.tokenCount; i++)
        {
            slotByToken.remove(session.tokens[i]);
        }
        if (!session.initiator)
        {
            slotByGroup.remove(hash(session.groupId));
            places.leave(session);
        }
        initiators -= session.initiator ? 1 : 0;
        timers.cancel(session.slot);
        sessions[session.slot] = null;
        freeSlots.offerInt(session.slot);
        if (null != session.sendKeys)
        {
            session.sendKeys.clear();
            session.receiveKeys.clear();
        }
        if (null != session.send && !session.delivering)
        {
            releaseStreams(session);
        }
    }

    /**
     * A connect has no handshake under way any more: the next one may begin.
     *
     * @param session which.
     * @param nowNs   time of the duty cycle.
     */
    void endTurn(final SessionEntry session, final long nowNs)
    {
        final SessionEntry next = turns.give(session);
        if (null != next)
        {
            next.wakeNs = nowNs;
            arm(next, nowNs);
        }
    }

    void releaseStreams(final SessionEntry session)
    {
        session.send.clear();
        session.receive.clear();
        if (null != session.aside)
        {
            session.aside.clear();
        }
    }

    void opened(final SessionEntry session)
    {
        session.state = SessionState.OPEN;
        session.toldRoutes = session.usableRoutes();
        services.counters().set(SystemCounter.SESSIONS_OPEN, ++open);
    }

    /**
     * The routes of an open session may have become more, or fewer: the application is told.
     *
     * @param session which.
     */
    void tellRoutes(final SessionEntry session)
    {
        final int routes = session.usableRoutes();
        if (session.state == SessionState.OPEN && session.toldRoutes != routes)
        {
            session.toldRoutes = routes;
            services.events().onRoutes(session.slot, routes, session.minRoutes);
        }
    }

    SessionEntry bySlot(final int slot)
    {
        return slot >= 0 && slot < sessions.length ? sessions[slot] : null;
    }

    SessionEntry byCircuit(final int circuitId)
    {
        return bySlot(slotByCircuit.get(circuitId));
    }

    SessionEntry byRequest(final int requestId)
    {
        return bySlot(slotByRequest.get(requestId));
    }

    SessionEntry byToken(final int token)
    {
        return bySlot(slotByToken.get(token));
    }

    SessionEntry byGroup(final long groupId)
    {
        final SessionEntry session = bySlot((int)slotByGroup.get(hash(groupId)));
        return null != session && session.groupId == groupId ? session : null;
    }

    /**
     * A peer begins a session of this group.
     *
     * @param session to be found by it, until it is freed.
     * @param groupId that no other session has.
     */
    void addGroup(final SessionEntry session, final long groupId)
    {
        assert null == byGroup(groupId) : "who begins one has looked for it";
        session.groupId = groupId;
        slotByGroup.put(hash(groupId), session.slot);
    }

    int groupsMapped()
    {
        return slotByGroup.size();
    }

    int routesMapped()
    {
        return slotByCircuit.size();
    }

    int requestsMapped()
    {
        return slotByRequest.size();
    }

    int tokensMapped()
    {
        return slotByToken.size();
    }

    int free()
    {
        return freeSlots.size();
    }

    int used()
    {
        return usedSlots;
    }

    int slots()
    {
        return usedSlots;
    }

    void addRoute(final SessionEntry session, final int circuitId, final long nowNs)
    {
        session.routes.add(circuitId, nowNs);
        session.measurePackets(circuits);
        slotByCircuit.put(circuitId, session.slot);
    }

    /**
     * A circuit of a session is gone, or is about to be.
     *
     * @param session which.
     * @param index   of the route.
     * @return id of the circuit.
     */
    int removeRoute(final SessionEntry session, final int index)
    {
        final int circuitId = session.routes.circuitIds[index];
        session.routes.remove(index);
        slotByCircuit.remove(circuitId);
        session.measurePackets(circuits);
        return circuitId;
    }

    void closeRoute(final SessionEntry session, final int index, final int reason, final long nowNs)
    {
        circuits.close(removeRoute(session, index), reason, nowNs);
    }

    void closeRoutes(final SessionEntry session, final int reason, final long nowNs)
    {
        while (session.routes.count > 0)
        {
            closeRoute(session, session.routes.count - 1, reason, nowNs);
        }
    }

    void addRequest(final SessionEntry session, final int requestId)
    {
        session.requestId = requestId;
        slotByRequest.put(requestId, session.slot);
    }

    void removeRequest(final SessionEntry session)
    {
        slotByRequest.remove(session.requestId);
        session.requestId = SessionEntry.NONE;
    }

    void cancelRequest(final SessionEntry session, final long nowNs)
    {
        if (session.requestId != SessionEntry.NONE)
        {
            circuits.cancel(session.requestId, nowNs);
            removeRequest(session);
        }
    }

    boolean addToken(final SessionEntry session, final int token)
    {
        if (session.tokenCount == session.tokens.length)
        {
            return false;
        }
        session.tokens[session.tokenCount++] = token;
        slotByToken.put(token, session.slot);
        return true;
    }

    void removeToken(final SessionEntry session, final int token)
    {
        slotByToken.remove(token);
        for (int i = 0; i < session.tokenCount; i++)
        {
            if (session.tokens[i] == token)
            {
                session.tokens[i] = session.tokens[--session.tokenCount];
                return;
            }
        }
    }

    /**
     * Move a session's timer forward if it would fire too late. It never moves back: it fires, and finds out.
     *
     * @param session    which.
     * @param deadlineNs when it must fire at the latest.
     */
    void arm(final SessionEntry session, final long deadlineNs)
    {
        if (deadlineNs < session.timerAtNs)
        {
            session.timerAtNs = deadlineNs;
            timers.schedule(session.slot, deadlineNs);
        }
    }

    /**
     * Ask the worker for a step of a session's handshake.
     *
     * @param session which.
     * @param op      of {@link HandshakeRequest}.
     * @param message holds what the peer sent, null for the first step of the initiator.
     * @param offset  first byte.
     * @param length  bytes.
     * @param nowNs   time of the duty cycle.
     * @return false where the worker's queue is full.
     */
    boolean requestHandshake(
        final SessionEntry session,
        final int op,
        final DirectBuffer message,
        final int offset,
        final int length,
        final long nowNs)
    {
        final boolean begins = op != HandshakeRequest.ADVANCE;
        final int prologueLength = begins ? prologue.capacity() : 0;
        final int payloadLength = !begins ? 0 : SessionPayload.length(earlyOf(session));
        final int addressLength = HandshakeRequest.INITIATE == op ? own.space().length() : 0;
        final int claim = services.requests().tryClaim(
            HandshakeRequest.length(addressLength, prologueLength, payloadLength, length));
        if (claim == Requests.BACK_PRESSURED)
        {
            services.counters().increment(SystemCounter.REQUESTS_FULL);
            return false;
        }
        session.handshakeId = begins ? nextHandshakeId++ : session.handshakeId;
        wrapRequest(session, op, claim)
            .remoteAddress(session.peerKey, 0, addressLength)
            .prologue(prologue, 0, prologueLength);
        if (begins)
        {
            SessionPayload.write(
                payload,
                0,
                config.initialWindow(),
                config.maxMessageLength(),
                session.initiator ? session.transit() : NO_TRANSIT,
                nowNs,
                session.groupId);
            SessionPayload.putEarly(payload, 0, earlyOf(session));
            request.payload(payload, 0, payloadLength);
        }
        request.message(null == message ? payload : message, offset, length);
        services.requests().commit();
        return true;
    }

    /**
     * Is a handshake finished, and was it with whom it should be?
     *
     * @param session which.
     * @param result  of the worker, which has checked who the peer is.
     * @param buffer  that the result lies in.
     * @return null, or why it is not good.
     */
    RejectCode check(final SessionEntry session, final HandshakeResult result, final DirectBuffer buffer)
    {
        final boolean isWrong = !result.isFinished() || !SessionPayload.isValid(
            buffer, result.payloadOffset(), result.payloadLength(), session.groupId) ||
            !session.initiator && !Transit.isValid(SessionPayload.transit(buffer, result.payloadOffset()));
        if (HandshakeResult.OK != result.status() || isWrong)
        {
            final RejectCode code = result.rejectCode();
            return RejectCode.HANDSHAKE_INVALID == code ? RejectCode.SESSION_HANDSHAKE : code;
        }
        final boolean isSought =
            !session.initiator || own.space().same(session.peerKey, 0, buffer, result.addressOffset());
        return isSought ? null : RejectCode.HANDSHAKE_CERTIFICATE;
    }

    /**
     * Forget a handshake whose answer is no longer wanted.
     *
     * @param session which.
     */
    void discardHandshake(final SessionEntry session)
    {
        final int claim = services.requests().tryClaim(HandshakeRequest.length(0, 0, 0, 0));
        if (claim != Requests.BACK_PRESSURED)
        {
            wrapRequest(session, HandshakeRequest.DISCARD, claim);
            services.requests().commit();
        }
    }

    /**
     * The handshake is done: make what an established session needs.
     *
     * @param session which.
     * @param result  holds the keys and the peer's payload.
     * @param buffer  that the result lies in.
     */
    void establish(final SessionEntry session, final HandshakeResult result, final DirectBuffer buffer)
    {
        final byte[] key = new byte[CryptoProvider.KEY_LENGTH];
        result.getSendKey(key);
        session.sendKeys = new SessionKeys(crypto, config.rekeyAfterPackets(), key);
        result.getReceiveKey(key);
        session.receiveKeys = new SessionKeys(crypto, config.rekeyAfterPackets(), key);
        Arrays.fill(key, (byte)0);
        if (!session.initiator)
        {
            session.transit(SessionPayload.transit(buffer, result.payloadOffset()));
        }
        session.replay = new ReplayWindow();
        session.acks = new AckRanges(Limits.MAX_ACK_RANGES);
        session.send = new SendStream(config.window(), pool, FIRST);
        session.contents = new SessionContents(session.send);
        session.sent = new SentPackets(
            config.maxPacketsRemembered(),
            config.congestion().control(config.maxPacketsInFlight(), circuits.maxCell()),
            session.contents,
            session.hole);
        session.repeats = config.maxPacketsRemembered();
        session.pacer = config.congestion().pacer(circuits.maxCell());
        session.rtt = new RttEstimator(config.maxAckDelayNs());
        session.skipAt = nextSkip(0);
        session.sendCredit = new SendCredit(SessionPayload.credit(buffer, result.payloadOffset()));
        session.receiveCredit = new ReceiveCredit(config.initialWindow(), config.window(), FIRST);
        session.receive = new ReceiveStream(
            config.window(), Limits.MAX_STREAM_RANGES, session.receiveCredit, pool, FIRST);
        session.walker = new MessageWalker(config.maxMessageLength());
        session.advertised = config.initialWindow();
        session.measurePackets(circuits);
        session.maxMessageLength = Math.min(
            config.maxMessageLength(), SessionPayload.maxMessageLength(buffer, result.payloadOffset()));
    }

    private static byte[] earlyOf(final SessionEntry session)
    {
        return session.initiator ? session.early : SessionEntry.NOTHING;
    }

    private HandshakeRequest wrapRequest(final SessionEntry session, final int op, final int claim)
    {
        return request.wrapForWrite(services.requests().buffer(), claim).header(
            op, owner, HandshakeRequest.PATTERN_IK, session.handshakeId, session.slot);
    }

    /**
     * The next packet number to leave out.
     *
     * @param from the one left out last.
     * @return a number that nobody can guess.
     */
    long nextSkip(final long from)
    {
        return from + MIN_SKIP + (services.entropy().nextLong() & SKIP_MASK);
    }

    private long hash(final long groupId)
    {
        hashed.putLong(0, groupId);
        return strangersHash.hash(hashed, 0, SIZE_OF_LONG);
    }
}
