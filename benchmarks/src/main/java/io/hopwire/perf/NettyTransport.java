package io.hopwire.perf;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * The sockets that Netty uses: epoll where its native library loads, NIO otherwise.
 */
enum NettyTransport
{
    EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class),
    NIO(NioSocketChannel.class, NioServerSocketChannel.class);

    private final Class<? extends SocketChannel> channel;
    private final Class<? extends ServerSocketChannel> serverChannel;

    NettyTransport(
        final Class<? extends SocketChannel> channel, final Class<? extends ServerSocketChannel> serverChannel)
    {
        this.channel = channel;
        this.serverChannel = serverChannel;
    }

    static NettyTransport best()
    {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    ManualIoEventLoop newEventLoop()
    {
        final IoHandlerFactory factory = this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new ManualIoEventLoop(Thread.currentThread(), factory);
    }

    Class<? extends SocketChannel> channel()
    {
        return channel;
    }

    Class<? extends ServerSocketChannel> serverChannel()
    {
        return serverChannel;
    }

    @Override
    public String toString()
    {
        return this == EPOLL ? "epoll" : "NIO";
    }
}
