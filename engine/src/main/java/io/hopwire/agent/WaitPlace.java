package io.hopwire.agent;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * What threads of the application wait for, and who does: the messages of a session, the answer to a command. The array
 * of those who wait is replaced, never changed, so that the node's thread reads it without a lock and without garbage.
 */
final class WaitPlace
{
    private static final BlockedCall[] NOBODY = {};

    private final boolean oneByOne;
    private volatile BlockedCall[] waiting = NOBODY;
    private volatile WaitPlace group;

    /** Of the node's thread: it has something for those who wait here, and has not told them yet. */
    private boolean signalled;
    /** Of the node's thread: it has something for every one of them. */
    private boolean forAll;

    private WaitPlace(final boolean oneByOne)
    {
        this.oneByOne = oneByOne;
    }

    /**
     * What it waits for concerns each of them.
     */
    static WaitPlace ofAll()
    {
        return new WaitPlace(false);
    }

    /**
     * Of those who wait one takes what has come, so only one is woken: when it has taken it, or has given up, it wakes
     * the next, for whom more may be there. All must wait for the same.
     */
    static WaitPlace ofOne()
    {
        return new WaitPlace(true);
    }

    /**
     * Who waits there has something to do whenever somebody here has.
     *
     * @param newGroup or null. By any thread.
     */
    void group(final WaitPlace newGroup)
    {
        group = newGroup;
    }

    WaitPlace group()
    {
        return group;
    }

    /**
     * On the node's thread.
     *
     * @return false where it has been signalled before, and is still to be told.
     */
    boolean signal()
    {
        if (signalled)
        {
            return false;
        }
        signalled = true;
        return true;
    }

    void signalAll()
    {
        forAll = true;
    }

    /**
     * On the node's thread, behind a full fence: tell those who wait.
     */
    void tell()
    {
        final boolean everybody = forAll || !oneByOne;
        signalled = false;
        forAll = false;
        wake(everybody);
    }

    /**
     * By any thread that has written what ends all waits here; a full fence, or a volatile write, stands in between.
     */
    void wakeAll()
    {
        wake(true);
    }

    /**
     * By one that was woken and leaves: what is left is for the next one.
     */
    void passOn()
    {
        if (oneByOne)
        {
            wake(false);
        }
    }

    /**
     * Under the lock of {@link BlockedCalls}.
     */
    void add(final BlockedCall call)
    {
        final BlockedCall[] before = waiting;
        if (0 == before.length)
        {
            waiting = call.alone;
            return;
        }
        final BlockedCall[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = call;
        waiting = after;
    }

    /**
     * Under the lock of {@link BlockedCalls}.
     */
    void remove(final BlockedCall call)
    {
        final BlockedCall[] before = waiting;
        if (1 == before.length)
        {
            assert before[0] == call : "another one waits here";
            waiting = NOBODY;
            return;
        }
        final BlockedCall[] after = new BlockedCall[before.length - 1];
        int length = 0;
        for (final BlockedCall other : before)
        {
            if (other != call)
            {
                after[length++] = other;
            }
        }
        assert length == after.length : "did not wait here";
        waiting = after;
    }

    private void wake(final boolean everybody)
    {
        for (final BlockedCall call : waiting)
        {
            if (call.take(this))
            {
                LockSupport.unpark(call.thread);
                if (!everybody)
                {
                    return;
                }
            }
        }
    }
}
