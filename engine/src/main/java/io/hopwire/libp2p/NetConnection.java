package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.mux.MuxFault;
import io.hopwire.libp2p.mux.MuxHandler;
import io.hopwire.libp2p.mux.Muxer;
import io.hopwire.libp2p.secure.SecureChannel;
import io.hopwire.spi.ByteSink;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;
import java.util.List;

/**
 * A connection to a peer: secured, and with many streams. There may be several to one peer, for both may dial at once.
 * Not thread-safe: used by the thread that runs the core.
 */
public final class NetConnection
{
    final HostContext host;
    final int addressId;
    /** Number that its timer has, and what the worker knows it by. */
    final int slot;
    final long handle;
    Stage stage = Stage.DIALLING;
    /** Who waits for it, or null. */
    Dial dial;
    Upgrade upgrade;
    ByteSink sink;
    final SecureChannel channel;
    Muxer muxer;
    RemotePlace place;
    ConnectedPeers.Peer peer;
    byte[] publicKey;
    /** The worker looks at the peer's signed record. */
    boolean isVerifying;
    /** The peer is telling what it is. */
    boolean isPushed;
    NetConnection nextDirty;
    boolean isDirty;

    private final boolean isDialled;
    private final Multiaddr remoteAddress;
    private final Streams handler = new Streams();
    private NetStream[] streams = new NetStream[8];
    private PeerId remotePeer;
    private boolean isGoingAway;
    /** The peer sends nothing more, but what came before is not taken yet. */
    private boolean isPeerEnded;
    private int paused;
    private long timerNs = Long.MAX_VALUE;
    private HostFault fault;

    /** How far it is. */
    enum Stage
    {
        DIALLING, SECURITY, HANDSHAKE, WORKING, MUXER, OPEN, CLOSED
    }

    NetConnection(
        final HostContext host,
        final int addressId,
        final boolean isDialled,
        final Multiaddr remoteAddress,
        final long handle)
    {
        this.host = host;
        this.addressId = addressId;
        this.isDialled = isDialled;
        this.remoteAddress = remoteAddress;
        this.handle = handle;
        slot = (int)handle;
        channel = new SecureChannel(host.secureMemory);
    }

    /** {@return who is at the other end, and has proved it; null before that} */
    public PeerId remotePeer()
    {
        return remotePeer;
    }

    /** {@return where the other end is} */
    public Multiaddr remoteAddress()
    {
        return remoteAddress;
    }

    /** {@return whether we opened it} */
    public boolean isDialled()
    {
        return isDialled;
    }

    /** {@return whether it carries streams} */
    public boolean isOpen()
    {
        return Stage.OPEN == stage;
    }

    /** {@return name of its muxer; empty before there is one} */
    public String muxer()
    {
        return null == muxer ? "" : muxer.protocol();
    }

    /** {@return streams that are open} */
    public int streams()
    {
        return Stage.OPEN == stage ? muxer.streams() : 0;
    }

    /** {@return why it is over; null while it is not} */
    public HostFault fault()
    {
        return fault;
    }

    /**
     * Open a stream on this connection, as {@link HostCore#newStream} does on any.
     *
     * @param protocols that are suggested, the one that is liked most first.
     * @param toTell    what comes of it.
     */
    public void newStream(final List<String> protocols, final StreamHandler toTell)
    {
        if (Stage.OPEN == stage)
        {
            touch();
            host.streams.open(this, protocols, toTell);
        }
        else
        {
            toTell.onFailed(HostFault.CLOSED);
        }
    }

    /**
     * End it: the peer is told that we go away, streams are reset, what was written leaves.
     */
    public void close()
    {
        end(HostFault.CLOSED);
    }

    /** {@return who is there, and where} */
    @Override
    public String toString()
    {
        return remoteAddress + " " + stage + (null == remotePeer ? "" : " " + remotePeer);
    }

    boolean isGoingAway()
    {
        return isGoingAway || isPeerEnded;
    }

    /** Something is to be written at the end of the duty cycle. */
    void touch()
    {
        host.connections.touch(this);
    }

    /** Streams may be opened from now on. */
    void open(final Muxer newMuxer)
    {
        muxer = newMuxer;
        muxer.start(isDialled, channel, handler, host.nowNs);
        stage = Stage.OPEN;
        peer = host.peers.add(this);
    }

    void identified(final PeerId id, final byte[] key)
    {
        remotePeer = id;
        publicKey = key;
    }

    void onPlaintext(final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int taken = Stage.MUXER == stage ? host.upgrader.onPlaintext(this, buffer, offset, length) : 0;
        if (Stage.OPEN == stage && taken < length)
        {
            muxer.onBytes(buffer, offset + taken, length - taken, nowNs);
        }
    }

    /** The peer sends nothing more. */
    void onPeerEnd(final long nowNs)
    {
        if (Stage.OPEN == stage && paused > 0)
        {
            isPeerEnded = true;
            schedule(Math.min(timerNs, nowNs + host.limits.drainNs));
        }
        else
        {
            end(HostFault.CLOSED_BY_PEER);
        }
    }

