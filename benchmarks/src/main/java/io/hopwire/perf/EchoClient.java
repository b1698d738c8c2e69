package io.hopwire.perf;

import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Sends a message, waits for its echo, and only then sends the next one. Latency is from before the send to after the
 * echo was handed over; the content of the echo is checked.
 */
final class EchoClient implements Task
{
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int SPINS_PER_CLOCK = 1024;
    private static final long PATTERN = 0x9E37_79B9_7F4A_7C15L;

    private final UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(Ends.MAX_LENGTH));
    private final Histogram histogram = Latencies.newHistogram(LONGEST_NS);
    private final long intervalNs;
    private int length;
    private long sequence;
    private long echoed;
    private String fault;

    /**
     * @param intervalNs from the beginning of a message to that of the next at the least, 0 for at once.
     */
    EchoClient(final long intervalNs)
    {
        this.intervalNs = intervalNs;
    }

    @Override
    public void run(final End end, final Commands commands, final Fields order)
    {
        prepare((int)order.number("size"));
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(order.number("millis"));
        histogram.reset();
        long nowNs = System.nanoTime();
        do
        {
            final long nextNs = nowNs + intervalNs;
            nowNs = echo(end);
            while (nowNs - nextNs < 0)
            {
                end.doWork();
                nowNs = System.nanoTime();
            }
        }
        while (nowNs - deadlineNs < 0);
    }

    @Override
    public void report(final Fields report)
    {
        report.put("messages", histogram.getTotalCount()).put("histogram", Latencies.encode(histogram));
    }

    private void prepare(final int size)
    {
        if (size < 2 * Long.BYTES || size > Ends.MAX_LENGTH)
        {
            throw new IllegalArgumentException("size must be 16 to " + Ends.MAX_LENGTH + ", found " + size);
        }
        length = size;
        for (int i = 0; i < size; i++)
        {
            message.putByte(i, (byte)(i * PATTERN >>> 56));
        }
    }

    private long echo(final End end)
    {
        sequence++;
        message.putLong(0, sequence);
        message.putLong(length - Long.BYTES, ~sequence);
        final long startNs = System.nanoTime();
        int spins = 0;
        while (!end.send(message, 0, length))
        {
            end.doWork();
            spins = checkTime(spins, startNs);
        }
        while (echoed != sequence)
        {
            end.doWork();
            spins = checkTime(spins, startNs);
        }
        final long nowNs = System.nanoTime();
        histogram.recordValue(nowNs - startNs);
        return nowNs;
    }

    private int checkTime(final int spins, final long startNs)
    {
        if (null != fault)
        {
            throw new IllegalStateException(fault);
        }
        if (0 == (spins + 1) % SPINS_PER_CLOCK && System.nanoTime() - startNs > LONGEST_NS)
        {
            throw new IllegalStateException("message " + sequence + " of " + length + " bytes did not come back");
        }
        return spins + 1;
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int echoLength)
    {
        if (!isEcho(buffer, offset, echoLength))
        {
            fault = "message " + sequence + " of " + length + " bytes came back as something else";
            return;
        }
        echoed = sequence;
    }

    /** First and last word are those of this message alone; of the rest one byte, another one each time. */
    private boolean isEcho(final DirectBuffer buffer, final int offset, final int echoLength)
    {
        if (echoLength != length ||
            buffer.getLong(offset) != sequence ||
            buffer.getLong(offset + length - Long.BYTES) != ~sequence)
        {
            return false;
        }
        final int index = (int)(sequence % length);
        return buffer.getByte(offset + index) == message.getByte(index);
    }
}
