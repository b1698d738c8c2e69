package io.hopwire.perf;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Bare TCP through a bare forwarder: what a session over a relay costs without cryptography, routes and recovery of its
 * own. The forwarder copies bytes from one connection to the other, on the thread of the server. Messages go behind a
 * length of 4 bytes; what is sent in one duty cycle is written together.
 */
final class NioTcpEnd implements End
{
    private static final int HEADER = BitUtil.SIZE_OF_INT;
    private static final int CAPACITY = 2 * 1024 * 1024;
    private static final int FORWARDED = 256 * 1024;

    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(CAPACITY);
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(CAPACITY);
    private final UnsafeBuffer outgoingView = new UnsafeBuffer(outgoing);
    private final UnsafeBuffer incomingView = new UnsafeBuffer(incoming);
    private final ByteBuffer there = ByteBuffer.allocateDirect(FORWARDED);
    private final ByteBuffer back = ByteBuffer.allocateDirect(FORWARDED);
    private final Receiver receiver;
    private final boolean isServer;
    private ServerSocketChannel listening;
    private ServerSocketChannel forwarding;
    private SocketChannel channel;
    private SocketChannel outer;
    private SocketChannel inner;

    NioTcpEnd(final Receiver receiver, final boolean isServer)
    {
        this.receiver = receiver;
        this.isServer = isServer;
    }

    @Override
    public String open() throws IOException
    {
        if (!isServer)
        {
            return Hopwire.NOT_LISTENING;
        }
        listening = listen();
        forwarding = listen();
        return "127.0.0.1:" + ((InetSocketAddress)forwarding.getLocalAddress()).getPort();
    }

    @Override
    public void connect(final String peer) throws IOException
    {
        if (!isServer)
        {
            channel = prepared(SocketChannel.open(NioUdpEnd.parse(peer)));
        }
    }

    @Override
    public boolean isUp()
    {
        return null != channel;
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        final int position = outgoing.position();
        if (outgoing.remaining() < HEADER + length)
        {
            return false;
        }
        outgoingView.putInt(position, length);
        outgoingView.putBytes(position + HEADER, buffer, offset, length);
        outgoing.position(position + HEADER + length);
        return true;
    }

    @Override
    public void doWork()
    {
        try
        {
            accept();
            if (null != inner)
            {
                forward(outer, inner, there);
                forward(inner, outer, back);
            }
            if (null != channel)
            {
                write(channel, outgoing);
                read();
                write(channel, outgoing);
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
        for (final Channel each : new Channel[]{channel, outer, inner, listening, forwarding})
        {
            if (null != each)
            {
                each.close();
            }
        }
    }

    private void accept() throws IOException
    {
        if (isServer && null == channel)
        {
            final SocketChannel client = null == outer ? forwarding.accept() : null;
            if (null != client)
            {
                outer = prepared(client);
                inner = prepared(SocketChannel.open(listening.getLocalAddress()));
            }
            final SocketChannel accepted = listening.accept();
            channel = null == accepted ? null : prepared(accepted);
        }
    }

    private void read() throws IOException
    {
        final int read = channel.read(incoming);
        if (read < 0)
        {
            throw new EOFException("the connection has ended");
        }
        if (read > 0)
        {
            final int from = handOver(incoming.position());
            incoming.limit(incoming.position()).position(from);
            incoming.compact();
        }
    }

    private int handOver(final int limit)
    {
        int at = 0;
        while (limit - at >= HEADER && limit - at - HEADER >= incomingView.getInt(at))
        {
            final int length = incomingView.getInt(at);
            receiver.onMessage(incomingView, at + HEADER, length);
            at += HEADER + length;
        }
        return at;
    }

    private static void forward(final SocketChannel from, final SocketChannel to, final ByteBuffer buffer)
        throws IOException
    {
        if (from.read(buffer) < 0)
        {
            throw new EOFException("a connection of the forwarder has ended");
        }
        write(to, buffer);
    }

    private static void write(final SocketChannel to, final ByteBuffer buffer) throws IOException
    {
        if (buffer.position() > 0)
        {
            buffer.flip();
            to.write(buffer);
            buffer.compact();
        }
    }

    private static ServerSocketChannel listen() throws IOException
    {
        final ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress("127.0.0.1", 0));
        channel.configureBlocking(false);
        return channel;
    }

    private static SocketChannel prepared(final SocketChannel channel) throws IOException
    {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel;
    }
}