    /** Write what waits, and look when to be called next. */
    void flush(final long nowNs)
    {
        if (Stage.OPEN == stage)
        {
            muxer.flush(nowNs);
        }
        else if (null != upgrade)
        {
            host.upgrader.pump(this);
        }
        if (Stage.CLOSED == stage || Stage.DIALLING == stage)
        {
            return;
        }
        channel.flush();
        // The record that was open hid how little room there is; asked now, the sink tells when there is more.
        sink.room();
        if (null != channel.fault())
        {
            end(HostFault.of(channel.fault()));
        }
        else if (isPeerEnded && 0 == paused || isGoingAway && 0 == muxer.streams())
        {
            end(HostFault.CLOSED_BY_PEER);
        }
        else if (Stage.OPEN == stage && muxer.nextDeadlineNs() < timerNs)
        {
            schedule(muxer.nextDeadlineNs());
        }
    }

    void schedule(final long deadlineNs)
    {
        timerNs = deadlineNs;
        host.connections.schedule(slot, deadlineNs);
    }

    void onTimer(final long nowNs)
    {
        timerNs = Long.MAX_VALUE;
        if (Stage.OPEN != stage)
        {
            end(Stage.DIALLING == stage ? HostFault.DIAL_TIMEOUT : HostFault.UPGRADE_TIMEOUT);
        }
        else if (isPeerEnded)
        {
            end(HostFault.CLOSED_BY_PEER);
        }
        else
        {
            muxer.onDeadline(nowNs);
            touch();
        }
    }

    /** It is over, and the other end is told. */
    void end(final HostFault why)
    {
        if (Stage.CLOSED != stage)
        {
            over(why, true);
        }
    }

    /** It is gone. */
    void onLost(final HostFault why)
    {
        if (Stage.CLOSED != stage)
        {
            over(why, false);
        }
    }

    private void over(final HostFault why, final boolean isThere)
    {
        final Stage was = stage;
        fault = why;
        stage = Stage.CLOSED;
        host.connections.remove(this, was);
        if (Stage.OPEN == was)
        {
            // In front of what handlers hear, so that none of them opens a stream on it.
            host.peers.remove(this);
            muxer.close();
        }
        channel.flush();
        channel.close();
        host.upgrader.release(this);
        if (isThere)
        {
            host.services.streams().close(addressId);
        }
        host.count(why);
        if (Stage.OPEN == was)
        {
            host.listener.onDisconnected(this, why);
        }
        else
        {
            host.listener.onUpgradeFailed(this, why);
            host.dialer.onFailed(this, why);
        }
    }

    void add(final NetStream stream)
    {
        final int place = (int)stream.handle;
        if (place >= streams.length)
        {
            streams = Arrays.copyOf(streams, Math.max(place + 1, 2 * streams.length));
        }
        streams[place] = stream;
    }

    void remove(final NetStream stream)
    {
        assert streams[(int)stream.handle] == stream;
        streams[(int)stream.handle] = null;
        pause(stream, false);
    }

    private void pause(final NetStream stream, final boolean isPaused)
    {
        if (stream.isPaused != isPaused)
        {
            stream.isPaused = isPaused;
            paused += isPaused ? 1 : -1;
        }
    }

    /** {@return the stream, or null where it was given up} */
    private NetStream stream(final long streamHandle)
    {
        final int place = (int)streamHandle;
        final NetStream stream = place < streams.length ? streams[place] : null;
        return null != stream && stream.handle == streamHandle ? stream : null;
    }

    /** What the muxer tells. */
    private final class Streams implements MuxHandler
    {
        @Override
        public void onOpened(final long streamHandle, final long nowNs)
        {
            host.streams.onInbound(NetConnection.this, streamHandle);
        }

        @Override
        public void onAccepted(final long streamHandle)
        {
            // What counts is that the peer agrees to a protocol.
        }

        @Override
        public int onData(
            final long streamHandle,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNs)
        {
            final NetStream stream = stream(streamHandle);
            final int taken = stream.onData(buffer, offset, length, nowNs);
            if (stream == stream(streamHandle))
            {
                pause(stream, taken < length);
            }
            return taken;
        }

        @Override
        public void onEnd(final long streamHandle, final long nowNs)
        {
            stream(streamHandle).onEnd();
        }

        @Override
        public void onWritable(final long streamHandle)
        {
            stream(streamHandle).onWritable(host.nowNs);
        }

        @Override
        public void onReset(final long streamHandle, final MuxFault why)
        {
            final NetStream stream = stream(streamHandle);
            if (null == stream)
            {
                return;
            }
            final boolean isConnections = why.endsConnection();
            final boolean isFlood = MuxFault.PEER_RESET == why && stream.isInbound && !peer.reset.take(host.nowNs);
            host.counters.increment(SystemCounter.LIBP2P_STREAMS_RESET);
            stream.onReset(isConnections && null != fault ? fault : HostFault.of(why));
            if (isFlood)
            {
                host.counters.reject(RejectCode.LIBP2P_STREAM_LIMIT);
                end(HostFault.MUXER);
            }
        }

        @Override
        public void onClosed(final long streamHandle)
        {
            stream(streamHandle).onClosed();
        }

        @Override
        public void onGoAway()
        {
            isGoingAway = true;
        }

        @Override
        public void onPong(final long rttNs)
        {
            // A sign of life, of which the muxer knows itself.
        }

        @Override
        public void onFault(final MuxFault why)
        {
            end(HostFault.of(why));
        }
    }
}
