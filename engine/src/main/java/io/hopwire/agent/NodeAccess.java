package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How an application's thread reaches the node: by a plain call where it is the node's thread itself, through the ring
 * of commands otherwise; and how it waits: by driving the engine in {@code INVOKER} mode, by parking otherwise.
 */
final class NodeAccess
{
    private static final int MAX_SPINS = 100;
    private static final int MAX_YIELDS = 110;
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long SUBMIT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    private final EngineState state;
    private final CommandQueue commands;
    private final NodeAgent agent;
    private final WorkerAgent worker;
    private final IdleStrategy invokerIdle;
    private final int maxMessageLength;
    private final long writeTimeoutNs;

    /**
     * With a worker to drive too in {@code INVOKER} mode, null in the others.
     */
    NodeAccess(
        final EngineState state,
        final CommandQueue commands,
        final NodeAgent agent,
        final WorkerAgent worker,
        final IdleStrategy invokerIdle,
        final int maxMessageLength,
        final long writeTimeoutNs)
    {
        this.state = state;
        this.commands = commands;
        this.agent = agent;
        this.worker = worker;
        this.invokerIdle = invokerIdle;
        this.maxMessageLength = maxMessageLength;
        this.writeTimeoutNs = writeTimeoutNs;
    }

    EngineState state()
    {
        return state;
    }

    NodeAgent agent()
    {
        return agent;
    }

    int maxMessageLength()
    {
        return maxMessageLength;
    }

    long writeTimeoutNs()
    {
        return writeTimeoutNs;
    }

    /**
     * On the thread of the node, where calls need no hand-over?
     */
    boolean isDirect()
    {
        return isInvoker() || Thread.currentThread() == agent.thread();
    }

    boolean isInvoker()
    {
        return null != worker;
    }

    long offer(
        final EngineSession session,
        final boolean nothingQueued,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (nothingQueued && isDirect())
        {
            return agent.offer(session, buffer, offset, length);
        }
        return commands.offer(session.generation(), session.sessionId(), buffer, offset, length) ?
            0 : Session.BACK_PRESSURED;
    }

    /**
     * Have the node do something, in the order of this thread's other commands.
     */
    void submit(final PendingCommand command)
    {
        final long deadlineNs = System.nanoTime() + SUBMIT_TIMEOUT_NS;
        int turn = 0;
        while (!commands.submit(command))
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new HopwireException(ErrorCategory.ENGINE, "queue of commands stays full");
            }
            checkMayBlock();
            turn = pause(turn);
        }
        pushOut();
    }

    /**
     * Have the node do something, and return when it is answered.
     */
    void submitAndWait(final PendingCommand command)
    {
        checkMayBlock();
        submit(command);
        int turn = 0;
        while (!command.isAnswered())
        {
            turn = pause(turn);
        }
    }

    /**
     * In {@code INVOKER} mode, have a duty cycle carry out what was submitted, unless we are in one.
     */
    void pushOut()
    {
        if (isInvoker() && !agent.isWorking())
        {
            invoke();
        }
    }

    /**
     * A handler must not wait for the thread it runs on.
     */
    void checkMayBlock()
    {
        if (isDirect() && agent.isWorking())
        {
            throw new SessionException(
                SessionCodes.BACK_PRESSURED, "would block: called by a handler on the engine's own thread");
        }
    }

    /**
     * One turn of waiting.
     *
     * @param turn 0 to begin with, then what the last turn answered.
     * @return for the next turn.
     */
    int pause(final int turn)
    {
        state.checkAlive();
        if (Thread.currentThread().isInterrupted())
        {
            throw new SessionException(SessionCodes.TIMEOUT, "interrupted while waiting");
        }
        if (isInvoker())
        {
            invokerIdle.idle(invoke());
        }
        else if (turn < MAX_SPINS)
        {
            Thread.onSpinWait();
        }
        else if (turn < MAX_YIELDS)
        {
            Thread.yield();
        }
        else
        {
            LockSupport.parkNanos(PARK_NS);
            return turn;
        }
        return turn + 1;
    }

    int invoke()
    {
        if (agent.isWorking())
        {
            throw new HopwireException(ErrorCategory.ENGINE, "a handler must not drive the engine it is called by");
        }
        try
        {
            return agent.doWork() + worker.doWork();
        }
        catch (final AgentTerminationException ex)
        {
            state.checkAlive();
            throw ex;
        }
    }
}
