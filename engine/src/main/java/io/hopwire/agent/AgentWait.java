package io.hopwire.agent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Where the thread of an agent waits while there is nothing to do, and how other threads end its wait.
 * <pre>
 *   the agent's thread                            a thread that has something for it
 *
 *   says that it waits        (flag)              puts it where the agent looks   (ring)
 *   full fence                                    full fence
 *   looks once more           (ring)              does it wait?                   (flag)
 *   waits, at most until its next deadline        if so, wakes it
 * </pre>
 * Each side writes, and then reads what the other has written. Without the fences both could read the old values, and
 * what was put there would lie until something else ends the wait. With them at least one of the two sees the other.
 * While nobody waits a wake-up costs a fence and a read; it never allocates.
 */
abstract class AgentWait
{
    /**
     * Answer of the patience where something is left undone that nobody will announce, such as room in the kernel for
     * what is to be sent: look again soon, as a strategy that backs off does.
     */
    static final long RETRY_NS = TimeUnit.MICROSECONDS.toNanos(100);

    /**
     * Turns without a wait and without work after which something is wrong: a selector that returns at once for ever,
     * or a channel that is always ready and never read. The thread pauses then, so that it can not burn its core.
     */
    static final int MAX_FRUITLESS = 64;

    private static final int PAUSES = 1024;
    private static final VarHandle WAITING;

    static
    {
        try
        {
            WAITING = MethodHandles.lookup().findVarHandle(AgentWait.class, "waiting", boolean.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private final long maxWaitNs;
    private LongSupplier patience = () -> RETRY_NS;
    private Thread waiter;
    private volatile boolean waiting;
    private volatile boolean released;
    private int fruitless;

    /**
     * @param maxWaitNs longest wait, whatever the agent says.
     */
    AgentWait(final long maxWaitNs)
    {
        this.maxWaitNs = maxWaitNs;
    }

    /**
     * Before the agent's thread starts.
     *
     * @param newPatience asked on the agent's thread, in front of each wait, for how long it may wait: nanoseconds, 0
     *                    or less where there is something to do. It must look at all that other threads write.
     */
    final void patience(final LongSupplier newPatience)
    {
        patience = newPatience;
    }

    /**
     * One wait, on the agent's thread.
     */
    final void await()
    {
        raise();
        try
        {
            final long waitNs = released ? RETRY_NS : Math.min(patience.getAsLong(), maxWaitNs);
            if (fruitless >= MAX_FRUITLESS)
            {
                pause(waitNs);
            }
            else if (waitNs <= 0 || !block(waitNs))
            {
                fruitless++;
            }
        }
        finally
        {
            lower();
        }
    }

    /**
     * There was work, on the agent's thread.
     */
    final void onWork()
    {
        fruitless = 0;
    }

    /**
     * End the wait, by the thread that has put something where the agent looks, and after it has.
     */
    final void wake()
    {
        if (take())
        {
            unblock(waiter);
        }
    }

    /**
     * From now on this thread waits no longer than a moment: its agent is about to be closed. By any thread.
     */
    final void release()
    {
        released = true;
        wake();
    }

    final boolean isReleased()
    {
        return released;
    }

    /**
     * The agent's thread is about to wait: what others have written before they look at the flag is seen after this.
     */
    final void raise()
    {
        waiter = Thread.currentThread();
        WAITING.setOpaque(this, true);
        VarHandle.fullFence();
    }

    final void lower()
    {
        WAITING.setRelease(this, false);
    }

    /**
     * Does the agent's thread wait? Of several who ask at once one is told so.
     */
    final boolean take()
    {
        VarHandle.fullFence();
        return (boolean)WAITING.getOpaque(this) && WAITING.compareAndSet(this, true, false);
    }

    /**
     * Wait.
     *
     * @param waitNs at most, more than 0.
     * @return true if it was a wait; false if it ended at once, which is right where something is ready.
     */
    abstract boolean block(long waitNs);

    /**
     * End a wait that has begun, or the next one. By any thread.
     *
     * @param waitingThread that called {@link #block(long)} or is about to.
     */
    abstract void unblock(Thread waitingThread);

    /**
     * Too many waits have ended at once: mend what can be mended.
     */
    abstract void mend();

    private void pause(final long waitNs)
    {
        if (MAX_FRUITLESS == fruitless)
        {
            mend();
        }
        fruitless = fruitless < MAX_FRUITLESS + PAUSES ? fruitless + 1 : 0;
        LockSupport.parkNanos(waitNs <= 0 ? RETRY_NS : Math.min(waitNs, RETRY_NS));
    }
}
