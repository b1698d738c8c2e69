package io.hopwire.perf;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Sends a batch, each datagram from the next peer, and waits until the receiver has taken it.
 */
final class PeersClient implements Task
{
    private static final int MAX_LENGTH = 64 * 1024;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

    private final UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(MAX_LENGTH));
    private long sent;
    private boolean mayGoOn;

    @Override
    public void run(final End end, final Commands commands, final Fields order)
    {
        final int length = (int)order.number("size");
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(order.number("millis"));
        sent = 0;
        while (System.nanoTime() - deadlineNs < 0)
        {
            for (int i = 0; i < PeersServer.BATCH; i++)
            {
                message.putLong(0, ++sent);
                if (!end.send(message, 0, length))
                {
                    throw new IllegalStateException("a send buffer is full");
                }
            }
            await(end);
        }
    }

    @Override
    public void report(final Fields report)
    {
        report.put("messages", sent);
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        mayGoOn = true;
    }

    private void await(final End end)
    {
        final long startNs = System.nanoTime();
        while (!mayGoOn)
        {
            end.doWork();
            if (System.nanoTime() - startNs > PATIENCE_NS)
            {
                throw new IllegalStateException("a batch was not taken");
            }
        }
        mayGoOn = false;
    }
}
