package io.hopwire.agent;

import io.hopwire.core.NodeCore;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The real core.
 */
final class NodeCorePort implements CorePort
{
    private final NodeCore core;

    NodeCorePort(final NodeCore core)
    {
        this.core = core;
    }

    @Override
    public void addBootstrap(
        final DirectBuffer keyOrNull, final int keyOffset, final int addressId, final long nowNs)
    {
        core.addBootstrap(keyOrNull, keyOffset, addressId, nowNs);
    }

    @Override
    public void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        core.onDatagram(addressId, buffer, offset, length, nowNs);
    }

    @Override
    public void onAddressClosed(final int addressId, final int reason, final long nowNs)
    {
        core.onAddressClosed(addressId, reason, nowNs);
    }

    @Override
    public void onResult(
        final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        core.onResult(buffer, offset, length, nowNs);
    }

    @Override
    public void flush(final long nowNs)
    {
        core.flush(nowNs);
    }

    @Override
    public void onIdle()
    {
        core.onIdle();
    }

    @Override
    public int onDeadline(final long nowNs)
    {
        return core.onDeadline(nowNs);
    }

    @Override
    public long nextDeadlineNs()
    {
        return core.nextDeadlineNs();
    }

    @Override
    public void connect(
        final long correlationId,
        final DirectBuffer key,
        final int keyOffset,
        final int maxHops,
        final int minRoutes,
        final int maxRoutes,
        final long timeoutNs,
        final long nowNs)
    {
        core.connect(correlationId, key, keyOffset, maxHops, minRoutes, maxRoutes, timeoutNs, nowNs);
    }

    @Override
    public void listen(final boolean listening)
    {
        core.listen(listening);
    }

    @Override
    public long offer(
        final int sessionId, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        return core.offer(sessionId, buffer, offset, length, nowNs);
    }

    @Override
    public void closeSession(final int sessionId, final long nowNs)
    {
        core.closeSession(sessionId, nowNs);
    }

    @Override
    public void trace(final int sessionId, final long nowNs)
    {
        core.trace(sessionId, nowNs);
    }

    @Override
    public int maxMessageLength()
    {
        return core.maxMessageLength();
    }

    @Override
    public int maxMessageLength(final int sessionId)
    {
        return core.maxMessageLength(sessionId);
    }

    @Override
    public void onClose(final long nowNs)
    {
        core.onClose(nowNs);
    }
}
