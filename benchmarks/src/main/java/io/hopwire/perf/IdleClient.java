package io.hopwire.perf;

import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps peers alive that have nothing to say, without getting in the way of what is measured.
 */
final class IdleClient implements Task
{
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);

    @Override
    public void run(final End end, final Commands commands, final Fields order)
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(order.number("millis"));
        while (System.nanoTime() - deadlineNs < 0)
        {
            end.doWork();
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    @Override
    public void report(final Fields report)
    {
        report.put("messages", 0);
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        throw new IllegalStateException("nobody has anything to say");
    }
}
