package io.hopwire.agent;

import io.hopwire.PublicKey;
import io.hopwire.SessionHandler;
import io.hopwire.delivery.MessageReader;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The node's side of one session. Positions are published to the application by fields that only the node writes, with
 * release semantics: a full fence for each message would cost more than its key stream; messages by the
 * {@link SessionInbox}.
 */
abstract class SessionPort
{
    private static final int DELIVERIES_PER_CYCLE = 64;
    private static final UnsafeBuffer LONG = new UnsafeBuffer(new byte[0]);
    private static final VarHandle ACKED;
    private static final VarHandle ACKED_BYTES;
    private static final VarHandle HANDED_OVER;

    static
    {
        try
        {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            ACKED = lookup.findVarHandle(SessionPort.class, "acked", long.class);
            ACKED_BYTES = lookup.findVarHandle(SessionPort.class, "ackedBytes", long.class);
            HANDED_OVER = lookup.findVarHandle(SessionPort.class, "handedOver", long.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private final int sessionId;
    private final long generation;
    private final SessionHandler handler;
    private final SessionInbox inbox;
    /** Of who reads the inbox, and of who gives its ring back. */
    private final ReentrantLock readLock = new ReentrantLock();
    private final BlockedCalls blockedCalls;
    /** Who waits for a message, or for the end. */
    private final WaitPlace messages = WaitPlace.ofOne();
    /** Who waits for acknowledgements, for the hops of a trace, or for the end. */
    private final WaitPlace progress = WaitPlace.ofAll();
    private final AtomicBoolean closeRequested = new AtomicBoolean();
    private final MessageReader.Handler onDeliver = this::onDeliver;
    /** What the core had no memory for. */
    private final ArrayDeque<UnsafeBuffer> held = new ArrayDeque<>(0);
    private final LongMessage longMessage;
    private volatile long acked;
    private volatile long ackedBytes;
    private volatile long handedOver;
    private volatile int endReason;
    /** The node has done with the inbox. */
    private volatile boolean inboxDone;
    private boolean ready;
    private boolean refused;
    private boolean closeDue;
    private boolean announcePending;
    private boolean routesPending;
    private boolean tunedPending;
    private volatile int transit;
    private int routes;
    private int minRoutes;
    private boolean endAnnounced;
    private boolean closedByCore;
    private Trace trace;

    SessionPort(
        final int sessionId,
        final long generation,
        final SessionInbox inbox,
        final SessionHandler handler,
        final BlockedCalls blockedCalls)
    {
        this.sessionId = sessionId;
        this.generation = generation;
        this.handler = handler;
        this.blockedCalls = blockedCalls;
        this.inbox = inbox;
        this.longMessage = new LongMessage(inbox.pool());
    }

    /**
     * {@link io.hopwire.Session#ackedPosition()}.
     *
     * @return messages acknowledged.
     */
    public final long ackedPosition()
    {
        return acked;
    }

    abstract EngineSession self();

    /** {@return bytes of the stream that are acknowledged} */
    final long ackedBytes()
    {
        return ackedBytes;
    }

    /** {@return the place of a long message that is leaving} */
    final LongMessage longMessage()
    {
        return longMessage;
    }

    final int sessionId()
    {
        return sessionId;
    }

    final long generation()
    {
        return generation;
    }

    final SessionInbox inbox()
    {
        return inbox;
    }

    final ReentrantLock readLock()
    {
        return readLock;
    }

    /**
     * By who read, after the lock was left: the node may have wanted to give the ring back meanwhile.
     */
    final void afterRead()
    {
        if (inboxDone)
        {
            releaseInbox();
        }
    }

    final WaitPlace messages()
    {
        return messages;
    }

    final WaitPlace progress()
    {
        return progress;
    }

    final boolean hasHandler()
    {
        return null != handler && !refused;
    }

    /**
     * Why it ended, or 0.
     */
    final int endReason()
    {
        return endReason;
    }

    /**
     * Messages that the core has taken; the rest of the position is on its way there.
     */
    final long handedOver()
    {
        return handedOver;
    }

    final boolean requestClose()
    {
        return closeRequested.compareAndSet(false, true);
    }

    /**
     * The request did not reach the node: the next one shall try again.
     */
    final void withdrawClose()
    {
        closeRequested.set(false);
    }

    final boolean isCloseRequested()
    {
        return closeRequested.get();
    }

    /**
     * By the application that has closed it: who waits in another thread does so no longer.
     */
    final void wakeAll()
    {
        messages.wakeAll();
        progress.wakeAll();
    }

    // From here on: by the node's thread only.

    /**
     * There is a message to read.
     */
    final void signalMessage()
    {
        blockedCalls.signal(messages);
    }

    /**
     * It has ended, or is about to.
     */
    final void signalEnd()
    {
        blockedCalls.signalAll(messages);
        blockedCalls.signal(progress);
    }

    final void onHandedOver()
    {
        HANDED_OVER.setRelease(this, (long)HANDED_OVER.get(this) + 1);
    }

    /**
     * A handler's session that is not ready has nothing in its inbox.
     */
    final int receiveWindow()
    {
        return ready || !hasHandler() ? inbox.window() : inbox.emptyWindow();
    }

    final boolean receiveAside(
        final boolean isReliable, final DirectBuffer buffer, final int offset, final int length)
    {
        return inbox.writeAside(isReliable, buffer, offset, length);
    }

    final boolean receive(final DirectBuffer buffer, final int offset, final int length)
    {
        return inbox.write(buffer, offset, length);
    }

    final void onAcked(final long newAcked, final long newAckedBytes)
    {
        ACKED.setRelease(this, newAcked);
        ACKED_BYTES.setRelease(this, newAckedBytes);
        blockedCalls.signal(progress);
    }

    /**
     * Nobody takes it: it is to be closed, and no handler hears of it.
     */
    final void refuse()
    {
        refused = true;
        requestClose();
    }

    final void onBroken(final int reason)
    {
        endReason = reason;
        closeRequested.set(true);
        signalEnd();
    }

    final void onClosed(final int reason)
    {
        if (0 == endReason)
        {
            endReason = reason;
        }
        closedByCore = true;
        if (!hasHandler())
        {
            releaseMemory();
        }
        signalEnd();
    }

    /**
     * The node neither writes to the inbox any more nor lets a handler read it: it costs no off-heap memory from now
     * on, whether the application ever closes the session or not.
     */
    final void releaseMemory()
    {
        inboxDone = true;
        releaseInbox();
    }

    /**
     * Nothing of what waits for the core will be sent.
     */
    final void dropHeld()
    {
        held.clear();
        longMessage.release();
    }

    /**
     * Off-heap memory of an idle session goes back.
     */
    final void trimInbox(final long nowNs)
    {
        inbox.trim(nowNs);
    }

    final void trace(final Trace newTrace)
    {
        trace = newTrace;
    }

    final void onTrace(final int hop, final PublicKey key, final long rttNs, final boolean last)
    {
        if (null != trace)
        {
            trace.onHop(hop, key, rttNs, last);
            blockedCalls.signal(progress);
        }
    }

    final void onRoutes(final int newRoutes, final int newMinRoutes)
    {
        routesPending = true;
        routes = newRoutes;
        minRoutes = newMinRoutes;
    }

    /** {@return what the session demands of its routes} */
    final int transit()
    {
        return transit;
    }

    final void onTransit(final int newTransit, final boolean isChanged)
    {
        transit = newTransit;
        tunedPending |= isChanged;
    }

    final void announce()
    {
        announcePending = true;
    }

    final boolean isReady()
    {
        return ready;
    }

    final void setReady(final boolean isReady)
    {
        ready = isReady;
    }

    final boolean hasDeliveries()
    {
        final boolean isTold = !announcePending && !routesPending && !tunedPending;
        return !inboxDone && (!isTold || !inbox.isEmpty() || 0 != endReason && !endAnnounced);
    }

    /**
     * Run the handler on what has come.
     */
    final int deliver(final NodeAgent agent)
    {
        int work = 0;
        try
        {
            if (announcePending)
            {
                announcePending = false;
                handler.onAccepted(self());
            }
            if (routesPending)
            {
                routesPending = false;
                handler.onRoutes(self(), routes, minRoutes);
            }
            if (tunedPending)
            {
                tunedPending = false;
                handler.onTuned(self());
            }
            while (work < DELIVERIES_PER_CYCLE && agent.reserve() && inbox.read(onDeliver, 1) > 0)
            {
                work++;
            }
            if (0 != endReason && !endAnnounced && inbox.isEmpty())
            {
                endAnnounced = true;
                handler.onClosed(self(), endReason);
            }
        }
        catch (final RuntimeException ex)
        {
            agent.onHandlerException(ex);
        }
        if (closedByCore && endAnnounced && !inboxDone && inbox.isEmpty())
        {
            releaseMemory();
        }
        return work;
    }

    /**
     * Run the handler on what did not go through the inbox: whatever it throws, it is shown each message.
     */
    final void deliver(final NodeAgent agent, final DirectBuffer buffer, final int offset, final int length)
    {
        int done = 0;
        while (done < length)
        {
            try
            {
                if (inbox.readLent(buffer, offset + done, length - done, onDeliver))
                {
                    return;
                }
            }
            catch (final RuntimeException ex)
            {
                agent.onHandlerException(ex);
            }
            done += inbox.lentBytesRead();
        }
    }

    final boolean holdsMessages()
    {
        return !held.isEmpty();
    }

    /**
     * Keep a message for which the core has no memory now, or which another one is in front of. The window bounds how
     * many there are.
     */
    final void hold(final DirectBuffer buffer, final int offset, final int length)
    {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, buffer, offset, length);
        held.addLast(copy);
    }

    /**
     * The long message has its turn behind what is held.
     */
    final void holdLong()
    {
        held.addLast(LONG);
    }

    /**
     * Hand over what was held, as far as the core takes it.
     */
    final int releaseHeld(final NodeAgent agent)
    {
        if (0 != endReason)
        {
            // They stay among the unacknowledged.
            dropHeld();
            return 1;
        }
        int work = 0;
        while (work < DELIVERIES_PER_CYCLE && !held.isEmpty() && release(agent, held.peekFirst()))
        {
            held.removeFirst();
            work++;
        }
        return work;
    }

    /**
     * Close now, or only after what is held has left? That a close was requested does not say so: other messages may
     * still lie in the ring in front of it.
     */
    final boolean readyToClose()
    {
        closeDue = holdsMessages();
        return !closeDue;
    }

    /**
     * Was it to be closed while it held messages?
     */
    final boolean isCloseDue()
    {
        return closeDue;
    }

    /**
     * Who is reading does it when it has left the lock; who reads in this very thread, further up, does so too.
     */
    private void releaseInbox()
    {
        if (readLock.tryLock())
        {
            try
            {
                if (1 == readLock.getHoldCount())
                {
                    inbox.release();
                }
            }
            finally
            {
                readLock.unlock();
            }
        }
    }

    private boolean release(final NodeAgent agent, final UnsafeBuffer message)
    {
        return message == LONG ?
            longMessage.handOver(agent, self()) :
            SessionCodes.BACK_PRESSURED != agent.offer(self(), message, 0, message.capacity());
    }

    private void onDeliver(final DirectBuffer buffer, final int offset, final int length)
    {
        handler.onMessage(self(), buffer, offset, length);
    }
}
