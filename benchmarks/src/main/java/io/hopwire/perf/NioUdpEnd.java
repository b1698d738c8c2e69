package io.hopwire.perf;

import org.agrona.DirectBuffer;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Bare Java: a connected, non-blocking {@link DatagramChannel}, one message a datagram, sent from where it lies. The
 * limit for whatever is built on UDP without leaving the public API.
 */
final class NioUdpEnd implements End
{
    static final int SOCKET_BUFFER = 2 * 1024 * 1024;
    private static final int MAX_DATAGRAM = 64 * 1024;

    private final Receiver receiver;
    private final ByteBuffer received = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private final UnsafeBuffer receivedView = new UnsafeBuffer(received);
    private DatagramChannel channel;

    NioUdpEnd(final Receiver receiver)
    {
        this.receiver = receiver;
    }

    @Override
    public String open() throws IOException
    {
        channel = openChannel();
        return address(channel);
    }

    @Override
    public void connect(final String peer) throws IOException
    {
        channel.connect(parse(peer));
    }

    @Override
    public boolean isUp()
    {
        return channel.isConnected();
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        return write(channel, buffer, offset, length);
    }

    static boolean write(
        final DatagramChannel channel, final DirectBuffer buffer, final int offset, final int length)
    {
        final ByteBuffer source = buffer.byteBuffer();
        source.limit(offset + length).position(offset);
        try
        {
            return channel.write(source) > 0;
        }
        catch (final IOException ex)
        {
            LangUtil.rethrowUnchecked(ex);
            return false;
        }
    }

    @Override
    public void doWork()
    {
        received.clear();
        try
        {
            final int length = channel.read(received);
            if (length > 0)
            {
                receiver.onMessage(receivedView, 0, length);
            }
        }
        catch (final IOException ex)
        {
            LangUtil.rethrowUnchecked(ex);
        }
    }

    @Override
    public void close() throws IOException
    {
        channel.close();
    }

    static DatagramChannel openChannel() throws IOException
    {
        final DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress("127.0.0.1", 0));
        return channel;
    }

    static String address(final DatagramChannel channel) throws IOException
    {
        return "127.0.0.1:" + ((InetSocketAddress)channel.getLocalAddress()).getPort();
    }

    static InetSocketAddress parse(final String address)
    {
        final int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }
}
