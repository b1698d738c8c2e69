package io.hopwire.agent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A call of the application that waits for the node: it spins for some microseconds, yields, and then sleeps until it
 * is woken, interrupted or out of time. Its caller looks whether there is what it waits for, again and again:
 * <pre>
 *   final BlockedCall call = access.begin(timeoutNs);
 *   try
 *   {
 *       while (nothing is there)
 *       {
 *           if (!call.await(place))
 *           {
 *               return what says so;
 *           }
 *       }
 *   }
 *   finally
 *   {
 *       call.end();
 *   }
 * </pre>
 * A turn that would sleep says first that it sleeps, and returns: only the next turn does it, if nobody has taken that
 * word back meanwhile. So the caller always looks between the two, see {@link BlockedCalls}. In {@code INVOKER} mode
 * there is nobody to wake anybody, and a turn drives the engine.
 * <p>
 * Of one thread, which uses the same one for all its calls: nothing is allocated.
 */
final class BlockedCall
{
    private static final int MAX_SPINS = 100;
    private static final int MAX_YIELDS = 110;
    /* Whatever went wrong, a call looks around once a minute. */
    private static final long MAX_PARK_NS = TimeUnit.MINUTES.toNanos(1);
    private static final ThreadLocal<BlockedCall> OF_THREAD = ThreadLocal.withInitial(BlockedCall::new);
    private static final VarHandle SLEEPS_AT;

    static
    {
        try
        {
            SLEEPS_AT = MethodHandles.lookup().findVarHandle(BlockedCall.class, "sleepsAt", WaitPlace.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    final Thread thread = Thread.currentThread();
    final BlockedCall[] alone = {this};

    /** In the list of all that wait, under the lock of {@link BlockedCalls}. */
    BlockedCall previous;
    BlockedCall next;

    private NodeAccess access;
    private WaitPlace place;
    private long startNs;
    private long timeoutNs;
    private int turns;
    /** Its last sleep was ended by somebody, and it may be leaving with only one of the things that are there. */
    private boolean woken;
    private volatile WaitPlace sleepsAt;

    /**
     * Of this thread, which has another one if it is in the middle of a call.
     */
    static BlockedCall begin(final NodeAccess access, final long timeoutNs)
    {
        final BlockedCall ofThread = OF_THREAD.get();
        final BlockedCall call = null == ofThread.access ? ofThread : new BlockedCall();
        call.access = access;
        call.startNs = System.nanoTime();
        call.timeoutNs = timeoutNs;
        call.turns = 0;
        return call;
    }

    /**
     * One turn.
     *
     * @param at where what the caller waits for is told.
     * @return false where its time is over.
     */
    boolean await(final WaitPlace at)
    {
        final long leftNs = timeoutNs - (System.nanoTime() - startNs);
        if (leftNs < 0)
        {
            return false;
        }
        access.checkMayBlock();
        access.checkMayWait();
        if (access.isInvoker())
        {
            access.drive();
        }
        else if (turns < MAX_SPINS)
        {
            turns++;
            Thread.onSpinWait();
        }
        else if (turns < MAX_YIELDS)
        {
            turns++;
            Thread.yield();
        }
        else
        {
            sleep(at, leftNs);
        }
        return true;
    }

    /**
     * Behind the last turn, whatever ended the call.
     */
    void end()
    {
        leave();
        access = null;
    }

    /**
     * Does it sleep there, or is it about to? Of several who ask one is told so, and must unpark its thread.
     */
    boolean take(final WaitPlace at)
    {
        return at == sleepsAt && SLEEPS_AT.compareAndSet(this, at, null);
    }

    /**
     * The same, wherever it is.
     */
    boolean take()
    {
        final WaitPlace at = sleepsAt;
        return null != at && SLEEPS_AT.compareAndSet(this, at, null);
    }

    /**
     * Say that it sleeps there: from here on it is woken.
     */
    void enter(final WaitPlace at)
    {
        leave();
        place = at;
        woken = false;
        access.blockedCalls().enter(this, at);
        raise(at);
    }

    /**
     * Has nobody taken back that it sleeps?
     */
    boolean isAsleep()
    {
        return null != sleepsAt;
    }

    private void sleep(final WaitPlace at, final long leftNs)
    {
        if (place != at)
        {
            enter(at);
            return;
        }
        if (at == sleepsAt)
        {
            LockSupport.parkNanos(this, Math.min(leftNs, MAX_PARK_NS));
        }
        woken = at != sleepsAt;
        raise(at);
    }

    /**
     * What others have published before they look at the flag is seen after this.
     */
    private void raise(final WaitPlace at)
    {
        sleepsAt = at;
        VarHandle.fullFence();
    }

    private void leave()
    {
        final WaitPlace left = place;
        if (null != left)
        {
            place = null;
            access.blockedCalls().leave(this, left);
            if (!take(left) || woken)
            {
                left.passOn();
            }
        }
    }
}
