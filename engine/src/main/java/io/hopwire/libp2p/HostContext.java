package io.hopwire.libp2p;

import io.hopwire.core.TimerQueue;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.mux.MuxLimits;
import io.hopwire.libp2p.mux.MuxMemory;
import io.hopwire.libp2p.secure.SecureMemory;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;

import java.util.List;

/**
 * What the parts of one host share: what it was lent and configured with, memory, time, and each other.
 */
final class HostContext
{
    final HostConfig config;
    final HostLimits limits;
    final Services services;
    final Counters counters;
    final PeerId self;
    final ConnectionGater gater;
    final TimerQueue timers = new TimerQueue();
    final MuxLimits muxLimits;
    final MuxMemory muxMemory;
    final SecureMemory secureMemory;
    final PeerStore peerStore;
    final ConnectedPeers peers;
    final NetStreams streams;
    final RemoteNetworks networks;
    final ConnectionTable connections;
    final Upgrader upgrader;
    final PeerDialer dialer;
    final PingService pings;
    final IdentifyService identify;
    HostListener listener = new HostListener()
    {
    };
    /** Addresses that peers are told. */
    List<Multiaddr> listenAddresses;
    /** Of the input that is under way, or was last. */
    long nowNs;
    private boolean isTimeKnown;

    HostContext(final HostConfig config, final Services services)
    {
        this.config = config;
        this.services = services;
        counters = services.counters();
        self = config.peerId();
        gater = config.connectionGater();
        listenAddresses = config.listenAddresses();
        limits = new HostLimits(config.settings());
        muxLimits = new MuxLimits(config.settings());
        muxMemory = new MuxMemory(
            config.settings().get(HostSettings.MEMORY), config.settings().get(HostSettings.STREAMS),
            services.entropy().nextLong());
        secureMemory = new SecureMemory(config.settings().get(HostSettings.RECORD_MEMORY));
        peerStore = new PeerStore(config.settings());
        peers = new ConnectedPeers(this);
        streams = new NetStreams(this);
        networks = new RemoteNetworks(limits, muxMemory, services.addresses(), services.entropy().nextLong());
        connections = new ConnectionTable(this);
        upgrader = new Upgrader(this);
        dialer = new PeerDialer(this);
        pings = new PingService(this);
        streams.setHandler(PingService.PROTOCOL, pings);
        identify = new IdentifyService(this);
    }

    void onTime(final long timeNs)
    {
        nowNs = timeNs;
        if (!isTimeKnown)
        {
            isTimeKnown = true;
            connections.onFirstTime();
        }
    }

    /** A connection is over, or was not made. */
    void count(final HostFault fault)
    {
        switch (fault)
        {
            case SECURITY_NOT_SUPPORTED:
            case MUXER_NOT_SUPPORTED:
            case NEGOTIATION:
                counters.reject(RejectCode.LIBP2P_NEGOTIATION);
                break;

            case HANDSHAKE:
            case HANDSHAKE_LENGTH:
                counters.reject(RejectCode.LIBP2P_HANDSHAKE);
                break;

            case IDENTITY:
            case WRONG_PEER:
                counters.reject(RejectCode.LIBP2P_IDENTITY);
                break;

            case RECORD:
                counters.reject(RejectCode.LIBP2P_RECORD);
                break;

            case MUXER:
                counters.reject(RejectCode.LIBP2P_MUXER);
                break;

            case GATED:
            case CONNECTION_LIMIT:
            case REPLACED:
            case HANDSHAKE_LIMIT:
            case MEMORY:
                counters.reject(RejectCode.LIBP2P_CONNECTION_LIMIT);
                break;

            case NETWORK_LIMIT:
                counters.reject(RejectCode.LIBP2P_NETWORK_LIMIT);
                break;

            case DISPLACED:
                counters.increment(SystemCounter.LIBP2P_CONNECTIONS_DISPLACED);
                break;

            case UPGRADE_TIMEOUT:
                counters.increment(SystemCounter.LIBP2P_UPGRADES_TIMED_OUT);
                break;

            case NOT_READING:
            case PING_TIMEOUT:
                counters.increment(SystemCounter.LIBP2P_PEERS_SILENT);
                break;

            default:
                break;
        }
    }
}
