package io.hopwire.agent;

import io.hopwire.SessionHandler;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.Events;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The node's side of all sessions: what the core tells goes from here to whom it concerns. Called inside the core, so
 * nothing here calls the core, or an application's handler: that is done by {@link #deliver(NodeAgent)}, later in the
 * same duty cycle.
 */
final class EngineSessions implements Events
{
    private static final int INITIAL_CAPACITY = 16;
    private static final long TRIM_EVERY_NS = 20_000;
    private static final int MAX_TRIMMED = 32;

    private final int smallestWindow;
    private final int window;
    private final MemoryPool memory;
    private final LinkView links;
    private final IdentityScheme scheme;
    private final CommandQueue commands;
    private final BlockedCalls blockedCalls;
    private final ArrayDeque<EngineSession> unwanted = new ArrayDeque<>();
    private final List<EngineSession> ready = new ArrayList<>();
    private final List<EngineSession> held = new ArrayList<>();
    private final LentMessage lent = new LentMessage();
    final HeardInboxes heard;
    final LateAnswers lateAnswers = new LateAnswers();
    private EngineSession[] sessions = new EngineSession[INITIAL_CAPACITY];
    private NodeAccess access;
    private ListeningSession listener;
    private long generations;
    /** Of the session that is accepted next. */
    private byte[] earlyData = EngineSession.NO_BYTES;
    private int trimmed;
    private long trimmedNs;
    private volatile int open;

    EngineSessions(
        final IdentityScheme scheme,
        final int smallestWindow,
        final int window,
        final long inboxBudget,
        final CommandQueue commands,
        final LinkView links,
        final BlockedCalls blockedCalls)
    {
        this.scheme = scheme;
        heard = new HeardInboxes(scheme);
        this.blockedCalls = blockedCalls;
        this.commands = commands;
        this.smallestWindow = smallestWindow;
        this.window = window;
        memory = new MemoryPool(inboxBudget);
        this.links = links;
    }

    void access(final NodeAccess nodeAccess)
    {
        access = nodeAccess;
    }

    /**
     * Sessions that have not ended. May be called by any thread.
     */
    int open()
    {
        return open;
    }

    /**
     * On the node's thread: close all sessions that have not ended, as there is room.
     */
    void closeAll()
    {
        for (final EngineSession session : sessions)
        {
            if (null != session)
            {
                closeSoon(session);
            }
        }
    }

    /**
     * On the node's thread: close a session as soon as there is room. Not at once, because this may be a call of the
     * core, which must not be called back.
     */
    void closeSoon(final EngineSession session)
    {
        session.requestClose();
        session.signalEnd();
        unwanted.add(session);
    }

    /**
     * On the node's thread, when it ends: whatever was received can still be read, from the heap.
     */
    void releaseMemory()
    {
        heard.releaseMemory();
        for (final EngineSession session : held)
        {
            session.dropHeld();
        }
        for (final EngineSession session : ready)
        {
            session.releaseMemory();
        }
        for (final EngineSession session : sessions)
        {
            if (null != session)
            {
                session.releaseMemory();
            }
        }
        memory.close();
    }

    /** {@return bytes off the heap that sessions have, or that are kept for the next} */
    long allocatedBytes()
    {
        return memory.allocatedBytes();
    }

    void listener(final ListeningSession newListener)
    {
        listener = newListener;
    }

    boolean isOpen(final EngineSession session)
    {
        return session == find(session.sessionId(), session.generation());
    }

    EngineSession find(final int sessionId, final long generation)
    {
        final EngineSession session = sessions[sessionId];
        return null != session && session.generation() == generation ? session : null;
    }

    /**
     * Hand a queued message over, or hold it where the core has no room: others must not wait behind it.
     */
    void offer(
        final NodeAgent agent,
        final EngineSession session,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (session.holdsMessages())
        {
            session.hold(buffer, offset, length);
        }
        else if (SessionCodes.BACK_PRESSURED == agent.offer(session, buffer, offset, length))
        {
            session.hold(buffer, offset, length);
            held.add(session);
        }
    }

    /**
     * Hand a queued message over that need not wait for others. One that must arrive goes into the stream where there
     * is no room: that may hold it. A datagram is of no use later.
     */
    void offerAside(
        final NodeAgent agent,
        final EngineSession session,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (SessionCodes.BACK_PRESSURED == agent.offerAside(session, isReliable, buffer, offset, length) && isReliable)
        {
            offer(agent, session, buffer, offset, length);
        }
    }

    /**
     * A long message of a session waits to be handed over.
     */
    void offerLong(final EngineSession session)
    {
        if (!session.holdsMessages())
        {
            held.add(session);
        }
        session.holdLong();
    }

