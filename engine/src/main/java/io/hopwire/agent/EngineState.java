package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import org.agrona.concurrent.AgentTerminationException;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the engine lives. Whoever waits looks here at every turn, and is woken by every change, so that nothing
 * outwaits an engine that has died.
 */
final class EngineState
{
    enum Phase
    {
        RUNNING, CLOSING, CLOSED, FAILED
    }

    /**
     * Ends a runner without a further report. Made beforehand: it must be there also when memory is not.
     */
    final AgentTerminationException termination =
        new AgentTerminationException("engine has stopped", true);

    private final BlockedCalls blockedCalls = new BlockedCalls();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /**
     * Calls of the application that wait for the engine.
     */
    BlockedCalls blockedCalls()
    {
        return blockedCalls;
    }

    boolean isRunning()
    {
        return Phase.RUNNING == phase.get();
    }

    /**
     * True while agents work: also while sessions end politely.
     */
    boolean isAlive()
    {
        final Phase now = phase.get();
        return Phase.RUNNING == now || Phase.CLOSING == now;
    }

    boolean hasFailed()
    {
        return null != failure.get();
    }

    Throwable failure()
    {
        return failure.get();
    }

    boolean beginClose()
    {
        final boolean begun = phase.compareAndSet(Phase.RUNNING, Phase.CLOSING);
        blockedCalls.wakeAll();
        return begun;
    }

    void closed()
    {
        phase.compareAndSet(Phase.CLOSING, Phase.CLOSED);
        blockedCalls.wakeAll();
    }

    /**
     * By the node or the worker. Of two causes the first one stays: it may have been told already. It is there before
     * the engine is seen to be dead.
     */
    void fail(final Throwable cause)
    {
        failure.compareAndSet(null, cause);
        phase.set(Phase.FAILED);
        blockedCalls.wakeAll();
    }

    /**
     * By any other thread: the node's is woken to tell of it, and to end.
     */
    void fail(final Throwable cause, final AgentWait nodeOrNull)
    {
        fail(cause);
        if (null != nodeOrNull)
        {
            nodeOrNull.wake();
        }
    }

    void checkAlive()
    {
        if (!isAlive())
        {
            throw unusable();
        }
    }

    void checkRunning()
    {
        if (!isRunning())
        {
            throw unusable();
        }
    }

    private HopwireException unusable()
    {
        final Throwable cause = failure.get();
        return null == cause ?
            new HopwireException(ErrorCategory.ENGINE, "engine is closed") :
            new HopwireException(ErrorCategory.ENGINE, "engine has stopped: " + cause, cause);
    }
}
