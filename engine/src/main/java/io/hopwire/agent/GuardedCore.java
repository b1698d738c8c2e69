package io.hopwire.agent;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The core behind one rule: whatever it throws, an exception too, leaves a transition half done, so the engine has
 * failed and nothing may be asked of the core again. Exceptions that happen outside of it do not end the engine.
 */
final class GuardedCore implements CorePort
{
    private final CorePort core;
    private final EngineState state;

    GuardedCore(final CorePort core, final EngineState state)
    {
        this.core = core;
        this.state = state;
    }

    @Override
    public void addBootstrap(
        final DirectBuffer keyOrNull, final int keyOffset, final int addressId, final long nowNs)
    {
        try
        {
            core.addBootstrap(keyOrNull, keyOffset, addressId, nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        try
        {
            core.onDatagram(addressId, buffer, offset, length, nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public void onAddressClosed(final int addressId, final int reason, final long nowNs)
    {
        try
        {
            core.onAddressClosed(addressId, reason, nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public void onResult(
        final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        try
        {
            core.onResult(buffer, offset, length, nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public void flush(final long nowNs)
    {
        try
        {
            core.flush(nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public void onIdle()
    {
        try
        {
            core.onIdle();
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public int onDeadline(final long nowNs)
    {
        try
        {
            return core.onDeadline(nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public long nextDeadlineNs()
    {
        try
        {
            return core.nextDeadlineNs();
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
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
        try
        {
            core.connect(correlationId, key, keyOffset, maxHops, minRoutes, maxRoutes, timeoutNs, nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public void listen(final boolean listening)
    {
        try
        {
            core.listen(listening);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public long offer(
        final int sessionId, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        try
        {
            return core.offer(sessionId, buffer, offset, length, nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public void closeSession(final int sessionId, final long nowNs)
    {
        try
        {
            core.closeSession(sessionId, nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public void trace(final int sessionId, final long nowNs)
    {
        try
        {
            core.trace(sessionId, nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public int maxMessageLength()
    {
        try
        {
            return core.maxMessageLength();
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }

    @Override
    public int maxMessageLength(final int sessionId)
    {
        return core.maxMessageLength(sessionId);
    }

    @Override
    public void onClose(final long nowNs)
    {
        try
        {
            core.onClose(nowNs);
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
    }
}