    /**
     * What follows comes from a datagram.
     *
     * @param buffer holds it until {@link #settle()}.
     */
    void lend(final DirectBuffer buffer)
    {
        lent.lend(buffer);
    }

    /**
     * In front of everything that might write to the buffer lent last: nothing refers to it any more.
     */
    void settle()
    {
        final EngineSession session = lent.owner();
        if (null == session)
        {
            lent.forget();
        }
        else if (lent.settle())
        {
            makeReady(session);
        }
        else
        {
            breakSession(session);
        }
    }

    /**
     * Let handlers run and hand over what was held.
     */
    int deliver(final NodeAgent agent)
    {
        trimSome(agent.nowNs());
        int work = deliverLent(agent) + heard.deliver(agent) + lateAnswers.deliver(agent);
        while (!unwanted.isEmpty() && agent.reserve())
        {
            agent.close(unwanted.pollFirst());
            work++;
        }
        for (int i = held.size() - 1; i >= 0; i--)
        {
            final EngineSession session = held.get(i);
            work += session.releaseHeld(agent);
            if (!session.holdsMessages())
            {
                held.remove(i);
                if (session.isCloseDue())
                {
                    agent.close(session);
                }
            }
        }
        for (int i = ready.size() - 1; i >= 0; i--)
        {
            final EngineSession session = ready.get(i);
            work += session.deliver(agent);
            if (!session.hasDeliveries())
            {
                ready.remove(i);
                session.setReady(false);
            }
        }
        return work;
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
        final PendingCommand command = commands.remove(correlationId);
        if (null != command)
        {
            command.onAnswer(this, code, buffer, offset, length);
            blockedCalls.signal(command.answered());
        }
    }

    /**
     * A connect of ours has succeeded.
     */
    EngineSession open(final PendingConnect connect, final ConnectAnswer answer)
    {
        final OpenedSession opened = new OpenedSession(
            answer.sessionId(),
            connect.key,
            answer.hops(),
            answer.routes(),
            access.agent().maxMessageLength(answer.sessionId()));
        final EngineSession session = put(opened, connect.handler);
        session.onTransit(Transits.of(connect.configuration), false);
        return session;
    }

    @Override
    public boolean mayAccept(final DirectBuffer key, final int keyOffset, final DirectBuffer early)
    {
        return null != listener && listener.mayAccept(KeyPairs.publicKey(scheme, key, keyOffset), bytesOf(early));
    }

    @Override
    public void onEarlyData(final int sessionId, final DirectBuffer early)
    {
        earlyData = bytesOf(early);
    }

    @Override
    public void onAccepted(final int sessionId, final DirectBuffer key, final int keyOffset, final int hops)
    {
        final OpenedSession opened = new OpenedSession(
            sessionId,
            KeyPairs.publicKey(scheme, key, keyOffset),
            hops,
            1,
            access.agent().maxMessageLength(sessionId));
        final EngineSession session = put(opened, null == listener ? null : listener.handler());
        session.earlyData(earlyData);
        earlyData = EngineSession.NO_BYTES;
        if (null == listener || !listener.add(session))
        {
            session.refuse();
            unwanted.add(session);
            return;
        }
        blockedCalls.signal(listener.accepts());
        if (session.hasHandler())
        {
            session.announce();
            makeReady(session);
        }
    }

    @Override
    public int receiveWindow(final int sessionId)
    {
        // Asked while a session is set up too, before anybody here knows of it.
        final EngineSession session = sessionId < sessions.length ? sessions[sessionId] : null;
        return null == session ?
            smallestWindow : session.receiveWindow() - (session == lent.owner() ? lent.length() : 0);
    }

    @Override
    public void onStream(final int sessionId, final DirectBuffer buffer, final int offset, final int length)
    {
        final EngineSession session = sessions[sessionId];
        if (session.hasHandler() && !session.isReady() && lent.keep(session, buffer, offset, length))
        {
            return;
        }
        settle();
        if (!session.receive(buffer, offset, length))
        {
            breakSession(session);
        }
        else if (session.hasHandler())
        {
            makeReady(session);
        }
        else
        {
            session.signalMessage();
        }
    }

    @Override
    public boolean onMessages(
        final int sessionId,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        final EngineSession session = sessions[sessionId];
        final boolean isTaken = session.receiveAside(isReliable, buffer, offset, length);
        if (isReliable && !isTaken)
        {
            breakSession(session);
        }
        else if (session.hasHandler())
        {
            makeReady(session);
        }
        else
        {
            session.signalMessage();
        }
        return isTaken;
    }

