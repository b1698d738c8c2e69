package io.hopwire.agent;

import io.hopwire.spi.Limits;
import io.hopwire.spi.Worker;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

import java.util.function.BooleanSupplier;

/**
 * Executes slow work: one request a duty cycle, so that a thread shared with the node is never held longer than one
 * handshake message takes (some hundred microseconds). On such a thread the node's datagrams come first: in a storm of
 * handshakes those of established sessions would wait for a request after each short look at the socket. But not for
 * ever, as whoever sends enough could else keep all others from connecting.
 */
public final class WorkerAgent implements Agent
{
    /** Duty cycles of a crowded node, of up to 64 datagrams each, for which it waits at most. */
    static final int MAX_WAITING_CYCLES = 4;

    private final OneToOneRingBuffer requests;
    private final OneToOneRingBuffer results;
    private final Worker worker;
    private final EngineState state;
    private final AgentWait node;
    private final BooleanSupplier isNodeCrowdedOrNull;
    private final MessageHandler onRequest = this::onRequest;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private int waitingCycles;

    /**
     * @param slowWork            requests and results.
     * @param worker              what executes them.
     * @param state               of the engine.
     * @param node                where the node's thread waits, or null where it never does.
     * @param isNodeCrowdedOrNull whether the node has more to read, or null where the worker has a thread of its own.
     */
    WorkerAgent(
        final SlowWork slowWork,
        final Worker worker,
        final EngineState state,
        final AgentWait node,
        final BooleanSupplier isNodeCrowdedOrNull)
    {
        this.isNodeCrowdedOrNull = isNodeCrowdedOrNull;
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
        if (requests.producerPosition() == requests.consumerPosition() || waitsForNode() || !hasRoom())
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
            state.fail(ex, node);
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
     * {@inheritDoc}
     * <p>
     * What it did has keys in it.
     */
    @Override
    public void onClose()
    {
        worker.close();
        scratch.setMemory(0, scratch.capacity(), (byte)0);
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

    private boolean waitsForNode()
    {
        final boolean waits = null != isNodeCrowdedOrNull && isNodeCrowdedOrNull.getAsBoolean() &&
            waitingCycles < MAX_WAITING_CYCLES;
        waitingCycles = waits ? waitingCycles + 1 : 0;
        return waits;
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
