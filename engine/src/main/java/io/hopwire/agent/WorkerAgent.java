package io.hopwire.agent;

import io.hopwire.spi.Limits;
import io.hopwire.spi.Worker;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * Executes slow work: one request a duty cycle, so that a thread shared with the node is never held longer than one
 * handshake message takes (some hundred microseconds).
 */
public final class WorkerAgent implements Agent
{
    private final OneToOneRingBuffer requests;
    private final OneToOneRingBuffer results;
    private final Worker worker;
    private final EngineState state;
    private final AgentWait node;
    private final MessageHandler onRequest = this::onRequest;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);

    /**
     * @param slowWork requests and results.
     * @param worker   what executes them.
     * @param state    of the engine.
     * @param node     where the node's thread waits, or null where it never does.
     */
    WorkerAgent(
        final SlowWork slowWork, final Worker worker, final EngineState state, final AgentWait node)
    {
        requests = slowWork.requests();
        results = slowWork.results();
        this.worker = worker;
        this.state = state;
        this.node = node;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int doWork()
    {
        if (state.hasFailed())
        {
            throw state.termination;
        }
        if (!hasRoom())
        {
            return 0;
        }
        try
        {
            final int work = requests.read(onRequest, 1);
            if (work > 0)
            {
                wakeNode();
            }
            return work;
        }
        catch (final Throwable ex)
        {
            // A handshake half done can not be repeated, and its owner waits for it: there is no way on.
            state.fail(ex);
            wakeNode();
            throw state.termination;
        }
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public String roleName()
    {
        return "hopwire-worker";
    }

    /**
     * How long may the thread wait, where nobody wakes it?
     */
    long patienceNs()
    {
        if (!hasRoom())
        {
            return AgentWait.RETRY_NS;
        }
        return state.hasFailed() || 0 != requests.size() ? 0 : Long.MAX_VALUE;
    }

    private boolean hasRoom()
    {
        return results.capacity() - results.size() >= 2 * SlowWork.SLOT;
    }

    private void wakeNode()
    {
        if (null != node)
        {
            node.wake();
        }
    }

    private void onRequest(final int type, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        final int resultLength = worker.execute(buffer, offset, length, scratch, 0);
        if (!results.write(SlowWork.RESULT, scratch, 0, resultLength))
        {
            throw new IllegalStateException("no room for a result that was reserved");
        }
    }
}
