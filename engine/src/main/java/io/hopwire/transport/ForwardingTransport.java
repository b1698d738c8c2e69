package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Outbox;

import java.net.InetSocketAddress;

/**
 * Passes everything on to another transport: what decorators begin with. They stack.
 */
public abstract class ForwardingTransport implements DatagramTransport
{
    private final DatagramTransport delegate;

    /**
     * Over a transport.
     *
     * @param delegate that does the work.
     */
    protected ForwardingTransport(final DatagramTransport delegate)
    {
        this.delegate = delegate;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int poll(final DatagramHandler handler, final int limit)
    {
        return delegate.poll(handler, limit);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int pollClosed(final AddressClosedHandler handler, final int limit)
    {
        return delegate.pollClosed(handler, limit);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public boolean isPending()
    {
        return delegate.isPending();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public Outbox outbox()
    {
        return delegate.outbox();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int free()
    {
        return delegate.free();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int flush()
    {
        return delegate.flush();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public boolean isBlocked()
    {
        return delegate.isBlocked();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void watch(final ChannelWatch watch)
    {
        delegate.watch(watch);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public Addresses addresses()
    {
        return delegate.addresses();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public InetSocketAddress localAddress()
    {
        return delegate.localAddress();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void close()
    {
        delegate.close();
    }
}
