package io.hopwire.perf;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Counts messages and checks them. Reports its progress often where the sender's window needs that, and always when
 * nothing more comes, so that the sender knows that it may stop. Time runs from the first to the last message, read
 * once in a duty cycle. Late messages are counted apart: a datagram may overtake another.
 */
final class RateServer implements Task
{
    private static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long REPORT_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final UnsafeBuffer progress = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));
    private final long threshold;
    private int length;
    private long messages;
    private long late;
    private long newest;
    private long unreported;
    private long spanNs;

    RateServer(final boolean givesCredit)
    {
        threshold = givesCredit ? Credit.REPORT : Long.MAX_VALUE;
    }

    @Override
    public void run(final End end, final Commands commands, final Fields order)
    {
        length = (int)order.number("size");
        messages = 0;
        late = 0;
        unreported = 0;
        long firstNs = 0;
        long lastNs = System.nanoTime();
        long nowNs = lastNs;
        while (!commands.arePending() || nowNs - lastNs < QUIET_NS)
        {
            final long before = messages;
            end.doWork();
            nowNs = System.nanoTime();
            if (before != messages)
            {
                firstNs = 0 == before ? nowNs : firstNs;
                lastNs = nowNs;
            }
            if (unreported >= threshold || unreported > 0 && nowNs - lastNs > REPORT_NS)
            {
                reportProgress(end);
            }
        }
        spanNs = lastNs - firstNs;
    }

    @Override
    public void report(final Fields report)
    {
        report.put("messages", messages).put("nanos", spanNs).put("late", late);
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int messageLength)
    {
        final long sequence = buffer.getLong(offset);
        if (messageLength != length || buffer.getLong(offset + length - Long.BYTES) != ~sequence)
        {
            throw new IllegalStateException("message " + sequence + " of " + messageLength + " bytes was not sent so");
        }
        if (sequence <= newest)
        {
            late++;
        }
        else
        {
            newest = sequence;
        }
        messages++;
        unreported += length;
    }

    private void reportProgress(final End end)
    {
        progress.putLong(0, newest);
        if (end.send(progress, 0, Long.BYTES))
        {
            unreported = 0;
        }
    }
}
