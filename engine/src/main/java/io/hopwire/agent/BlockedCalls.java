package io.hopwire.agent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * The calls of an engine's application that sleep, and how the node's thread wakes those that have something to do.
 * <pre>
 *   a call                                   the node's thread
 *
 *   says where it sleeps    (flag)           publishes a message, an answer     (ring, field)
 *   full fence                               notes the place                    (signalled, its own)
 *   looks once more         (ring, field)    at the end of the duty cycle:
 *   sleeps                                     sleeps anybody at all? If so, or if the node is about to wait:
 *                                                full fence
 *                                                wakes who sleeps at a noted place (flag), forgets the places
 * </pre>
 * <b>No wake-up is missed.</b> A place stays noted until the node has looked at it behind a full fence, which came
 * after what was published. The call's flag is followed by a full fence too. So if the node's look finds no flag, the
 * call raised it later, and its own look, behind its fence, finds what was published. That the node looks at last is
 * certain: at the end of the first duty cycle that finds a call asleep, and before the node's thread waits for longer
 * than a strategy does that knows of no events, such as one that backs off.
 * <p>
 * <b>What it costs.</b> While nobody sleeps: a flag of the node's own for each event, and for each duty cycle that had
 * one a plain read and a volatile read of a field that nobody writes; the fence is paid before a wait in the kernel.
 * The node takes no lock and allocates nothing. A call takes a lock when it goes to sleep and when it ends.
 */
final class BlockedCalls
{
    private static final int MAX_SIGNALLED = 64;
    private static final VarHandle EVENTS;

    static
    {
        try
        {
            EVENTS = MethodHandles.lookup().findVarHandle(BlockedCalls.class, "events", long.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    /** Room in the ring of commands. */
    private final WaitPlace room = WaitPlace.ofAll();
    /** Links and the number of open sessions. */
    private final WaitPlace changes = WaitPlace.ofAll();
    /** Whatever any place is told of. */
    private final WaitPlace anything = WaitPlace.ofAll();
    private final WaitPlace[] signalled = new WaitPlace[MAX_SIGNALLED];
    private int signalledCount;
    private volatile int sleeping;
    private volatile long events;
    private BlockedCall first;

    WaitPlace room()
    {
        return room;
    }

    WaitPlace changes()
    {
        return changes;
    }

    WaitPlace anything()
    {
        return anything;
    }

    /**
     * Changes after what it counts was published. By any thread.
     */
    long events()
    {
        return events;
    }

    // By the node's thread.

    /**
     * Something was published for those who wait there.
     */
    void signal(final WaitPlace place)
    {
        if (place.signal())
        {
            note(place);
            final WaitPlace group = place.group();
            if (null != group)
            {
                signal(group);
            }
        }
    }

    /**
     * The same, and it ends the wait of every one.
     */
    void signalAll(final WaitPlace place)
    {
        place.signalAll();
        signal(place);
    }

    /**
     * At the end of a duty cycle.
     */
    void wake()
    {
        if (0 != signalledCount && 0 != sleeping)
        {
            tell();
        }
    }

    /**
     * Before the thread waits for something that may never come.
     */
    void wakeBeforeWait()
    {
        if (0 != signalledCount)
        {
            tell();
        }
    }

    // By any thread.

    /**
     * Each must look whether the engine is still there.
     */
    synchronized void wakeAll()
    {
        VarHandle.fullFence();
        for (BlockedCall call = first; null != call; call = call.next)
        {
            if (call.take())
            {
                LockSupport.unpark(call.thread);
            }
        }
    }

    // By the thread of the call.

    synchronized void enter(final BlockedCall call, final WaitPlace place)
    {
        assert null == call.previous && null == call.next && first != call : "waits already";
        place.add(call);
        call.next = first;
        if (null != first)
        {
            first.previous = call;
        }
        first = call;
        sleeping++;
    }

    synchronized void leave(final BlockedCall call, final WaitPlace place)
    {
        place.remove(call);
        if (first == call)
        {
            first = call.next;
        }
        else
        {
            call.previous.next = call.next;
        }
        if (null != call.next)
        {
            call.next.previous = call.previous;
        }
        call.previous = null;
        call.next = null;
        sleeping--;
        assert sleeping >= 0 : "left twice";
    }

    private void note(final WaitPlace place)
    {
        if (MAX_SIGNALLED == signalledCount)
        {
            tell();
        }
        signalled[signalledCount++] = place;
    }

    private void tell()
    {
        EVENTS.setRelease(this, (long)EVENTS.get(this) + 1);
        VarHandle.fullFence();
        for (int i = 0; i < signalledCount; i++)
        {
            final WaitPlace place = signalled[i];
            signalled[i] = null;
            place.tell();
        }
        signalledCount = 0;
        anything.tell();
    }
}
