package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;

/**
 * Asks one peer, one question at a time, on a stream that stays.
 */
final class Pinger implements StreamHandler
{
    /** Bytes of a question, and of its answer. */
    static final int LENGTH = 32;
    private static final int MAX_WAITING = 64;

    /** Number that its timer has. */
    final int index;
    private final HostContext host;
    private final byte[] random = new byte[LENGTH];
    private final UnsafeBuffer question = new UnsafeBuffer(random);
    private final ArrayDeque<PingHandler> waiting = new ArrayDeque<>();
    private PeerId peer;
    private NetStream stream;
    private boolean isAsking;
    private int sent;
    private int read;
    private long sentNs;

    Pinger(final HostContext host, final int index)
    {
        this.host = host;
        this.index = index;
    }

    void begin(final PeerId newPeer)
    {
        peer = newPeer;
        stream = null;
        isAsking = false;
    }

    PeerId peer()
    {
        return peer;
    }

    void ask(final PingHandler handler)
    {
        if (waiting.size() >= MAX_WAITING)
        {
            handler.onFailed(HostFault.STREAM_LIMIT);
            return;
        }
        waiting.add(handler);
        next();
    }

    void onTimeout()
    {
        final NetStream late = stream;
        over(HostFault.STREAM_TIMEOUT);
        late.reset();
    }

    @Override
    public void onOpened(final NetStream opened)
    {
        stream = opened;
        next();
    }

    @Override
    public int onData(
        final NetStream from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        // Who is told of an answer may end the stream.
        for (int i = 0; i < length && stream == from; i++)
        {
            if (!isAsking || read >= sent || random[read] != buffer.getByte(offset + i))
            {
                over(HostFault.STREAM_PROTOCOL);
                from.reset();
                return length;
            }
            read++;
            if (LENGTH == read)
            {
                host.pings.cancel(this);
                isAsking = false;
                host.counters.increment(SystemCounter.LIBP2P_PINGS);
                waiting.poll().onPong(nowNs - sentNs);
                next();
            }
        }
        return length;
    }

    @Override
    public void onWritable(final NetStream to)
    {
        write();
    }

    @Override
    public void onEnd(final NetStream from)
    {
        over(HostFault.STREAM_PROTOCOL);
        from.reset();
    }

    @Override
    public void onReset(final NetStream from, final HostFault fault)
    {
        over(fault);
    }

    @Override
    public void onFailed(final HostFault fault)
    {
        over(fault);
    }

    private void next()
    {
        if (null == stream || isAsking || waiting.isEmpty())
        {
            return;
        }
        isAsking = true;
        sent = 0;
        read = 0;
        host.services.entropy().nextBytes(random, 0, LENGTH);
        sentNs = host.nowNs;
        host.pings.schedule(this);
        write();
    }

    private void write()
    {
        if (isAsking && sent < LENGTH)
        {
            sent += Math.max(0, stream.write(question, sent, LENGTH - sent));
        }
    }

    /** There is no stream any more: whoever waits hears so, and who asks from now on gets a new one. */
    private void over(final HostFault fault)
    {
        final PingHandler[] told = waiting.toArray(new PingHandler[0]);
        waiting.clear();
        stream = null;
        isAsking = false;
        host.pings.release(this);
        for (final PingHandler handler : told)
        {
            handler.onFailed(fault);
        }
    }
}
