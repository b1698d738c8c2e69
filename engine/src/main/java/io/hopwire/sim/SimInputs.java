package io.hopwire.sim;

import io.hopwire.core.Core;
import io.hopwire.spi.Commands;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The inputs of one life of a simulated node. In front of each as much is reserved as it may cause, as an agent does
 * it.
 */
final class SimInputs
{
    /** Far more than a core of thousands of sessions and links takes. */
    private static final int MAX_CLOSES = 100_000;

    private final Core core;
    private final SimOutbox outbox;
    private final SimWork slowWork;

    SimInputs(final Core core, final SimOutbox outbox, final SimWork slowWork)
    {
        this.core = core;
        this.outbox = outbox;
        this.slowWork = slowWork;
    }

    void datagram(final int source, final MutableDirectBuffer buffer, final int length, final long nowNs)
    {
        reserve();
        core.onDatagram(source, buffer, 0, length, nowNs);
        release();
    }

    void addressClosed(final int addressId, final int reason, final long nowNs)
    {
        reserve();
        core.onAddressClosed(addressId, reason, nowNs);
        release();
    }

    void result(final DirectBuffer buffer, final int length, final long nowNs)
    {
        slowWork.onAnswered();
        reserve();
        core.onResult(buffer, 0, length, nowNs);
        release();
    }

    void command(final int type, final Commands.Command<?> command, final long nowNs)
    {
        reserve();
        core.onCommand(type, command.buffer(), 0, command.buffer().capacity(), nowNs);
        release();
    }

    long offer(
        final int sessionId, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        reserve();
        final long position = core.offer(sessionId, buffer, offset, length, nowNs);
        release();
        return position;
    }

    void deadlines(final long nowNs)
    {
        while (core.nextDeadlineNs() - nowNs <= 0)
        {
            reserve();
            core.onDeadline(nowNs);
            release();
        }
    }

    void flush(final long nowNs)
    {
        boolean hasMore = true;
        while (hasMore)
        {
            reserve();
            hasMore = core.flush(nowNs);
            release();
        }
    }

    /** All that the core has to say at its end, as much at a time as fits. */
    void close(final long nowNs)
    {
        boolean hasMore = true;
        for (int i = 0; i < MAX_CLOSES && hasMore; i++)
        {
            reserve();
            hasMore = core.onClose(nowNs);
            release();
        }
        assert !hasMore : "a core comes to its end";
    }

    private void reserve()
    {
        outbox.reserve();
        slowWork.reserve();
    }

    private void release()
    {
        outbox.release();
        slowWork.release();
    }
}
