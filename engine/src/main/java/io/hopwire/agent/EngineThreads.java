package io.hopwire.agent;

import io.hopwire.transport.ChannelWatch;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.IdleStrategy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The threads of an engine, of which there are as many as its mode says: what each of them does, how it waits, and who
 * wakes it.
 */
final class EngineThreads
{
    /* Whatever went wrong, an engine looks around once a second. */
    private static final long MAX_WAIT_NS = TimeUnit.SECONDS.toNanos(1);
    /* An application that drives the engine has timeouts of its own, which the engine does not know. */
    private static final long MAX_INVOKER_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EngineContext context;
    private final NodeParts parts;
    private final ThreadingMode mode;
    private final List<AgentRunner> runners = new ArrayList<>();
    private SelectorWait nodeWait;
    private boolean started;

    EngineThreads(final EngineContext context, final NodeParts parts)
    {
        this.context = context;
        this.parts = parts;
        mode = context.get(EngineSettings.THREADING);
    }

    boolean isInvoker()
    {
        return ThreadingMode.INVOKER == mode;
    }

    boolean isDedicated()
    {
        return ThreadingMode.DEDICATED == mode;
    }

    /**
     * Only where the thread may wait at all is anybody told of channels, or woken.
     *
     * @param watched told who wants to know of channels.
     */
    void makeWaits(final Consumer<ChannelWatch> watched)
    {
        if (context.nodeIdleStrategy instanceof final BlockingIdleStrategy idle)
        {
            nodeWait = new SelectorWait(isInvoker() ? MAX_INVOKER_WAIT_NS : MAX_WAIT_NS);
            parts.nodeWait = nodeWait;
            idle.bind(nodeWait);
            watched.accept(nodeWait);
        }
        if (isDedicated() && context.workerIdleStrategy instanceof final BlockingIdleStrategy idle)
        {
            parts.workerWait = new ParkWait(MAX_WAIT_NS);
            idle.bind(parts.workerWait);
        }
    }

    /**
     * Let them run.
     *
     * @param others of whom the node's thread does not know, and how long they can wait.
     */
    void start(final NodeAgent agent, final WorkerAgent worker, final UnaryOperator<LongSupplier> others)
    {
        started = true;
        if (null != parts.workerWait)
        {
            parts.workerWait.patience(worker::patienceNs);
        }
        if (null != parts.nodeWait)
        {
            parts.nodeWait.patience(others.apply(
                isDedicated() ? agent::patienceNs : () -> Math.min(agent.patienceNs(), worker.patienceNs())));
        }
        if (isInvoker())
        {
            agent.onStart();
        }
        else if (isDedicated())
        {
            run(context.nodeIdleStrategy, agent);
            run(context.workerIdleStrategy, worker);
        }
        else
        {
            run(context.nodeIdleStrategy, new CompositeAgent(agent, worker));
        }
    }

    /**
     * End them, and the agents that they run.
     *
     * @param agentOrNull to be closed by this thread, where it had none of its own.
     * @return false where nothing was ever started.
     */
    boolean stop(final NodeAgent agentOrNull)
    {
        if (null != parts.nodeWait)
        {
            parts.nodeWait.release();
        }
        if (null != parts.workerWait)
        {
            parts.workerWait.release();
        }
        if (!runners.isEmpty())
        {
            CloseHelper.closeAll(runners);
            runners.clear();
            return true;
        }
        if (null != agentOrNull && started)
        {
            agentOrNull.onClose();
            return true;
        }
        return false;
    }

    /** When nobody wakes anybody any more. */
    void close()
    {
        CloseHelper.quietClose(nodeWait);
    }

    private void run(final IdleStrategy idleStrategy, final Agent toRun)
    {
        final AgentRunner runner = new AgentRunner(idleStrategy, parts.errorHandler, null, toRun);
        runners.add(runner);
        AgentRunner.startOnThread(runner, context.threadFactory);
    }
}
