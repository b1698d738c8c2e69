package io.hopwire.perf;

import org.agrona.DirectBuffer;
import org.agrona.LangUtil;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * A bare forwarder of datagrams between two connected channels: the limit of a relay.
 */
final class NioRelayEnd implements End
{
    private static final int MAX_DATAGRAM = 64 * 1024;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private DatagramChannel first;
    private DatagramChannel second;

    @Override
    public String open() throws IOException
    {
        first = NioUdpEnd.openChannel();
        second = NioUdpEnd.openChannel();
        return NioUdpEnd.address(first) + ',' + NioUdpEnd.address(second);
    }

    @Override
    public void connect(final String peers) throws IOException
    {
        final String[] both = peers.split(",");
        first.connect(NioUdpEnd.parse(both[0]));
        second.connect(NioUdpEnd.parse(both[1]));
    }

    @Override
    public boolean isUp()
    {
        return second.isConnected();
    }

    @Override
    public boolean send(final DirectBuffer message, final int offset, final int length)
    {
        throw new UnsupportedOperationException("a relay has nothing to say");
    }

    @Override
    public void doWork()
    {
        try
        {
            forward(first, second);
            forward(second, first);
        }
        catch (final IOException ex)
        {
            LangUtil.rethrowUnchecked(ex);
        }
    }

    @Override
    public void close() throws IOException
    {
        first.close();
        second.close();
    }

    private void forward(final DatagramChannel from, final DatagramChannel to) throws IOException
    {
        buffer.clear();
        if (from.read(buffer) > 0)
        {
            buffer.flip();
            to.write(buffer);
        }
    }
}
