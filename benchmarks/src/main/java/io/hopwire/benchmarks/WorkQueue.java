package io.hopwire.benchmarks;

import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Requests;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;

/**
 * Slow work of one node, done when {@link #poll} is called: never from within the core.
 */
final class WorkQueue implements Requests
{
    /**
     * Takes what came of a piece of work.
     */
    @FunctionalInterface
    interface ResultHandler
    {
        void onResult(UnsafeBuffer buffer, int length);
    }

    private final HandshakeWorker worker;
    private final ArrayDeque<UnsafeBuffer> waiting = new ArrayDeque<>();
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private final UnsafeBuffer result = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private int claimed;

    WorkQueue(final HandshakeWorker worker)
    {
        this.worker = worker;
    }

    @Override
    public int tryClaim(final int length)
    {
        claimed = length;
        return length > request.capacity() ? BACK_PRESSURED : 0;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return request;
    }

    @Override
    public void commit()
    {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[claimed]);
        copy.putBytes(0, request, 0, claimed);
        waiting.add(copy);
    }

    @Override
    public void abort()
    {
        // nothing was taken
    }

    @Override
    public int inFlight()
    {
        return waiting.size();
    }

    void poll(final ResultHandler handler)
    {
        while (!waiting.isEmpty())
        {
            final UnsafeBuffer next = waiting.remove();
            final int length = worker.execute(next, 0, next.capacity(), result, 0);
            if (length > 0)
            {
                handler.onResult(result, length);
            }
        }
    }
}
