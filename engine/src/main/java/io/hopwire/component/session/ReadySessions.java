package io.hopwire.component.session;

import io.hopwire.spi.Limits;
import org.agrona.collections.IntArrayQueue;

/**
 * The sessions that were handed messages in this duty cycle. They send at its end, so that messages that came together
 * leave together. Ids of sessions that have ended meanwhile lie here until they are passed over.
 */
final class ReadySessions
{
    private static final int NONE = -1;
    /** Datagrams of one flush; the other half is for what else gathers. */
    static final int MAX_DATAGRAMS = Limits.MAX_DATAGRAMS_PER_INPUT / 2;

    private final SessionTable table;
    private final IntArrayQueue slots = new IntArrayQueue(NONE);

    ReadySessions(final SessionTable table)
    {
        this.table = table;
    }

    void add(final SessionEntry session)
    {
        if (!session.isReady)
        {
            session.isReady = true;
            slots.offerInt(session.slot);
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
        while (budget > 0 && !slots.isEmpty())
        {
            final SessionEntry session = table.bySlot(slots.pollInt());
            if (null != session && session.isReady)
            {
                session.isReady = false;
                budget -= flush(session, budget, sender, closer, nowNs);
            }
        }
        return !slots.isEmpty();
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
            table.arm(session, SessionTimers.nextDeadline(session, table.config));
        }
        return sent;
    }
}
