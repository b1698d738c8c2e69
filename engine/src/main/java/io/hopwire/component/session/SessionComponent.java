package io.hopwire.component.session;

import io.hopwire.circuit.CircuitHandler;
import io.hopwire.circuit.Circuits;
import io.hopwire.circuit.RouteReason;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.Part;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.RoutesAnswer;
import io.hopwire.spi.Services;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.TuneCommand;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All sessions of a node: secured end to end, reliable, in order, each message exactly once. This class only finds the
 * session an input is for and hands it to the part that owns the phase of its life:
 * <pre>
 *   SessionConnector, SessionWidener   set-up by us              SessionSender    packets out
 *   SessionAcceptor                    set-up by a peer          SessionReceiver  packets in
 *   SessionTimers                      time                      SessionCloser    every end
 *   SessionTuner                       other routes
 * </pre>
 * Messages lie in a stream of bytes for each direction, so a packet carries many of them, or a part of a long one. They
 * are flow-controlled by credit of the peer's application, and by a {@link Congestion} control that a setting chooses.
 * <p>
 * What is handed over in a duty cycle leaves at its {@link #flush}, together.
 * <p>
 * Session ids are dense, from 0, and used again some time after a session has ended. Not thread-safe; the application
 * may call back from within events.
 */
public final class SessionComponent implements CircuitHandler, Part
{
    /** Sessions ended at a time: over each route the session's last word and the circuit's. */
    private static final int CLOSES_PER_INPUT = Limits.MAX_DATAGRAMS_PER_INPUT / (2 * Limits.MAX_ROUTES);

    private final Services services;
    private final SessionTable table;
    private final SessionSender sender;
    private final SessionCloser closer;
    private final SessionReceiver receiver;
    private final SessionConnector connector;
    private final SessionWidener widener;
    private final SessionTuner tuner;
    private final SessionAcceptor acceptor;
    private final SessionTracer tracer;
    private final SessionTimers timers;
    private final HandshakeResult result = new HandshakeResult();
    private final Commands.Connect connectCommand = new Commands.Connect();
    private final Commands.Listen listenCommand = new Commands.Listen();
    private final Commands.OfSession sessionCommand = new Commands.OfSession();
    private final TuneCommand tuneCommand = new TuneCommand();
    private final UnsafeBuffer routesAnswer = new UnsafeBuffer(new byte[RoutesAnswer.MAX_LENGTH]);

    /**
     * Without sessions yet.
     *
     * @param settings {@link SessionSettings}.
     * @param crypto   primitives.
     * @param own      who the node is.
     * @param services what the component is lent.
     * @param circuits routes and the cells on them.
     */
    public SessionComponent(
        final Settings settings,
        final CryptoProvider crypto,
        final OwnAddress own,
        final Services services,
        final Circuits circuits)
    {
        this.services = services;
        table = new SessionTable(
            settings,
            crypto,
            own,
            services,
            circuits,
            services.timers().register(this::onTimer),
            services.results().register(this::onResult));
        sender = new SessionSender(table);
        acceptor = new SessionAcceptor(table);
        closer = acceptor.closer(new SessionCloser(table, sender, acceptor));
        final RouteRequests requests = new RouteRequests(table, sender);
        widener = new SessionWidener(table, sender, closer, requests);
        tuner = new SessionTuner(table, sender, widener);
        receiver = new SessionReceiver(table, sender, closer, acceptor, tuner);
        connector = new SessionConnector(table, requests, widener, acceptor);
        tracer = new SessionTracer(table);
        timers = new SessionTimers(table, sender, closer, tracer, widener, tuner);
    }

    @Override
    public boolean onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int code;
        switch (type)
        {
            case Commands.CONNECT:
                connect(connectCommand.wrap(buffer, offset, length), nowNs);
                return true;

            case Commands.LISTEN:
                listen(listenCommand.wrap(buffer, offset, length).isListening());
                code = Commands.OK;
                break;

            case Commands.CLOSE:
                code = close(sessionCommand.wrap(buffer, offset, length).sessionId(), nowNs);
                break;

            case Commands.ABORT:
                code = abort(sessionCommand.wrap(buffer, offset, length).sessionId(), nowNs);
                break;

            case Commands.TRACE:
                code = trace(sessionCommand.wrap(buffer, offset, length).sessionId(), nowNs);
                break;

            case Commands.TUNE:
                tuneCommand.wrap(buffer, offset, length);
                code = tune(tuneCommand.sessionId(), tuneCommand.transit(), nowNs);
                break;

            case Commands.ROUTES:
                answerRoutes(sessionCommand.wrap(buffer, offset, length), nowNs);
                return true;

            default:
                return false;
        }
        services.events().onAnswer(type, Commands.correlationId(buffer, offset), code, buffer, offset, 0);
        return true;
    }

    /**
     * Open a session. Ends with one answer, possibly within the call.
     *
     * @param command to whom, and how.
     * @param nowNs   time of the duty cycle.
     */
    public void connect(final Commands.Connect command, final long nowNs)
    {
        connector.connect(command, nowNs);
    }

    /**
     * Accept sessions that peers begin, or refuse them. Open sessions stay.
     *
     * @param listening whether to accept; a new component does not.
     */
    public void listen(final boolean listening)
    {
        acceptor.listen(listening);
    }

    /**
     * Hand a message over that is not longer than the window. What is accepted is copied, and ends acknowledged or
     * reported unknown.
     *
     * @param sessionId of the session.
     * @param buffer    holds the message.
     * @param offset    first byte.
     * @param length    bytes, 0 or more.
     * @param nowNs     time of the duty cycle.
     * @return messages accepted since the session began; or {@link SessionCodes#BACK_PRESSURED},
     * {@link SessionCodes#CLOSED} or {@link SessionCodes#MAX_MESSAGE_LENGTH_EXCEEDED}.
     */
    public long offer(
        final int sessionId, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final SessionEntry session = table.bySlot(sessionId);
        if (null == session || session.state != SessionState.OPEN)
        {
            return SessionCodes.CLOSED;
        }
        if (length > session.maxMessageLength || length > session.send.longest())
        {
            return SessionCodes.MAX_MESSAGE_LENGTH_EXCEEDED;
        }
        if (!session.send.append(buffer, offset, length))
        {
            return SessionCodes.BACK_PRESSURED;
        }
        services.counters().increment(SystemCounter.MESSAGES_SENT);
        table.ready.add(session);
        return session.send.messages();
    }

    /**
     * {@return as {@code Core.offerAside} does: a message that need not wait for others is handed over}
     *
     * @param sessionId  of the session.
     * @param isReliable whether it is sent until it is acknowledged; otherwise once.
     * @param buffer     holds the message.
     * @param offset     first byte.
     * @param length     bytes, 0 or more.
     */
    public long offerAside(
        final int sessionId, final boolean isReliable, final DirectBuffer buffer, final int offset, final int length)
    {
        final SessionEntry session = table.bySlot(sessionId);
        if (null == session || session.state != SessionState.OPEN)
        {
            return SessionCodes.CLOSED;
        }
        if (length > Limits.MAX_UNORDERED_LENGTH)
        {
            return SessionCodes.MAX_MESSAGE_LENGTH_EXCEEDED;
        }
        final SessionAside aside = SessionAside.of(session, table);
        if (!aside.append(isReliable, buffer, offset, length))
        {
            return SessionCodes.BACK_PRESSURED;
        }
        services.counters().increment(
            isReliable ? SystemCounter.MESSAGES_SENT : SystemCounter.SESSION_DATAGRAMS_SENT);
        table.ready.add(session);
        return aside.sendStream(isReliable).messages();
    }

    /**
     * Hand over the next part of a message that is longer than the window, as much as there is room for. No other may
     * be handed over until all of it was.
     *
     * @param sessionId of the session.
     * @param total     bytes of the message.
     * @param done      of them that were taken before.
     * @param buffer    holds what follows those, to the end of the message.
     * @param offset    first byte.
     * @param nowNs     time of the duty cycle.
     * @return bytes taken; or {@link SessionCodes#CLOSED} or {@link SessionCodes#MAX_MESSAGE_LENGTH_EXCEEDED}.
     */
    public int offerPart(
        final int sessionId,
        final int total,
        final int done,
        final DirectBuffer buffer,
        final int offset,
        final long nowNs)
    {
        final SessionEntry session = table.bySlot(sessionId);
        if (null == session || session.state != SessionState.OPEN)
        {
            return SessionCodes.CLOSED;
        }
        if (total > session.maxMessageLength)
        {
            return SessionCodes.MAX_MESSAGE_LENGTH_EXCEEDED;
        }
        final long before = session.send.messages();
        final int taken = session.send.appendPart(total, done, buffer, offset);
        services.counters().add(SystemCounter.MESSAGES_SENT, session.send.messages() - before);
        if (taken > 0)
        {
            table.ready.add(session);
        }
        return taken;
    }

    @Override
    public boolean gathers()
    {
        return true;
    }

    @Override
    public boolean flush(final long nowNs)
    {
        return table.ready.flush(sender, closer, nowNs);
    }

    /**
     * Close a session: what was handed over is still sent, and waited for as long as {@link SessionSettings#LINGER}.
     *
     * @param sessionId of the session.
     * @param nowNs     time of the duty cycle.
     * @return {@link Commands#OK}, or {@link SessionCodes#CLOSED} where there is no such session.
     */
    public int close(final int sessionId, final long nowNs)
    {
        final SessionEntry session = table.bySlot(sessionId);
        if (null == session)
        {
            return SessionCodes.CLOSED;
        }
        closer.close(session, nowNs);
        return Commands.OK;
    }

    /**
     * End a session at once. What was handed over and is not acknowledged is of unknown fate, and the peer learns that
     * there may have been more.
     *
     * @param sessionId of the session.
     * @param nowNs     time of the duty cycle.
     * @return {@link Commands#OK}, or {@link SessionCodes#CLOSED} where there is no such session.
     */
    public int abort(final int sessionId, final long nowNs)
    {
        final SessionEntry session = table.bySlot(sessionId);
        if (null == session || !session.isEstablished())
        {
            return SessionCodes.CLOSED;
        }
        closer.abort(session, SessionCodes.CLOSED_BY_US, nowNs);
        return Commands.OK;
    }

    /**
     * {@inheritDoc}
     * <p>
     * All sessions and connects end now, with a word to each peer.
     */
    @Override
    public boolean onClose(final long nowNs)
    {
        int closed = 0;
        for (int slot = 0; slot < table.slots() && closed < CLOSES_PER_INPUT; slot++)
        {
            final SessionEntry session = table.bySlot(slot);
            if (null != session)
            {
                closeNow(session, nowNs);
                closed++;
            }
        }
        return CLOSES_PER_INPUT == closed;
    }

    /**
     * Change what a session demands of its routes, for both ends. The initiator looks for routes that are missing, and
     * gives up those that are too many, and those that are too long once as many others are there as must be.
     *
     * @param sessionId of the session.
     * @param transit   a {@link io.hopwire.spi.Transit} that is valid.
     * @param nowNs     time of the duty cycle.
     * @return {@link Commands#OK}, or {@link SessionCodes#CLOSED} where there is no such session, or it closes.
     */
    public int tune(final int sessionId, final int transit, final long nowNs)
    {
        final SessionEntry session = table.bySlot(sessionId);
        if (null == session || session.state != SessionState.OPEN)
        {
            return SessionCodes.CLOSED;
        }
        tuner.tune(session, transit, nowNs);
        return Commands.OK;
    }

    /**
     * Ask every hop of the session's first route to answer; each answer is an {@link io.hopwire.spi.Events#onTrace}.
     *
     * @param sessionId of the session.
     * @param nowNs     time of the duty cycle.
     * @return {@link Commands#OK}, or {@link SessionCodes#CLOSED} where there is no such session, or it has no route.
     */
    public int trace(final int sessionId, final long nowNs)
    {
        final SessionEntry session = table.bySlot(sessionId);
        if (null == session || !session.isEstablished() || 0 == session.routes.count)
        {
            return SessionCodes.CLOSED;
        }
        tracer.start(session, nowNs);
        return Commands.OK;
    }

    /**
     * Longest message that we take. With a peer that takes less it is less.
     *
     * @return bytes.
     */
    public int maxMessageLength()
    {
        return table.config.maxMessageLength();
    }

    /**
     * Longest message of a session, at both of its ends.
     *
     * @param sessionId of the session.
     * @return bytes; 0 for a session that is none.
     */
    public int maxMessageLength(final int sessionId)
    {
        final SessionEntry session = table.bySlot(sessionId);
        return null == session ? 0 : session.maxMessageLength;
    }

    /** A handshake step of a session is done. */
    private void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        result.wrap(buffer, offset);
        final SessionEntry session = table.bySlot((int)result.correlation());
        if (null == session || session.handshakeId != result.handshakeId())
        {
            return;
        }
        if (session.initiator)
        {
            connector.onResult(session, result, buffer, nowNs);
        }
        else
        {
            acceptor.onResult(session, result, buffer, nowNs);
        }
    }

    private void onTimer(final int timerId, final long nowNs)
    {
        final SessionEntry session = table.bySlot(timerId);
        if (null == session)
        {
            return;
        }
        session.timerAtNs = SessionEntry.NEVER;
        if (session.isEstablished())
        {
            timers.onTimer(session, nowNs);
        }
        else if (session.initiator)
        {
            connector.onTimer(session, nowNs);
        }
        else
        {
            acceptor.onTimer(session, nowNs);
        }
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        new SessionCensus(table, inspector).take(acceptor.agreements(), acceptor.queued());
    }

    @Override
    public void onRouteRequested(
        final int token,
        final long groupId,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final int hops,
        final long nowNs)
    {
        acceptor.onRouteRequested(token, groupId, buffer, offset, length, hops, nowNs);
    }

    @Override
    public void onRouteAccepted(final int token, final int circuitId, final long nowNs)
    {
        acceptor.onRouteAccepted(token, circuitId, nowNs);
    }

    @Override
    public void onRouteOpened(
        final int requestId,
        final int circuitId,
        final int hops,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        connector.onRouteOpened(requestId, circuitId, hops, buffer, offset, length, nowNs);
    }

    @Override
    public void onRouteFailed(final int requestId, final int reason, final long nowNs)
    {
        connector.onRouteFailed(requestId, reason, nowNs);
    }

    @Override
    public void onCell(
        final int circuitId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final SessionEntry session = table.byCircuit(circuitId);
        if (null == session || session.state < SessionState.UNCONFIRMED)
        {
            services.counters().reject(RejectCode.SESSION_FRAME);
            return;
        }
        receiver.onPacket(session, circuitId, buffer, offset, length, nowNs);
    }

    @Override
    public void onCircuitClosed(final int circuitId, final int reason, final long nowNs)
    {
        final SessionEntry session = table.byCircuit(circuitId);
        if (null == session)
        {
            return;
        }
        final int route = session.routes.indexOf(circuitId);
        final boolean wasProved = session.routes.proved[route];
        table.removeRoute(session, route);
        if (session.isConnecting())
        {
            connector.onCircuitClosed(session, reason, nowNs);
        }
        else if (session.isEstablished() && wasProved && session.isCutOff() && isFinal(session, reason))
        {
            closer.onRoutesLost(session, reason, nowNs);
        }
        else if (session.isEstablished())
        {
            widener.onRouteLost(session, SessionCodes.ROUTE_LOST, nowNs);
        }
        else
        {
            acceptor.onCircuitClosed(session, nowNs);
        }
    }

    @Override
    public void onRoom(final int circuitId)
    {
        final SessionEntry session = table.byCircuit(circuitId);
        if (null != session)
        {
            session.measurePackets(table.circuits);
        }
    }

    @Override
    public void onTraceReply(
        final int circuitId,
        final long token,
        final DirectBuffer key,
        final int keyOffset,
        final boolean last,
        final long nowNs)
    {
        final SessionEntry session = table.byCircuit(circuitId);
        if (null == session || !session.isEstablished())
        {
            services.counters().reject(RejectCode.UNSOLICITED);
            return;
        }
        tracer.onReply(session, circuitId, token, key, keyOffset, last, nowNs);
    }

    SessionTable table()
    {
        return table;
    }

    private void answerRoutes(final Commands.OfSession command, final long nowNs)
    {
        final SessionEntry session = table.bySlot(command.sessionId());
        final boolean isOpen = null != session && session.isEstablished();
        final long patienceNs = isOpen ? SessionTimers.patienceNs(session, table.config, nowNs) : 0;
        final int length = !isOpen ? 0 : session.routes.describe(
            table.circuits, session.rtt.smoothedNs(), patienceNs, routesAnswer, nowNs);
        services.events().onAnswer(
            Commands.ROUTES,
            command.correlationId(),
            isOpen ? Commands.OK : SessionCodes.CLOSED,
            routesAnswer,
            0,
            length);
    }

    /**
     * Whether another route would not help: the initiator itself gave the last one up, or the peer knows it no more.
     */
    private static boolean isFinal(final SessionEntry session, final int reason)
    {
        final boolean isGone = RouteReason.LIMIT == reason || RouteReason.DISPLACED == reason;
        return isGone || RouteReason.CLOSED == reason && !session.initiator;
    }

    private void closeNow(final SessionEntry session, final long nowNs)
    {
        if (session.isEstablished())
        {
            closer.abort(session, SessionCodes.CLOSED_BY_US, nowNs);
        }
        else if (session.initiator)
        {
            connector.abort(session, nowNs);
        }
        else
        {
            acceptor.drop(session, nowNs);
        }
    }
}
