package io.hopwire.agent;

import io.hopwire.core.FrameSplitting;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.NodeSettings;
import io.hopwire.transport.AddressTable;
import io.hopwire.transport.AddressText;
import io.hopwire.transport.DatagramSplitter;
import io.hopwire.transport.DatagramTransport;
import io.hopwire.transport.HostAddresses;
import io.hopwire.transport.TransportSettings;
import io.hopwire.transport.Transports;
import io.hopwire.transport.UdpConfiguration;
import io.hopwire.transport.UdpTransport;
import io.hopwire.transport.tcp.TcpConfiguration;
import io.hopwire.transport.tcp.TcpTransport;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * The sockets of an engine as its configuration wants them: UDP, TCP beside it, or TCP alone; in front of them whatever
 * the user decorates them with. Only what is configured is there and costs anything.
 */
final class EngineSockets
{
    private static final int KINDS_OF_TCP = 1 << AddressKind.TCP | 1 << AddressKind.TCP_ACCEPTED;

    private final UdpTransport udpOrNull;
    private final TcpTransport tcpOrNull;
    private final AddressTable addresses;
    private final DatagramTransport transport;

    private EngineSockets(final UdpTransport udpOrNull, final TcpTransport tcpOrNull, final EngineContext context)
    {
        this.udpOrNull = udpOrNull;
        this.tcpOrNull = tcpOrNull;
        addresses = null == udpOrNull ? tcpOrNull.addresses() : udpOrNull.addresses();
        transport = context.transportDecorator.apply(all());
    }

    /**
     * Open what is configured.
     *
     * @throws io.hopwire.transport.TransportException naming host and port, where they can not be had.
     */
    static EngineSockets open(
        final EngineContext context, final Counters counters, final EntropySource entropy, final NanoClock clock)
    {
        UdpTransport udp = null;
        TcpTransport tcp = null;
        EngineSockets sockets = null;
        try
        {
            udp = null == context.bind ? null : openUdp(context, counters, entropy);
            tcp = context.needsTcp() ? openTcp(context, udp, counters, entropy, clock) : null;
            sockets = new EngineSockets(udp, tcp, context);
            return sockets;
        }
        finally
        {
            if (null == sockets)
            {
                CloseHelper.quietClose(tcp);
                CloseHelper.quietClose(udp);
            }
        }
    }

    /**
     * Give the memory back: the transports are closed, and the threads that used them have ended.
     */
    void releaseMemory()
    {
        if (null != udpOrNull)
        {
            udpOrNull.releaseMemory();
        }
        if (null != tcpOrNull)
        {
            tcpOrNull.releaseMemory();
        }
        addresses.close();
    }

    DatagramTransport transport()
    {
        return transport;
    }

    AddressTable addresses()
    {
        return addresses;
    }

    /**
     * Where datagrams are received or, without UDP, connections accepted; null where neither.
     */
    String localAddress()
    {
        return null == udpOrNull ? tcpAddress() : AddressText.format(udpOrNull.localAddress());
    }

    /**
     * Where connections are accepted, null where none are.
     */
    String tcpAddress()
    {
        final InetSocketAddress address = null == tcpOrNull ? null : tcpOrNull.localAddress();
        return null == address ? null : AddressText.format(AddressKind.TCP, address);
    }

    /**
     * Have answers leave from the address that was asked, where others know our port: where it was chosen, or the node
     * is a relay, to which its contacts lead others. Whoever only dials is spoken to where it spoke from.
     *
     * @param lookout to look for addresses that come and go.
     */
    void serveAll(final EngineContext context, final Lookout lookout)
    {
        if (null != udpOrNull && udpOrNull.isServingAll() &&
            (0 != context.bind.port() || NodeRole.RELAY == context.get(EngineSettings.ROLE)))
        {
            udpOrNull.serve(HostAddresses.ofSeveral());
            udpOrNull.flush();
            lookout.add(new AddressWatch(HostAddresses::ofSeveral, udpOrNull::serve));
        }
    }

    void sayWhatIsMissing(final boolean isOffloadWanted, final Consumer<String> printer)
    {
        if (null == udpOrNull)
        {
            return;
        }
        if (!udpOrNull.raw())
        {
            printer.accept("hopwire: sockets use Java's public API, slower and with garbage: " + udpOrNull.note());
        }
        else if (null != udpOrNull.offloadNote() && isOffloadWanted)
        {
            printer.accept("hopwire: one datagram in each call of the kernel, slower: " + udpOrNull.offloadNote());
        }
    }

    private DatagramTransport all()
    {
        if (null == tcpOrNull)
        {
            return udpOrNull;
        }
        return null == udpOrNull ?
            tcpOrNull : new Transports(udpOrNull, new Transports.Served(tcpOrNull, KINDS_OF_TCP));
    }

    private static DatagramSplitter splitter(final EngineContext context)
    {
        return context.get(NodeSettings.BARE_NETWORK) ? FrameSplitting::transmissionLength : FrameSplitting::length;
    }

    private static UdpTransport openUdp(
        final EngineContext context, final Counters counters, final EntropySource entropy)
    {
        return UdpTransport.open(
            new UdpConfiguration(context.bind.resolve(), context.settings),
            counters,
            entropy,
            splitter(context));
    }

    private static TcpTransport openTcp(
        final EngineContext context,
        final UdpTransport udpOrNull,
        final Counters counters,
        final EntropySource entropy,
        final NanoClock clock)
    {
        final int maxAddresses = context.get(TransportSettings.MAX_ADDRESSES);
        final AddressTable addresses = null == udpOrNull ?
            new AddressTable(maxAddresses, true, entropy.nextLong(), entropy.nextLong()).kinds(KINDS_OF_TCP) :
            udpOrNull.addresses().kinds(1 << AddressKind.UDP | KINDS_OF_TCP);
        return TcpTransport.open(
            new TcpConfiguration(null == context.tcpBind ? null : context.tcpBind.resolve(), context.settings),
            addresses,
            counters,
            splitter(context),
            clock);
    }
}
