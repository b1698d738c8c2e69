package io.hopwire.agent;

import io.hopwire.spi.Commands;

/**
 * The close, the abortion or the trace of a session. When the node takes it the session may have ended, and its id may
 * be another one's.
 */
final class SessionCommand extends PendingCommand
{
    private final EngineSession session;
    private final Trace traceOrNull;

    private SessionCommand(final int type, final EngineSession session, final Trace traceOrNull)
    {
        super(type, new Commands.OfSession(session.sessionId()).buffer());
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
        return Commands.ABORT == type() || session.readyToClose();
    }
}
