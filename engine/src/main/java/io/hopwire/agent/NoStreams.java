package io.hopwire.agent;

import io.hopwire.spi.ByteSink;
import io.hopwire.transport.ChannelWatch;
import io.hopwire.transport.StreamListener;
import io.hopwire.transport.StreamTransport;

import java.net.InetSocketAddress;

/**
 * Of a node whose core has no connections of bytes.
 */
final class NoStreams implements StreamTransport
{
    static final NoStreams INSTANCE = new NoStreams();

    private NoStreams()
    {
    }

    @Override
    public int dial(final int addressId)
    {
        return UNREACHABLE;
    }

    @Override
    public ByteSink sink(final int addressId)
    {
        throw new IllegalArgumentException("no connection is " + addressId);
    }

    @Override
    public void end(final int addressId)
    {
        sink(addressId);
    }

    @Override
    public void close(final int addressId)
    {
        sink(addressId);
    }

    @Override
    public void reset(final int addressId)
    {
        sink(addressId);
    }

    @Override
    public InetSocketAddress listen(final InetSocketAddress address)
    {
        throw new UnsupportedOperationException("nobody would read what comes by " + address);
    }

    @Override
    public boolean unlisten(final InetSocketAddress address)
    {
        return false;
    }

    @Override
    public int poll(final StreamListener listener, final int limit)
    {
        return 0;
    }

    @Override
    public int flush()
    {
        return 0;
    }

    @Override
    public boolean isPending()
    {
        return false;
    }

    @Override
    public void watch(final ChannelWatch watch)
    {
    }

    @Override
    public void close()
    {
    }
}
