package io.hopwire.libp2p;

import io.hopwire.core.Core;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.spi.AddressCloseReason;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Services;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.List;

/**
 * A libp2p host: connections to peers that prove who they are, and streams on them. A core, hosted as any other is; it
 * uses the connections of bytes, the slow work, the entropy and the counters that it is lent. Its slow work is of the
 * kind {@link io.hopwire.spi.WorkHeader#LIBP2P} and made by a {@link HostWorker}.
 * <p>
 * What the application asks for it asks on the thread that runs the core, between inputs or from within handlers, and
 * hears by handlers what comes of it, within the call or later. What was written leaves with the next {@link #flush}.
 * Time goes on with inputs only: who asks for something after a pause hands in an input first, be it
 * {@link #onDeadline}, so that its deadline does not lie in the past.
 */
public final class HostCore implements Core
{
    private static final int TIMERS_PER_INPUT = 4;

    private final HostContext host;
    private final CryptoProvider crypto;

    /**
     * A host without connections.
     *
     * @param config   of the host.
     * @param crypto   primitives of the thread that runs the core.
     * @param services with {@link io.hopwire.spi.Streams}.
     */
    public HostCore(final HostConfig config, final CryptoProvider crypto, final Services services)
    {
        this.crypto = crypto;
        host = new HostContext(config, services);
    }

    /** {@return who this host is} */
    public PeerId peerId()
    {
        return host.self;
    }

    /** {@return what is known of peers} */
    public PeerStore peerStore()
    {
        return host.peerStore;
    }

    /**
     * Whom to tell of connections; nobody at first.
     *
     * @param listener told from now on.
     */
    public void setListener(final HostListener listener)
    {
        host.listener = listener;
    }

    /**
     * Serve a protocol, or serve it by another handler from now on.
     *
     * @param protocol its name.
     * @param handler  of the streams that peers open.
     * @throws IllegalArgumentException if the name is empty or too long, or as many are served as may be.
     */
    public void setStreamHandler(final String protocol, final StreamHandler handler)
    {
        if (host.streams.setHandler(protocol, handler))
        {
            host.identify.onChanged(false);
        }
    }

    /**
     * Serve a protocol no longer. Streams that are open go on.
     *
     * @param protocol its name.
     */
    public void removeStreamHandler(final String protocol)
    {
        if (host.streams.removeHandler(protocol))
        {
            host.identify.onChanged(false);
        }
    }

    /** {@return names of the protocols that are served, in alphabetical order} */
    public List<String> protocols()
    {
        return host.streams.protocols();
    }

    /**
     * Open a stream to a peer: on a connection that is there, or on a new one to one of the addresses that the
     * {@link #peerStore} knows. The peer picks the first of the protocols that it has. Where there is only one, the
     * stream is open at once, and its first bytes leave together with the suggestion.
     *
     * @param peer      who.
     * @param protocols that are suggested, the one that is liked most first.
     * @param handler   told what comes of it.
     * @throws IllegalArgumentException where no protocol is named, too many are, or one twice.
     */
    public void newStream(final PeerId peer, final List<String> protocols, final StreamHandler handler)
    {
        // What can not be suggested is found out before anybody is dialled for it.
        host.streams.suggested(protocols);
        host.dialer.connect(peer, new Dial.Waiter(null, protocols, handler));
    }

    /**
     * Open a connection; or find one, where there is one to that peer or that address.
     *
     * @param address of IP and TCP, with the id of the peer who has to be there, or without.
     * @param handler told what comes of it.
     */
    public void connect(final Multiaddr address, final ConnectHandler handler)
    {
        host.dialer.connect(address, handler);
    }

    /**
     * Open a connection to a peer, at one of the addresses that the {@link #peerStore} knows; or find one.
     *
     * @param peer    who.
     * @param handler told what comes of it.
     */
    public void connect(final PeerId peer, final ConnectHandler handler)
    {
        host.dialer.connect(peer, new Dial.Waiter(handler, null, null));
    }

    /**
     * Close all connections to a peer.
     *
     * @param peer who.
     */
    public void disconnect(final PeerId peer)
    {
        connections(peer).forEach(NetConnection::close);
    }

    /**
     * Ask whether a peer is there, and how long it takes to answer; on a connection that is there, or on a new one.
     *
     * @param peer    who.
     * @param handler told what comes of it.
     */
    public void ping(final PeerId peer, final PingHandler handler)
    {
        host.pings.ping(peer, handler);
    }

    /** {@return peers with a connection that carries streams, by their ids} */
    public List<PeerId> peers()
    {
        return host.peers.ids();
    }

    /**
     * Connections to a peer.
     *
     * @param peer who.
     * @return those that carry streams, the oldest first; may be empty.
     */
    public List<NetConnection> connections(final PeerId peer)
    {
        final ConnectedPeers.Peer known = host.peers.get(peer);
        return null == known ? List.of() : List.copyOf(known.connections);
    }

    /** {@return addresses that peers are told} */
    public List<Multiaddr> listenAddresses()
    {
        return host.listenAddresses;
    }

    /**
     * Addresses that peers are told from now on.
     *
     * @param addresses without the host's id.
     */
    public void listenAddresses(final List<Multiaddr> addresses)
    {
        host.listenAddresses = List.copyOf(addresses);
        host.identify.onChanged(true);
    }

