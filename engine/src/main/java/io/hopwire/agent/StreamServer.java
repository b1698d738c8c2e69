package io.hopwire.agent;

import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.NetStream;
import io.hopwire.libp2p.StreamHandler;
import org.agrona.DirectBuffer;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Streams of a protocol that peers open, each served by a thread of its own.
 */
final class StreamServer implements StreamHandler
{
    private final Host host;
    private final Consumer<HostStream> handler;

    StreamServer(final Host host, final Consumer<HostStream> handler)
    {
        this.host = host;
        this.handler = handler;
    }

    @Override
    public void onOpened(final NetStream opened)
    {
        final HostStream stream = host.newStream();
        opened.attach(stream);
        stream.handler().onOpened(opened);
        try
        {
            host.execute(() -> serve(stream));
        }
        catch (final RejectedExecutionException ex)
        {
            opened.reset();
        }
    }

    private void serve(final HostStream stream)
    {
        try
        {
            handler.accept(stream);
            stream.close();
        }
        catch (final RuntimeException ex)
        {
            if (host.isRunning())
            {
                stream.reset();
                host.say("hopwire: a handler of " + stream.protocol() + " failed: " + ex);
            }
        }
    }

    @Override
    public int onData(
        final NetStream stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        return of(stream).onData(stream, buffer, offset, length, nowNs);
    }

    @Override
    public void onEnd(final NetStream stream)
    {
        of(stream).onEnd(stream);
    }

    @Override
    public void onWritable(final NetStream stream)
    {
        of(stream).onWritable(stream);
    }

    @Override
    public void onReset(final NetStream stream, final HostFault fault)
    {
        of(stream).onReset(stream, fault);
    }

    @Override
    public void onClosed(final NetStream stream)
    {
        of(stream).onClosed(stream);
    }

    private StreamHandler of(final NetStream stream)
    {
        return ((HostStream)stream.attachment()).handler();
    }
}
