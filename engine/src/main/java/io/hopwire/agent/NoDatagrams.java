package io.hopwire.agent;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import io.hopwire.transport.ChannelWatch;
import io.hopwire.transport.DatagramHandler;
import io.hopwire.transport.DatagramTransport;
import org.agrona.MutableDirectBuffer;

import java.net.InetSocketAddress;

/**
 * Of a core that exchanges no datagrams.
 */
final class NoDatagrams implements DatagramTransport, Outbox
{
    private final Addresses addresses;

    NoDatagrams(final Addresses addresses)
    {
        this.addresses = addresses;
    }

    @Override
    public int poll(final DatagramHandler handler, final int limit)
    {
        return 0;
    }

    @Override
    public Outbox outbox()
    {
        return this;
    }

    @Override
    public int free()
    {
        return Limits.MAX_DATAGRAMS_PER_INPUT;
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
        return addresses;
    }

    @Override
    public InetSocketAddress localAddress()
    {
        return null;
    }

    @Override
    public void close()
    {
    }

    @Override
    public int tryClaim(final int maxLength)
    {
        return BACK_PRESSURED;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        throw new IllegalStateException("nothing is claimed");
    }

    @Override
    public void commit(final int pathId, final int length)
    {
        throw new IllegalStateException("nothing is claimed");
    }

    @Override
    public void abort()
    {
        throw new IllegalStateException("nothing is claimed");
    }
}
