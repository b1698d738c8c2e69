package io.hopwire.agent;

import java.util.concurrent.locks.LockSupport;

/**
 * The wait of a thread that has no channels: parks.
 */
final class ParkWait extends AgentWait
{
    ParkWait(final long maxWaitNs)
    {
        super(maxWaitNs);
    }

    @Override
    boolean block(final long waitNs)
    {
        LockSupport.parkNanos(waitNs);
        return true;
    }

    @Override
    void unblock(final Thread waitingThread)
    {
        LockSupport.unpark(waitingThread);
    }

    @Override
    void mend()
    {
        // A park that returns at once has been interrupted, and its agent ends for that.
    }
}
