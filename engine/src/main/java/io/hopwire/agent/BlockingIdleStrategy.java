package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import org.agrona.concurrent.IdleStrategy;

import java.util.concurrent.locks.LockSupport;

/**
 * Spins a little, yields, and then waits in the kernel until there is something to do: a datagram, a command of the
 * application, a result of the worker, or a deadline. An idle node costs next to nothing, and takes some microseconds
 * more to begin than one that spins.
 * <p>
 * The engine that it is given to binds it to what is to be waited for. Without an engine it parks for 100 &#181;s at a
 * time. Belongs to one thread and one engine.
 */
public final class BlockingIdleStrategy implements IdleStrategy
{
    private static final int MAX_SPINS = 20;
    private static final int MAX_YIELDS = 5;

    private AgentWait wait;
    private int turns;

    /**
     * Not bound yet.
     */
    public BlockingIdleStrategy()
    {
    }

    void bind(final AgentWait newWait)
    {
        if (null != wait)
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "an idle strategy that blocks waits for one engine, this one has its own");
        }
        wait = newWait;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void idle(final int workCount)
    {
        if (workCount > 0)
        {
            reset();
        }
        else
        {
            idle();
        }
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void idle()
    {
        if (turns < MAX_SPINS)
        {
            turns++;
            Thread.onSpinWait();
        }
        else if (turns < MAX_SPINS + MAX_YIELDS)
        {
            turns++;
            Thread.yield();
        }
        else if (null != wait)
        {
            wait.await();
        }
        else
        {
            LockSupport.parkNanos(AgentWait.RETRY_NS);
        }
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void reset()
    {
        turns = 0;
        if (null != wait)
        {
            wait.onWork();
        }
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public String alias()
    {
        return "blocking";
    }
}
