package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * All workers of a node, by the kind of work that they do. Each is made where the keys are that it needs.
 * <p>
 * Not thread-safe: one thread executes.
 */
public final class Workers implements Worker
{
    private final Worker[] workers = new Worker[WorkHeader.MAX_KINDS];

    /**
     * Nobody works yet.
     */
    public Workers()
    {
    }

    /**
     * Add a worker.
     *
     * @param kind   of work, a number of {@link WorkHeader}.
     * @param worker does it.
     * @return this.
     */
    public Workers register(final int kind, final Worker worker)
    {
        if (null != workers[kind])
        {
            throw new IllegalStateException("work of kind " + kind + " has a worker");
        }
        workers[kind] = worker;
        return this;
    }

    /**
     * {@inheritDoc}
     * <p>
     * Who asked for something that nobody does waits for ever: that is a bug of this node, for requests never come over
     * the network.
     */
    @Override
    public int execute(
        final DirectBuffer request,
        final int offset,
        final int length,
        final MutableDirectBuffer result,
        final int resultOffset)
    {
        final int kind = WorkHeader.kind(request, offset);
        if (kind >= workers.length || null == workers[kind])
        {
            throw new IllegalStateException("nobody does work of kind " + kind);
        }
        final int resultLength = workers[kind].execute(request, offset, length, result, resultOffset);
        if (resultLength > 0)
        {
            WorkHeader.put(result, resultOffset, kind, WorkHeader.owner(request, offset));
        }
        return resultLength;
    }

    @Override
    public void close()
    {
        for (final Worker worker : workers)
        {
            if (null != worker)
            {
                worker.close();
            }
        }
    }
}
