package io.hopwire.libp2p;

import io.hopwire.libp2p.negotiate.Initiator;
import io.hopwire.libp2p.negotiate.Negotiation;
import io.hopwire.libp2p.negotiate.ProtocolList;
import io.hopwire.libp2p.negotiate.Responder;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The streams of a host: who serves which protocol, how each gets its protocol, and the objects that are used again.
 */
final class NetStreams implements Timers.Handler
{
    private final HostContext host;
    private final Timers timers;
    private final TreeMap<String, StreamProtocol> protocols = new TreeMap<>();
    /** Names of the protocols as they are negotiated; null where there is none. */
    private ProtocolList supported;
    private ProtocolList lastSuggested;
    private List<String> lastNames = List.of();
    private final ArrayList<NetStream> streams = new ArrayList<>();
    private NetStream free;
    /** Over, and free at the end of the input. */
    private NetStream over;
    private final ArrayDeque<Initiator> initiators = new ArrayDeque<>();
    private final ArrayDeque<Responder> responders = new ArrayDeque<>();

    NetStreams(final HostContext host)
    {
        this.host = host;
        timers = host.timers.register(this);
    }

    /** {@return whether it is new} */
    boolean setHandler(final String protocol, final StreamHandler handler)
    {
        final StreamProtocol known = protocols.get(protocol);
        if (null != known)
        {
            known.handler = handler;
            return false;
        }
        final List<String> names = new ArrayList<>(protocols.keySet());
        names.add(protocol);
        supported = new ProtocolList(names);
        protocols.put(protocol, new StreamProtocol(protocol, handler));
        return true;
    }

    /** {@return whether it was there} */
    boolean removeHandler(final String protocol)
    {
        if (null == protocols.remove(protocol))
        {
            return false;
        }
        supported = protocols.isEmpty() ? null : new ProtocolList(List.copyOf(protocols.keySet()));
        return true;
    }

    /** {@return names of what is served, in alphabetical order} */
    List<String> protocols()
    {
        return List.copyOf(protocols.keySet());
    }

    /** Open a stream; the handler is told what comes of it. */
    void open(final NetConnection connection, final List<String> names, final StreamHandler handler)
    {
        final long handle = connection.muxer.open();
        if (handle < 0)
        {
            host.counters.increment(SystemCounter.LIBP2P_STREAMS_REFUSED);
            handler.onFailed(NetStream.CLOSED == handle ? HostFault.CLOSED : HostFault.STREAM_LIMIT);
            return;
        }
        final NetStream stream = take(connection, handle, false);
        stream.handler = handler;
        final ProtocolList list = suggested(names);
        final Initiator initiator = initiators.isEmpty() ? new Initiator() : initiators.pop();
        initiator.start(list);
        stream.negotiation = initiator;
        host.counters.increment(SystemCounter.LIBP2P_STREAMS_OPENED);
        if (initiator.mayGoAhead())
        {
            stream.protocol = list.name(0);
            stream.isOpened = true;
            handler.onOpened(stream);
        }
        if (!stream.isOver)
        {
            stream.pump();
        }
    }

    /** {@return the suggestions as they go over the wire; those of the last time are at hand} */
    ProtocolList suggested(final List<String> names)
    {
        if (null == lastSuggested || !names.equals(lastNames))
        {
            lastSuggested = new ProtocolList(names);
            lastNames = List.copyOf(names);
        }
        return lastSuggested;
    }

    /** A peer opened a stream. */
    void onInbound(final NetConnection connection, final long handle)
    {
        final ConnectedPeers.Peer peer = connection.peer;
        if (null == supported || peer.streams >= host.limits.peerStreams || !peer.opened.take(host.nowNs))
        {
            host.counters.reject(RejectCode.LIBP2P_STREAM_LIMIT);
            connection.muxer.reset(handle);
            return;
        }
        if (!host.networks.takeStream(connection))
        {
            host.counters.reject(RejectCode.LIBP2P_NETWORK_LIMIT);
            connection.muxer.reset(handle);
            return;
        }
        final NetStream stream = take(connection, handle, true);
        final Responder responder = responders.isEmpty() ? new Responder() : responders.pop();
        responder.start(supported);
        stream.negotiation = responder;
        peer.streams++;
        host.counters.increment(SystemCounter.LIBP2P_STREAMS_ACCEPTED);
    }

