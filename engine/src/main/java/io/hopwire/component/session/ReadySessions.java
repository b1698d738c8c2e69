package io.hopwire.component.session;

import io.hopwire.spi.Limits;

/**
 * The sessions that were handed messages in this duty cycle. They send at its end, so that messages that came together
 * leave together. Those that have ended meanwhile stay here until they are passed over.
 */
final class ReadySessions
{
    /** Datagrams of one flush; the other half is for what else gathers. */
    static final int MAX_DATAGRAMS = Limits.MAX_DATAGRAMS_OF_SESSIONS;

    private final SessionTable table;
    /** Linked by {@link SessionEntry#nextReady}, in the order in which they came. */
    private SessionEntry first;
    private SessionEntry last;

    ReadySessions(final SessionTable table)
    {
        this.table = table;
    }

    void add(final SessionEntry session)
    {
        if (!session.isReady)
        {
            session.isReady = true;
            if (null == first)
            {
                first = session;
            }
            else
            {
                last.nextReady = session;
            }
            last = session;
        }
    }

    /**
     * Let them send, each in its turn, so that no one takes all the room.
     *
     * @param sender that sends.
     * @param closer told when one has sent.
     * @param nowNs  time of the duty cycle.
     * @return whether some have more than there was room for.
     */
    boolean flush(final SessionSender sender, final SessionCloser closer, final long nowNs)
    {
        int budget = MAX_DATAGRAMS;
        while (budget > 0 && null != first)
        {
            final SessionEntry session = first;
            first = session.nextReady;
            session.nextReady = null;
            session.isReady = false;
            if (session.isEstablished())
            {
                budget -= flush(session, budget, sender, closer, nowNs);
            }
        }
        return null != first;
    }

    private int flush(
        final SessionEntry session,
        final int budget,
        final SessionSender sender,
        final SessionCloser closer,
        final long nowNs)
    {
        int sent = 0;
        if (!session.isCutOff() && (session.state == SessionState.OPEN || session.state == SessionState.DRAINING))
        {
            sent = sender.flush(session, budget, nowNs);
            closer.onFlushed(session, nowNs);
        }
        if (session.isEstablished())
        {
            table.arm(session, session.routes.takeChanged() ?
                SessionTimers.nextDeadline(session, table.config) : SessionTimers.nextPacketDeadline(session));
        }
        return sent;
    }
}
