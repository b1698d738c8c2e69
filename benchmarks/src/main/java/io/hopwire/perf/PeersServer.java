package io.hopwire.perf;

import io.hopwire.transport.DatagramHandler;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Lets a batch of datagrams come in untouched, then takes the time to receive it: the receiver's cost alone, whatever
 * sending costs. A batch in which the socket was found empty was not complete in time and does not count.
 */
final class PeersServer implements Task
{
    static final int BATCH = 128;
    private static final int DATAGRAMS_PER_CYCLE = 32;
    private static final long FILL_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private final UnsafeBuffer answer = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));
    private final DatagramHandler handler = this::onDatagram;
    private long datagrams;
    private long measured;
    private long nanos;

    @Override
    public void run(final End end, final Commands commands, final Fields order)
    {
        final PeersReceiverEnd receiver = (PeersReceiverEnd)end;
        datagrams = 0;
        measured = 0;
        nanos = 0;
        while (!commands.arePending())
        {
            final long fillStartNs = System.nanoTime();
            while (System.nanoTime() - fillStartNs < FILL_NS)
            {
                Thread.onSpinWait();
            }
            takeBatch(receiver, commands);
        }
    }

    @Override
    public void report(final Fields report)
    {
        report.put("messages", datagrams).put("measured", measured).put("nanos", nanos);
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        throw new IllegalStateException("nothing is said on the control channel");
    }

    private void takeBatch(final PeersReceiverEnd end, final Commands commands)
    {
        final long until = datagrams + BATCH;
        boolean wasEmpty = false;
        final long startNs = System.nanoTime();
        while (datagrams < until && !commands.arePending())
        {
            wasEmpty |= end.poll(handler, DATAGRAMS_PER_CYCLE) < DATAGRAMS_PER_CYCLE;
        }
        final long endNs = System.nanoTime();
        if (datagrams == until)
        {
            if (!wasEmpty)
            {
                measured += BATCH;
                nanos += endNs - startNs;
            }
            end.send(answer, 0, Long.BYTES);
        }
    }

    private void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        datagrams++;
    }
}
