package io.hopwire.agent;

import io.hopwire.SessionRoute;
import io.hopwire.spi.Commands;
import io.hopwire.spi.RoutesAnswer;
import io.hopwire.spi.TuneCommand;

import java.util.List;

/**
 * The close, the abortion, the trace or the tuning of a session, or a question for its routes. When the node takes it
 * the session may have ended, and its id may be another one's.
 */
final class SessionCommand extends PendingCommand
{
    /** In the order of their numbers, see {@link RoutesAnswer}. */
    private static final SessionRoute.State[] STATES = SessionRoute.State.values();

    private final EngineSession session;
    private final Trace traceOrNull;

    private SessionCommand(final int type, final EngineSession session, final Trace traceOrNull)
    {
        this(type, session, traceOrNull, new Commands.OfSession(session.sessionId()));
    }

    private SessionCommand(
        final int type, final EngineSession session, final Trace traceOrNull, final Commands.Command<?> command)
    {
        super(type, command.buffer());
        this.session = session;
        this.traceOrNull = traceOrNull;
    }

    static SessionCommand close(final EngineSession session)
    {
        return new SessionCommand(Commands.CLOSE, session, null);
    }

    static SessionCommand abort(final EngineSession session)
    {
        return new SessionCommand(Commands.ABORT, session, null);
    }

    static SessionCommand trace(final EngineSession session, final Trace trace)
    {
        return new SessionCommand(Commands.TRACE, session, trace);
    }

    static SessionCommand tune(final EngineSession session, final int transit)
    {
        return new SessionCommand(Commands.TUNE, session, null, new TuneCommand(session.sessionId(), transit));
    }

    static SessionCommand routes(final EngineSession session)
    {
        return new SessionCommand(Commands.ROUTES, session, null);
    }

    /**
     * By the waiter, when it is answered.
     */
    List<SessionRoute> routes()
    {
        final SessionRoute[] routes = new SessionRoute[null == body() ? 0 : body().capacity() / RoutesAnswer.LENGTH];
        for (int i = 0; i < routes.length; i++)
        {
            final int offset = i * RoutesAnswer.LENGTH;
            routes[i] = new SessionRoute(
                RoutesAnswer.hops(body(), offset),
                RoutesAnswer.rttNs(body(), offset),
                RoutesAnswer.loss(body(), offset) / (double)RoutesAnswer.MILLION,
                RoutesAnswer.bytesPerSecond(body(), offset),
                STATES[RoutesAnswer.state(body(), offset)]);
        }
        return List.of(routes);
    }

    @Override
    boolean onTaken(final EngineSessions sessions)
    {
        if (!sessions.isOpen(session))
        {
            return false;
        }
        if (null != traceOrNull)
        {
            session.trace(traceOrNull);
            return true;
        }
        return Commands.CLOSE != type() || session.readyToClose();
    }
}
