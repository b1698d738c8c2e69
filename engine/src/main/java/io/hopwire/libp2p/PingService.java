package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * {@code /ipfs/ping/1.0.0}: 32 bytes that nobody can guess come back. The one who asks keeps its stream for the next
 * question, and asks one at a time; the other one sends back what it gets.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/ping/ping.md">ping</a>
 */
final class PingService implements StreamHandler, Timers.Handler
{
    static final String PROTOCOL = "/ipfs/ping/1.0.0";

    private final HostContext host;
    private final Timers timers;
    private final TreeMap<PeerId, Pinger> byPeer = new TreeMap<>();
    private final List<Pinger> pingers = new ArrayList<>();
    private final ArrayDeque<Pinger> free = new ArrayDeque<>();
    private long bytes;

    PingService(final HostContext host)
    {
        this.host = host;
        timers = host.timers.register(this);
    }

    void ping(final PeerId peer, final PingHandler handler)
    {
        Pinger pinger = byPeer.get(peer);
        final boolean isNew = null == pinger;
        if (isNew)
        {
            pinger = take();
            byPeer.put(peer, pinger);
            pinger.begin(peer);
        }
        pinger.ask(handler);
        if (isNew)
        {
            host.dialer.connect(peer, new Dial.Waiter(null, List.of(PROTOCOL), pinger));
        }
    }

    @Override
    public int onData(
        final NetStream stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int written = Math.max(0, stream.write(buffer, offset, length));
        bytes += written;
        host.counters.add(SystemCounter.LIBP2P_PINGS_ANSWERED, bytes / Pinger.LENGTH);
        bytes %= Pinger.LENGTH;
        return written;
    }

    @Override
    public void onWritable(final NetStream stream)
    {
        stream.resume();
    }

    @Override
    public void onTimer(final int index, final long nowNs)
    {
        pingers.get(index).onTimeout();
    }

    void schedule(final Pinger pinger)
    {
        timers.schedule(pinger.index, host.nowNs + host.limits.negotiationNs);
    }

    void cancel(final Pinger pinger)
    {
        timers.cancel(pinger.index);
    }

    /** It has no stream any more, and nobody waits. */
    void release(final Pinger pinger)
    {
        cancel(pinger);
        byPeer.remove(pinger.peer());
        free.push(pinger);
    }

    private Pinger take()
    {
        Pinger pinger = free.poll();
        if (null == pinger)
        {
            pinger = new Pinger(host, pingers.size());
            pingers.add(pinger);
        }
        return pinger;
    }
}
