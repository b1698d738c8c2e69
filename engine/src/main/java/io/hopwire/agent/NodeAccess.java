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
import java.util.function.BooleanSupplier;

/**
 * How an application's thread reaches the node: by a plain call where it is the node's thread itself, through the ring
 * of commands otherwise; and how it waits: by driving the engine in {@code INVOKER} mode, as a {@link BlockedCall}
 * otherwise.
 */
final class NodeAccess
{
    static final long FOREVER_NS = Long.MAX_VALUE / 2;

    private static final long SUBMIT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    private final EngineState state;
    private final CommandQueue commands;
    private final NodeAgent agent;
    private final WorkerAgent worker;
    private final IdleStrategy invokerIdle;
    private final int maxMessageLength;
    private final long writeTimeoutNs;
    private final int longestMessage;

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
        longestMessage = commands.longestMessage();
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
        // An accept filter may send something too: it is asked within the core, which must not be called back.
        if (nothingQueued && isDirect() && !agent.isInCore())
        {
            return agent.offer(session, buffer, offset, length);
        }
        return commands.offer(session.generation(), session.sessionId(), buffer, offset, length) ?
            0 : Session.BACK_PRESSURED;
    }

    long offerAside(
        final EngineSession session,
        final boolean isReliable,
        final boolean nothingQueued,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (nothingQueued && isDirect() && !agent.isInCore())
        {
            return agent.offerAside(session, isReliable, buffer, offset, length);
        }
        return commands.offerAside(session, isReliable, buffer, offset, length) ? 0 : Session.BACK_PRESSURED;
    }

    /**
     * Whether a message is too long for the ring of commands.
     */
    boolean isLong(final int length)
    {
        return length > longestMessage;
    }

    /**
     * A message that does not go through the ring of commands; where it can leave, only word of it does.
     */
    long offerLong(final EngineSession session, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!session.longMessage().set(buffer, offset, length))
        {
            return Session.BACK_PRESSURED;
        }
        if (!commands.offerLong(session.generation(), session.sessionId()))
        {
            session.longMessage().release();
            return Session.BACK_PRESSURED;
        }
        if (0 != session.endReason())
        {
            // The node may have looked before the message was there.
            session.longMessage().release();
        }
        return 0;
    }

    /**
     * Have the node do something, in the order of this thread's other commands.
     */
    void submit(final PendingCommand command)
    {
        if (!await(blockedCalls().room(), SUBMIT_TIMEOUT_NS, () -> commands.submit(command)))
        {
            throw new HopwireException(ErrorCategory.ENGINE, "queue of commands stays full");
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
        await(command.answered(), FOREVER_NS, command::isAnswered);
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
     * A call that may have to wait, to be ended.
     */
    BlockedCall begin(final long timeoutNs)
    {
        return BlockedCall.begin(this, timeoutNs);
    }

    /**
     * Wait until something is so.
     *
     * @param place where it is told.
     * @return false where the time is over.
     */
    boolean await(final WaitPlace place, final long timeoutNs, final BooleanSupplier isSo)
    {
        final BlockedCall call = begin(timeoutNs);
        try
        {
            while (!isSo.getAsBoolean())
            {
                if (!call.await(place))
                {
                    return false;
                }
            }
            return true;
        }
        finally
        {
            call.end();
        }
    }

    BlockedCalls blockedCalls()
    {
        return state.blockedCalls();
    }

    /**
     * Is there still a reason to wait?
     */
    void checkMayWait()
    {
        state.checkAlive();
        if (Thread.currentThread().isInterrupted())
        {
            throw new SessionException(SessionCodes.INTERRUPTED, "interrupted while waiting");
        }
    }

    /**
     * One turn of waiting where the application's thread is the engine's.
     */
    void drive()
    {
        invokerIdle.idle(invoke());
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
