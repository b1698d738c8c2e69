package io.hopwire.sim.load;

import io.hopwire.delivery.SessionReaders;
import io.hopwire.sim.KeyNames;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.Events;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The application of a node under load, one for each of its lives: keeps the books of its sessions and passes on how
 * connects and look-ups end. A node that does nothing but relay costs an object with no maps.
 */
final class SimApplication implements Events
{
    final SimNode node;
    final int incarnation;
    final long startedNs;
    private final Workload workload;
    private Int2ObjectHashMap<Flow> flows;
    private Int2ObjectHashMap<Session> sessions;
    private SessionReaders readers;
    private boolean joined;

    SimApplication(final SimNode node, final Workload workload, final long nowNs)
    {
        this.node = node;
        this.incarnation = node.incarnation();
        this.workload = workload;
        this.startedNs = nowNs;
    }

    /**
     * A session of this node, which may have no flow yet.
     *
     * @param peer  number of the node at the other end.
     * @param isOwn whether this end asked for it.
     * @param trace of its route.
     */
    private record Session(int peer, boolean isOwn, TraceBook trace)
    {
    }

    /** Whether it still runs. */
    boolean isRunning()
    {
        return node.isAlive() && node.incarnation() == incarnation;
    }

    /** The node is down: nobody will be told of anything any more. */
    void onCrash()
    {
        if (null != flows)
        {
            // In the order of a table of numbers: the same on every Java.
            flows.values().forEach(workload.ledger()::onCrash);
            flows.clear();
        }
    }

    Flow openFlow(final int sessionId)
    {
        final Flow flow = workload.ledger().open(node, sessionId, sessions.get(sessionId).peer());
        flows.put(sessionId, flow);
        return flow;
    }

    @Override
    public void onAnswer(
        final int type,
        final long correlationId,
        final int code,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (Commands.CONNECT == type)
        {
            onConnectAnswer(correlationId, code, new ConnectAnswer().wrap(buffer, offset));
        }
        else if (Commands.FIND == type)
        {
            workload.onFindAnswer(correlationId, code, buffer, offset, length);
        }
        else if (Commands.SHOUT == type)
        {
            workload.shouts().onAnswer(correlationId, code);
        }
        else if (Commands.STORE == type || Commands.FIND_VALUE == type)
        {
            workload.values().onAnswer(correlationId, code, buffer, offset, length);
        }
        else if (Commands.SPEAK == type || Commands.WHISPER == type)
        {
            workload.tells().onAnswer(type, correlationId, code, buffer, offset, length);
        }
    }

    @Override
    public boolean onShout(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        workload.shouts().onHeard(node, buffer, keyOffset, valueOffset, valueLength);
        return true;
    }

    @Override
    public boolean onSpeak(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        workload.tells().onHeard(Commands.SPEAK, node, buffer, keyOffset, valueOffset, valueLength);
        return true;
    }

    @Override
    public boolean onWhisper(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        workload.tells().onHeard(Commands.WHISPER, node, buffer, keyOffset, valueOffset, valueLength);
        return true;
    }

    @Override
    public void onAccepted(final int sessionId, final DirectBuffer key, final int keyOffset, final int hops)
    {
        final int peer = workload.nodeOf(key, keyOffset);
        if (peer < 0)
        {
            workload.ledger().violate("node " + node.index() + " accepted a session of a key that nobody ever had");
            return;
        }
        add(sessionId, peer, false);
        workload.onAccepted(this, sessionId, workload.node(peer));
    }

    @Override
    public int receiveWindow(final int sessionId)
    {
        return workload.receiveWindow(node.index(), sessionId);
    }

    @Override
    public void onStream(final int sessionId, final DirectBuffer buffer, final int offset, final int length)
    {
        if (null == sessions || !sessions.containsKey(sessionId))
        {
            workload.ledger().violate("node " + node.index() + " got a message of session " + sessionId +
                ", which is not open");
        }
        readers.read(sessionId, buffer, offset, length, this::onMessage);
    }

    @Override
    public boolean onMessages(
        final int sessionId,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        workload.ledger().violate("node " + node.index() + " got messages beside the stream of session " + sessionId);
        return true;
    }

    @Override
    public void onAcked(final int sessionId, final long count, final long bytes)
    {
        final Flow flow = null == flows ? null : flows.get(sessionId);
        if (null == flow)
        {
            workload.ledger().violate("node " + node.index() + " was told of " + count + " messages of session " +
                sessionId + ", which sent none");
            return;
        }
        workload.ledger().onAcked(flow, count);
    }

    @Override
    public void onClosed(final int sessionId, final int reason, final long unknown)
    {
        final Session session = null == sessions ? null : sessions.remove(sessionId);
        if (null == session)
        {
            workload.ledger().violate("node " + node.index() + " closed session " + sessionId + ", which is not open");
            return;
        }
        readers.forget(sessionId);
        final Flow flow = flows.remove(sessionId);
        if (null != flow)
        {
            workload.ledger().onClosed(flow, unknown);
        }
        workload.onClosed(this, session.isOwn(), reason);
        workload.hostile().onClosed(node, workload.node(session.peer()), reason);
    }

    @Override
    public void onTrace(
        final int sessionId,
        final int hop,
        final DirectBuffer key,
        final int keyOffset,
        final long rttNs,
        final boolean last)
    {
        final Session session = null == sessions ? null : sessions.get(sessionId);
        final String problem = null == session ? "of a session that is not open" :
            session.trace().onReply(hop, workload.nodeOf(key, keyOffset), last, node.index(), session.peer());
        if (null != problem)
        {
            workload.outcomes().violate("node " + node.index() + ": an answer to a trace " + problem);
        }
    }

    @Override
    public void onLinkUp(
        final DirectBuffer key, final int keyOffset, final int addressId, final int role, final long rttNs)
    {
        workload.outcomes().onLinkUp(node, KeyNames.of(key, keyOffset));
        if (!joined)
        {
            joined = true;
            workload.onJoined(this);
        }
    }

    @Override
    public void onLinkDown(final DirectBuffer key, final int keyOffset, final int reason)
    {
        workload.outcomes().onLinkDown(node, KeyNames.of(key, keyOffset), reason);
    }

    private void onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        workload.ledger().onMessage(node, buffer, offset, length);
    }

    private void onConnectAnswer(final long correlationId, final int code, final ConnectAnswer answer)
    {
        if (Commands.OK != code)
        {
            workload.onConnectFailed(this, correlationId, code);
            return;
        }
        final int peer = workload.onConnected(this, correlationId, answer.hops());
        if (peer >= 0)
        {
            add(answer.sessionId(), peer, true);
            workload.onSession(this, correlationId, answer.sessionId());
        }
    }

    private void add(final int sessionId, final int peer, final boolean isOwn)
    {
        if (null == sessions)
        {
            sessions = new Int2ObjectHashMap<>();
            flows = new Int2ObjectHashMap<>();
            readers = new SessionReaders();
        }
        if (null != sessions.put(sessionId, new Session(peer, isOwn, new TraceBook())))
        {
            workload.ledger().violate("node " + node.index() + " opened session " + sessionId + " twice");
        }
    }
}
