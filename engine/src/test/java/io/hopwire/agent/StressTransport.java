package io.hopwire.agent;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Outbox;
import io.hopwire.transport.ChannelWatch;
import io.hopwire.transport.DatagramHandler;
import io.hopwire.transport.DatagramTransport;

import java.net.InetSocketAddress;

/**
 * A transport that has nothing to carry and always room.
 */
class StressTransport implements DatagramTransport
{
    @Override
    public int poll(final DatagramHandler handler, final int limit)
    {
        return 0;
    }

    @Override
    public Outbox outbox()
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int free()
    {
        return Integer.MAX_VALUE;
    }

    @Override
    public int flush()
    {
        return 0;
    }

    @Override
    public boolean isBlocked()
    {
        return false;
    }

    @Override
    public void watch(final ChannelWatch watch)
    {
    }

    @Override
    public Addresses addresses()
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public InetSocketAddress localAddress()
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close()
    {
    }
}
