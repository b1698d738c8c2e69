package io.hopwire.perf;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Sends as many messages as are taken: up to {@link #BATCH} bytes in a duty cycle.
 */
final class RateClient implements Task
{
    private static final int BATCH = 32 * 1024;
    private static final long STALL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long DRAIN_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(Ends.MAX_LENGTH));
    private final boolean hasCredit;
    private long sequence;
    private long received;
    private long sent;
    private long stalls;
    private long lastProgressNs;

    RateClient(final boolean hasCredit)
    {
        this.hasCredit = hasCredit;
    }

    @Override
    public void run(final End end, final Commands commands, final Fields order)
    {
        final int length = (int)order.number("size");
        final int batch = isForCompilers(order.number("round")) ? 1 : Math.max(1, BATCH / length);
        final long window = hasCredit ? Math.max(1, Credit.WINDOW / length) : Long.MAX_VALUE / 2;
        final long startNs = System.nanoTime();
        final long deadlineNs = startNs + TimeUnit.MILLISECONDS.toNanos(order.number("millis"));
        final long before = sequence;
        received = sequence;
        stalls = 0;
        lastProgressNs = startNs;
        long nowNs = startNs;
        while (nowNs - deadlineNs < 0)
        {
            sendBatch(end, length, Math.min(batch, window - (sequence - received)));
            end.doWork();
            nowNs = System.nanoTime();
            checkStall(window, nowNs);
        }
        sent = sequence - before;
        while (received != sequence && nowNs - deadlineNs < DRAIN_NS)
        {
            end.doWork();
            nowNs = System.nanoTime();
        }
    }

    @Override
    public void report(final Fields report)
    {
        report.put("messages", sent).put("stalls", stalls);
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        received = Math.max(received, buffer.getLong(offset));
    }

    /**
     * A batch makes hundreds of messages one call of what seals and sends them, so the compilers take that for seldom
     * used: every other warm-up sends messages one by one.
     */
    private static boolean isForCompilers(final long round)
    {
        return round < 0 && round % 2 == 0;
    }

    private void sendBatch(final End end, final int length, final long limit)
    {
        for (long i = 0; i < limit; i++)
        {
            message.putLong(0, sequence + 1);
            message.putLong(length - Long.BYTES, ~(sequence + 1));
            if (!end.send(message, 0, length))
            {
                break;
            }
            sequence++;
        }
    }

    /** What was on its way when the window was full, and nothing came for long, is lost. */
    private void checkStall(final long window, final long nowNs)
    {
        if (sequence - received < window)
        {
            lastProgressNs = nowNs;
        }
        else if (nowNs - lastProgressNs > STALL_NS)
        {
            stalls++;
            received = sequence;
            lastProgressNs = nowNs;
        }
    }
}
