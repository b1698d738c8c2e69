package io.hopwire.perf;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * Netty over TCP with TLS 1.3, driven by the measuring thread: an event loop that polls without blocking, which is
 * faster here than one that sleeps in the selector. Messages behind a length of 4 bytes; what is sent in one duty cycle
 * is flushed together.
 */
final class NettyTlsEnd extends ChannelInitializer<SocketChannel> implements End
{
    private static final int HEADER = BitUtil.SIZE_OF_INT;
    private static final int MAX_HELD = 2 * Ends.MAX_LENGTH;

    private final Receiver receiver;
    private final boolean isServer;
    private final NettyTransport transport = NettyTransport.best();
    private final ManualIoEventLoop loop = transport.newEventLoop();
    private final UnsafeBuffer outgoing = new UnsafeBuffer(0, 0);
    private SslContext tls;
    private Channel channel;
    private boolean isUp;
    private boolean isDirty;
    private Throwable fault;

    NettyTlsEnd(final Receiver receiver, final boolean isServer)
    {
        this.receiver = receiver;
        this.isServer = isServer;
    }

    @Override
    public String open() throws IOException, GeneralSecurityException
    {
        tls = isServer ? NettyTls.serverContext() : NettyTls.clientContext();
        Worker.note(transport + ", " + NettyTls.providerName());
        if (!isServer)
        {
            return Hopwire.NOT_LISTENING;
        }
        final Channel listening = await(new ServerBootstrap()
            .group(loop)
            .channel(transport.serverChannel())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childHandler(this)
            .bind("127.0.0.1", 0)).channel();
        return "127.0.0.1:" + ((InetSocketAddress)listening.localAddress()).getPort();
    }

    @Override
    public void connect(final String peer)
    {
        if (!isServer)
        {
            await(new Bootstrap()
                .group(loop)
                .channel(transport.channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .handler(this)
                .connect(NioUdpEnd.parse(peer)));
        }
    }

    @Override
    protected void initChannel(final SocketChannel accepted)
    {
        channel = accepted;
        accepted.pipeline().addLast(tls.newHandler(accepted.alloc()), new Inbound());
    }

    @Override
    public boolean isUp()
    {
        return isUp;
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        if (!channel.isWritable())
        {
            return false;
        }
        final ByteBuf message = channel.alloc().directBuffer(HEADER + length);
        outgoing.wrap(message.memoryAddress(), HEADER + length);
        outgoing.putInt(0, length);
        outgoing.putBytes(HEADER, buffer, offset, length);
        message.writerIndex(HEADER + length);
        channel.write(message, channel.voidPromise());
        isDirty = true;
        return true;
    }

    @Override
    public void doWork()
    {
        flush();
        loop.runNow();
        flush();
        if (null != fault)
        {
            throw new IllegalStateException("connection broke: " + fault.getMessage(), fault);
        }
    }

    @Override
    public void close()
    {
        loop.shutdownGracefully();
        while (!loop.isTerminated())
        {
            loop.runNow();
            Thread.yield();
        }
    }

    private void flush()
    {
        if (isDirty)
        {
            isDirty = false;
            channel.flush();
        }
    }

    private <F extends Future<?>> F await(final F future)
    {
        while (!future.isDone())
        {
            loop.runNow();
            Thread.yield();
        }
        if (!future.isSuccess())
        {
            throw new IllegalStateException(future.cause().getMessage(), future.cause());
        }
        return future;
    }

    /** Cuts the stream into messages: in place, but for one that is not whole yet. */
    private final class Inbound extends ChannelInboundHandlerAdapter
    {
        private final UnsafeBuffer held = new UnsafeBuffer(ByteBuffer.allocateDirect(MAX_HELD));
        private final UnsafeBuffer incoming = new UnsafeBuffer(0, 0);
        private int heldLength;

        @Override
        public void userEventTriggered(final ChannelHandlerContext context, final Object event)
        {
            if (event instanceof SslHandshakeCompletionEvent)
            {
                final SslHandshakeCompletionEvent completion = (SslHandshakeCompletionEvent)event;
                isUp = completion.isSuccess();
                fault = completion.cause();
            }
        }

        @Override
        public void channelRead(final ChannelHandlerContext context, final Object message)
        {
            final ByteBuf bytes = (ByteBuf)message;
            final int length = bytes.readableBytes();
            incoming.wrap(bytes.memoryAddress() + bytes.readerIndex(), length);
            if (0 == heldLength)
            {
                keep(incoming, handOver(incoming, length), length);
            }
            else
            {
                held.putBytes(heldLength, incoming, 0, length);
                final int total = heldLength + length;
                keep(held, handOver(held, total), total);
            }
            bytes.release();
        }

        @Override
        public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause)
        {
            fault = cause;
        }

        private int handOver(final UnsafeBuffer stream, final int limit)
        {
            int at = 0;
            while (limit - at >= HEADER && limit - at - HEADER >= stream.getInt(at))
            {
                final int length = stream.getInt(at);
                receiver.onMessage(stream, at + HEADER, length);
                at += HEADER + length;
            }
            return at;
        }

        private void keep(final UnsafeBuffer stream, final int from, final int to)
        {
            heldLength = to - from;
            if (heldLength > 0)
            {
                held.putBytes(0, stream, from, heldLength);
            }
        }
    }
}
