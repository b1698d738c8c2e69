package io.hopwire.sim.load;

import io.hopwire.sim.SimNode;

/**
 * One direction of a session, as both its applications saw it.
 */
final class Flow
{
    final long serial;
    final int sender;
    final int incarnation;
    final int sessionId;
    final int receiver;
    long offered;
    long delivered;
    long acked;
    long unknown;
    long nextMessageNs;
    long closeAtNs = Long.MAX_VALUE;
    /** When the last message was acknowledged, or the first of those was offered that are not. */
    long progressNs;
    /** Nobody but the sender closes it, and it waits for what is under way. */
    boolean mustArrive;
    boolean closed;
    boolean crashed;

    Flow(final long serial, final SimNode sender, final int sessionId, final int receiver)
    {
        this.serial = serial;
        this.sender = sender.index();
        this.incarnation = sender.incarnation();
        this.sessionId = sessionId;
        this.receiver = receiver;
    }

    boolean isOpen()
    {
        return !closed && !crashed;
    }

    @Override
    public String toString()
    {
        return "flow " + serial + " (node " + sender + " session " + sessionId + " to node " + receiver + ", offered " +
            offered + ", delivered " + delivered + ", acknowledged " + acked + ", unknown " + unknown +
            (closed ? ", closed" : "") + (crashed ? ", crashed" : "") + ")";
    }
}