    @Override
    public void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        // libp2p over UDP is QUIC, which this is not.
    }

    @Override
    public void onAddressClosed(final int addressId, final int reason, final long nowNs)
    {
        // Of connections of datagrams.
    }

    @Override
    public void onStreamOpened(final int addressId, final boolean isDialled, final long nowNs)
    {
        host.onTime(nowNs);
        if (isDialled)
        {
            final NetConnection connection = host.connections.byAddress(addressId);
            if (null != connection)
            {
                connection.touch();
                host.upgrader.begin(connection);
            }
            return;
        }
        final Multiaddr address = host.connections.address(addressId);
        final HostFault refusal = host.connections.refusal(addressId, address);
        if (null != refusal)
        {
            host.count(refusal);
            host.services.streams().reset(addressId);
            return;
        }
        final NetConnection connection = host.connections.add(addressId, false, address);
        connection.touch();
        host.upgrader.begin(connection);
    }

    @Override
    public void onStream(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        host.onTime(nowNs);
        final NetConnection connection = host.connections.byAddress(addressId);
        if (null != connection)
        {
            connection.touch();
            host.upgrader.onBytes(connection, buffer, offset, length);
        }
        host.streams.flush();
    }

    @Override
    public void onStreamEnd(final int addressId, final long nowNs)
    {
        host.onTime(nowNs);
        final NetConnection connection = host.connections.byAddress(addressId);
        if (null != connection)
        {
            connection.onPeerEnd(nowNs);
        }
        host.streams.flush();
    }

    @Override
    public void onStreamWritable(final int addressId, final long nowNs)
    {
        host.onTime(nowNs);
        final NetConnection connection = host.connections.byAddress(addressId);
        if (null != connection)
        {
            connection.touch();
        }
    }

    @Override
    public void onStreamClosed(final int addressId, final int reason, final long nowNs)
    {
        host.onTime(nowNs);
        final NetConnection connection = host.connections.byAddress(addressId);
        if (null != connection)
        {
            connection.onLost(NetConnection.Stage.DIALLING != connection.stage ? HostFault.CONNECTION_LOST :
                AddressCloseReason.TIMEOUT == reason ? HostFault.DIAL_TIMEOUT : HostFault.CONNECTION_REFUSED);
        }
        host.streams.flush();
    }

    @Override
    public void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        host.onTime(nowNs);
        host.services.results().onResult(buffer, offset, length, nowNs);
        host.streams.flush();
    }

    @Override
    public void onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        host.services.events().onAnswer(
            type, Commands.correlationId(buffer, offset), Commands.UNKNOWN, buffer, offset, 0);
    }

    @Override
    public long offer(
        final int sessionId, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        return SessionCodes.CLOSED;
    }

    @Override
    public long offerAside(
        final int sessionId,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        return SessionCodes.CLOSED;
    }

    @Override
    public int offerPart(
        final int sessionId,
        final int total,
        final int done,
        final DirectBuffer buffer,
        final int offset,
        final long nowNs)
    {
        return SessionCodes.CLOSED;
    }

    @Override
    public int onDeadline(final long nowNs)
    {
        host.onTime(nowNs);
        final int fired = host.timers.poll(nowNs, TIMERS_PER_INPUT);
        host.streams.flush();
        return fired;
    }

    @Override
    public long nextDeadlineNs()
    {
        return host.timers.nextDeadlineNs();
    }

    @Override
    public boolean flush(final long nowNs)
    {
        host.onTime(nowNs);
        host.identify.flush();
        final boolean isMore = host.connections.flush(nowNs);
        host.streams.flush();
        return isMore;
    }

    @Override
    public void onIdle()
    {
        crypto.workAhead();
    }

    @Override
    public boolean onClose(final long nowNs)
    {
        host.onTime(nowNs);
        for (int slot = 0; slot < host.connections.slotsEnd(); slot++)
        {
            final NetConnection connection = host.connections.bySlot(slot);
            if (null != connection)
            {
                connection.close();
            }
        }
        host.streams.flush();
        return false;
    }

    @Override
    public int maxMessageLength()
    {
        return 0;
    }

    @Override
    public int maxMessageLength(final int sessionId)
    {
        return 0;
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        inspector.level("libp2p connections", host.connections.size(), host.limits.connections);
        inspector.level("libp2p connections of peers", host.connections.inboundOpen(), host.limits.inboundConnections);
        inspector.level(
            "libp2p connections of nobody yet", host.connections.inboundHalfOpen(), host.limits.transientConnections);
        inspector.agree("libp2p connections of peers by network", host.networks.open(), host.connections.inboundOpen());
        inspector.agree("libp2p connections of nobody yet by network",
            host.networks.halfOpen(), host.connections.inboundHalfOpen());
        inspector.level("libp2p streams", host.muxMemory.usedStreams(), host.limits.streams);
        inspector.level("libp2p memory", host.muxMemory.usedBytes(), host.config.settings().get(HostSettings.MEMORY));
        inspector.level("libp2p records", host.secureMemory.usedBytes(),
            host.config.settings().get(HostSettings.RECORD_MEMORY));
        inspector.level("libp2p handshakes", host.upgrader.handshakes(), 2L * host.limits.handshakes);
        inspector.agree("open libp2p connections", host.connections.open(), host.connections.countOpen());
        inspector.agree("libp2p connections of peers", host.peers.connections(), host.connections.open());
        inspector.gauge(SystemCounter.LIBP2P_CONNECTIONS_OPEN, host.connections.open());
        host.timers.inspect(inspector);
    }
}