    /** Both sides agreed, or never will. */
    void onNegotiated(final NetStream stream)
    {
        final Negotiation negotiation = stream.negotiation;
        if (negotiation.agreed() < 0)
        {
            host.counters.reject(RejectCode.LIBP2P_STREAM_NEGOTIATION);
            stream.fail(HostFault.ofStream(negotiation.fault()));
            return;
        }
        stream.isAgreed = true;
        timers.cancel(stream.index);
        stream.protocol = negotiation.protocol();
        if (stream.isInbound && !serve(stream))
        {
            return;
        }
        stream.pump();
        if (!stream.isOpened)
        {
            stream.isOpened = true;
            stream.handler.onOpened(stream);
        }
        else
        {
            stream.handler.onAgreed(stream);
            stream.endIfDue();
        }
    }

    /** {@return false where it was reset: nobody serves it any more, or as many are served as may be} */
    private boolean serve(final NetStream stream)
    {
        final StreamProtocol protocol = protocols.get(stream.protocol);
        final boolean isFull = null == protocol || protocol.isFull(host.limits.protocolStreams);
        if (isFull || !protocol.take(stream.connection.place.network, host.limits.protocolStreams))
        {
            host.counters.reject(isFull ? RejectCode.LIBP2P_STREAM_LIMIT : RejectCode.LIBP2P_NETWORK_LIMIT);
            stream.fail(HostFault.STREAM_LIMIT);
            return false;
        }
        stream.inboundProtocol = protocol;
        stream.handler = protocol.handler;
        return true;
    }

    @Override
    public void onTimer(final int index, final long nowNs)
    {
        final NetStream stream = streams.get(index);
        assert !stream.isOver : "there is no timer of what is over";
        if (!stream.isAgreed)
        {
            host.counters.increment(SystemCounter.LIBP2P_STREAMS_TIMED_OUT);
            stream.fail(HostFault.STREAM_TIMEOUT);
            return;
        }
        final long deadlineNs = stream.closesNs(nowNs);
        if (deadlineNs > nowNs)
        {
            timers.schedule(index, deadlineNs);
        }
        else
        {
            host.counters.increment(SystemCounter.LIBP2P_STREAMS_NOT_FINISHED);
            stream.fail(HostFault.CLOSE_TIMEOUT);
        }
    }

    /** The peer has to end a stream, which is agreed, or to go on. */
    void awaitEnd(final NetStream stream)
    {
        timers.schedule(stream.index, stream.closesNs(host.nowNs));
    }

    void release(final NetStream stream, final Negotiation negotiation)
    {
        if (stream.isInbound)
        {
            responders.push((Responder)negotiation);
        }
        else
        {
            initiators.push((Initiator)negotiation);
        }
    }

    void onOver(final NetStream stream)
    {
        timers.cancel(stream.index);
        stream.connection.place.used(host.nowNs);
        if (stream.isInbound)
        {
            stream.connection.peer.streams--;
            host.networks.giveStream(stream.connection);
            if (null != stream.inboundProtocol)
            {
                stream.inboundProtocol.give(stream.connection.place.network);
            }
        }
        stream.nextFree = over;
        over = stream;
    }

    /** The input is over: nobody holds a stream that is. */
    void flush()
    {
        while (null != over)
        {
            final NetStream stream = over;
            over = stream.nextFree;
            stream.clear();
            stream.nextFree = free;
            free = stream;
        }
    }

    private NetStream take(final NetConnection connection, final long handle, final boolean isInbound)
    {
        NetStream stream = free;
        if (null == stream)
        {
            stream = new NetStream(streams.size());
            streams.add(stream);
        }
        else
        {
            free = stream.nextFree;
        }
        stream.nextFree = null;
        stream.begin(connection, handle, isInbound);
        connection.add(stream);
        connection.place.used(host.nowNs);
        timers.schedule(stream.index, host.nowNs + host.limits.negotiationNs);
        return stream;
    }
}