    @Override
    public void onAcked(final int sessionId, final long acked, final long ackedBytes)
    {
        sessions[sessionId].onAcked(acked, ackedBytes);
    }

    @Override
    public void onClosed(final int sessionId, final int reason, final long unknown)
    {
        final EngineSession session = sessions[sessionId];
        sessions[sessionId] = null;
        session.onClosed(reason);
        session.dropHeld();
        open = open - 1;
        blockedCalls.signal(blockedCalls.changes());
        if (session.hasHandler())
        {
            if (null != listener)
            {
                listener.remove(session);
            }
            makeReady(session);
        }
    }

    @Override
    public void onRoutes(final int sessionId, final int routes, final int minRoutes)
    {
        final EngineSession session = sessions[sessionId];
        if (session.hasHandler())
        {
            session.onRoutes(routes, minRoutes);
            makeReady(session);
        }
    }

    @Override
    public void onTransit(final int sessionId, final int transit, final boolean isChanged)
    {
        final EngineSession session = sessions[sessionId];
        session.onTransit(transit, isChanged && session.hasHandler());
        if (isChanged && session.hasHandler())
        {
            makeReady(session);
        }
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
        sessions[sessionId].onTrace(hop, KeyPairs.publicKey(scheme, key, keyOffset), rttNs, last);
    }

    @Override
    public boolean onShout(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        return heard.shouts.add(buffer, keyOffset, number, valueOffset, valueLength);
    }

    @Override
    public boolean onSpeak(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        return heard.speaks.add(buffer, keyOffset, number, valueOffset, valueLength);
    }

    @Override
    public boolean onWhisper(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        return heard.whispers.add(buffer, keyOffset, number, valueOffset, valueLength);
    }

    @Override
    public void onLinkUp(
        final DirectBuffer key, final int keyOffset, final int addressId, final int role, final long rttNs)
    {
        links.onLinkUp(key, keyOffset, addressId, role, rttNs);
        blockedCalls.signal(blockedCalls.changes());
    }

    @Override
    public void onLinkDown(final DirectBuffer key, final int keyOffset, final int reason)
    {
        links.onLinkDown(key, keyOffset);
        blockedCalls.signal(blockedCalls.changes());
    }

    /**
     * Where there is less memory than sessions, no peer may end the engine: twice the budget is half of what the
     * process may have. Those that have none yet count, too, for all of them may use theirs at once.
     */
    @Override
    public boolean hasRoomForSession()
    {
        return memory.hasRoomForSession();
    }

    /**
     * So many sessions as time has passed, a few at a time: those that are idle are in no cache.
     */
    private void trimSome(final long nowNs)
    {
        if (nowNs - trimmedNs >= TRIM_EVERY_NS)
        {
            final long due = (nowNs - trimmedNs) / TRIM_EVERY_NS;
            trimmedNs = nowNs;
            for (int i = (int)Math.min(due, MAX_TRIMMED); i > 0; i--)
            {
                trimmed = trimmed + 1 < sessions.length ? trimmed + 1 : 0;
                final EngineSession session = sessions[trimmed];
                if (null != session)
                {
                    session.trimInbox(nowNs);
                }
            }
            memory.age(nowNs);
        }
    }

    private int deliverLent(final NodeAgent agent)
    {
        if (null != lent.owner() && agent.reserve())
        {
            final EngineSession session = lent.owner();
            lent.deliver(agent);
            if (session.inbox().isOutOfMemory())
            {
                breakSession(session);
            }
            else if (session.hasDeliveries())
            {
                makeReady(session);
            }
            return 1;
        }
        settle();
        return 0;
    }

    /**
     * More came than the window said, or than there is memory for: not silently lost, the session ends with a reason.
     */
    private void breakSession(final EngineSession session)
    {
        session.onBroken(session.inbox().isOutOfMemory() ? SessionCodes.LIMIT : SessionCodes.PROTOCOL);
        unwanted.add(session);
    }

    private EngineSession put(final OpenedSession opened, final SessionHandler handler)
    {
        final int sessionId = opened.sessionId();
        final SessionInbox inbox = new SessionInbox(memory, smallestWindow, window);
        final EngineSession session = new EngineSession(access, opened, ++generations, window, inbox, handler);
        if (sessionId >= sessions.length)
        {
            sessions = Arrays.copyOf(sessions, Math.max(sessionId + 1, 2 * sessions.length));
        }
        sessions[sessionId] = session;
        open = open + 1;
        return session;
    }

    private static byte[] bytesOf(final DirectBuffer buffer)
    {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    private void makeReady(final EngineSession session)
    {
        if (!session.isReady())
        {
            session.setReady(true);
            ready.add(session);
        }
    }
}
