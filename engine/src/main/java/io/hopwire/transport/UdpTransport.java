package io.hopwire.transport;

import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.OffHeap;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.SystemCounter;
import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One unconnected, non-blocking UDP socket for every peer, and connected ones beside it for the two peers that most
 * of the traffic is with, see {@link PromotingDatagramIo}. It is of the IPv6 family and speaks IPv4 too, unless it is
 * bound to an IPv4 address or the system has no IPv6. Bound to all addresses, it can have a socket for each of them, so
 * that answers leave from the one that was asked, see {@link LocalDatagramIo} and {@link #serve(List)}.
 * <p>
 * A datagram is read into one slot of memory, one byte longer than the MTU so that a longer one shows, and handed on
 * in place before the next is read. Raw or public, see {@link io.hopwire.transport}; {@link #raw()} tells which.
 * <p>
 * Where the kernel can, one call sends many datagrams (UDP_SEGMENT), and where there is somebody to split them one call
 * reads many (UDP_GRO), into a slot of 64 KiB. Either end may do so without the other.
 */
public final class UdpTransport implements DatagramTransport
{
    private static final String NOT_ALLOWED = "raw sockets switched off by configuration";
    private static final String OFFLOAD_NOT_ALLOWED = "switched off by configuration";
    private static final String NO_SPLITTER = "nobody to split what is read";
    /* More than a read can hold, so that none is cut. */
    private static final int COALESCED_LENGTH = 65_536;

    private final DatagramChannel channel;
    private final Counters counters;
    private final AddressTable addresses;
    private final SendSlab outbox;
    private final DatagramReceiver receiver;
    private final DatagramSender sender;
    private final LocalDatagramIo locals;
    private final PromotingDatagramIo promoting;
    private final InetSocketAddress localAddress;
    private final String note;
    private final String coalescingNote;
    private final int receiveBufferLength;
    private final UnsafeBuffer received;
    private ChannelWatch watch = ChannelWatch.NONE;
    private volatile List<InetAddress> served;
    private boolean closed;

    private UdpTransport(
        final DatagramChannel channel,
        final boolean ipv6,
        final UdpConfiguration configuration,
        final Counters counters,
        final EntropySource entropy,
        final DatagramSplitter splitter,
        final UnaryOperator<DatagramIo> faults) throws IOException
    {
        this.channel = channel;
        this.counters = counters;
        final int mtu = configuration.get(NodeSettings.MTU);
        receiveBufferLength = configuration.get(TransportSettings.RECEIVE_BUFFER);
        localAddress = (InetSocketAddress)channel.getLocalAddress();
        note = configuration.get(TransportSettings.RAW_SOCKETS) ? RawSockets.unavailable(ipv6) : NOT_ALLOWED;
        Fragmentation.forbid(channel, ipv6, null == note);
        addresses = new AddressTable(configuration.get(TransportSettings.MAX_ADDRESSES), ipv6,
            null == note ? format(ipv6) : null, entropy.nextLong(), entropy.nextLong());
        outbox = new SendSlab(configuration.get(TransportSettings.OUTBOX_SLOTS), mtu, addresses);
        coalescingNote = coalesce(configuration, ipv6, splitter);
        final int receiveLength = null == coalescingNote ? COALESCED_LENGTH : mtu + 1;
        received = OffHeap.allocate(
            BitUtil.align(receiveLength, BitUtil.CACHE_LINE_LENGTH) + RawDatagramIo.SOURCE_LENGTH);
        final ByteBuffer slot = OffHeap.view(received);
        final DatagramIo unbound = io(channel, 0, slot, receiveLength);
        locals = localAddress.getAddress().isAnyLocalAddress() && SharedPort.isAvailable() ?
            new LocalDatagramIo(unbound, (host, number) -> openLocal(host, number, slot, receiveLength), addresses) :
            null;
        final DatagramIo first = null == locals ? unbound : locals;
        promoting = null == note ? promoting(first, configuration, slot, receiveLength) : null;
        final DatagramIo io = faults.apply(null == note ? promoting : first);
        receiver = new DatagramReceiver(io, new UnsafeBuffer(slot), mtu, null == coalescingNote ? splitter : null,
            addresses, counters, localAddress);
        sender = new DatagramSender(io, outbox, addresses, segmentationNote(configuration, ipv6), counters);
    }

    /**
     * Open and bind; each read is a datagram.
     *
     * @param configuration how.
     * @param counters      that datagrams and errors are counted in.
     * @param entropy       to key the address table.
     * @return the transport.
     * @throws TransportException naming host and port, where they can not be had.
     */
    public static UdpTransport open(
        final UdpConfiguration configuration, final Counters counters, final EntropySource entropy)
    {
        return open(configuration, counters, entropy, null);
    }

    /**
     * Open and bind; one read may hold many datagrams, where the kernel can and the configuration allows it.
     *
     * @param configuration how.
     * @param counters      that datagrams and errors are counted in.
     * @param entropy       to key the address table.
     * @param splitter      of reads, or null for each read to be a datagram.
     * @return the transport.
     * @throws TransportException naming host and port, where they can not be had.
     */
    public static UdpTransport open(
        final UdpConfiguration configuration,
        final Counters counters,
        final EntropySource entropy,
        final DatagramSplitter splitter)
    {
        return open(configuration, counters, entropy, splitter, UnaryOperator.identity());
    }

    static UdpTransport open(
        final UdpConfiguration configuration,
        final Counters counters,
        final EntropySource entropy,
        final DatagramSplitter splitter,
        final UnaryOperator<DatagramIo> faults)
    {
        final DatagramChannel ipv6Channel = openIpv6(configuration.bindAddress().getAddress());
        final boolean ipv6 = null != ipv6Channel;
        final DatagramChannel channel = ipv6 ? ipv6Channel : openIpv4();
        UdpTransport transport = null;
        try
        {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, configuration.get(TransportSettings.RECEIVE_BUFFER));
            channel.setOption(StandardSocketOptions.SO_SNDBUF, configuration.get(TransportSettings.SEND_BUFFER));
            channel.bind(ipv6 ? configuration.bindAddress() : ofIpv4(configuration.bindAddress()));
            transport = new UdpTransport(channel, ipv6, configuration, counters, entropy, splitter, faults);
            counters.add(SystemCounter.SOCKET_FALLBACKS, transport.raw() ? 0 : 1);
            return transport;
        }
        catch (final IOException | UnsupportedAddressTypeException ex)
        {
            throw new TransportException(TransportException.Reason.BIND,
                "cannot bind udp " + AddressText.format(configuration.bindAddress()) + ": " + ex, ex);
        }
        finally
        {
            if (null == transport)
            {
                CloseHelper.quietClose(channel);
            }
        }
    }

    /**
     * Does this transport read and write raw socket addresses, without garbage?
     *
     * @return false where it uses the public API, and {@link #note()} tells why.
     */
    public boolean raw()
    {
        return null == note;
    }

    /**
     * Why this transport is not raw, for the host to log once.
     *
     * @return null where it is.
     */
    public String note()
    {
        return note;
    }

    /**
     * Why one call of the kernel carries one datagram at the most, on its way out or, failing that, in. Changes where
     * the kernel turns out to refuse.
     *
     * @return null where it carries as many as there are.
     */
    public String offloadNote()
    {
        return null != segmentationNote() ? segmentationNote() : coalescingNote;
    }

    String segmentationNote()
    {
        return sender.note();
    }

    String coalescingNote()
    {
        return coalescingNote;
    }

    /**
     * What the kernel gave as SO_RCVBUF.
     *
     * @return bytes; on Linux twice what was asked, or less than that where net.core.rmem_max is lower.
     */
    public int receiveBufferLength()
    {
        return option(StandardSocketOptions.SO_RCVBUF);
    }

    /**
     * What the kernel gave as SO_SNDBUF.
     *
     * @return bytes; on Linux twice what was asked, or less than that where net.core.wmem_max is lower.
     */
    public int sendBufferLength()
    {
        return option(StandardSocketOptions.SO_SNDBUF);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int poll(final DatagramHandler handler, final int limit)
    {
        return receiver.poll(handler, limit);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public Outbox outbox()
    {
        return outbox;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int free()
    {
        return outbox.free();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int flush()
    {
        int sent = 0;
        if (outbox.size() > 0)
        {
            if (closed)
            {
                sender.discard();
            }
            else
            {
                sent = sender.flush();
            }
        }
        addresses.nextCycle();
        if (null != served)
        {
            serveNow();
        }
        return sent;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public boolean isBlocked()
    {
        return outbox.size() > 0;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void watch(final ChannelWatch newWatch)
    {
        watch = newWatch;
        watch.watch(channel, SelectionKey.OP_READ);
        if (null != locals)
        {
            locals.watch(newWatch);
        }
    }

    /**
     * Whether this transport is bound to all addresses of the host, and the system lets several sockets serve them.
     *
     * @return whether there is any use in {@link #serve(List)}.
     */
    public boolean isServingAll()
    {
        return null != locals;
    }

    /**
     * Have answers leave from the address that was asked, for each of these addresses. By any thread; happens at the
     * next flush.
     *
     * @param hosts addresses of this host, as {@link HostAddresses} finds them; those of before that are not among them
     *              are not served any more.
     */
    public void serve(final List<InetAddress> hosts)
    {
        served = hosts;
    }

    /**
     * The addresses of this transport's peers.
     *
     * @return the table, to intern configured addresses in.
     */
    @Override
    public AddressTable addresses()
    {
        return addresses;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public InetSocketAddress localAddress()
    {
        return localAddress;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void close()
    {
        if (!closed)
        {
            flush();
            // From here on the file descriptor's number may be somebody else's: the raw path must not touch it again.
            closed = true;
            receiver.close();
            flush();
            if (null != promoting)
            {
                promoting.close();
            }
            if (null != locals)
            {
                locals.close();
            }
            watch.forget(channel);
            CloseHelper.quietClose(channel);
        }
    }

    /**
     * Give the memory back, but for the table of addresses, which other transports may use: nobody calls this one any
     * more.
     */
    public void releaseMemory()
    {
        OffHeap.free(received);
        outbox.releaseMemory();
    }

    private void serveNow()
    {
        final List<InetAddress> hosts = served;
        served = null;
        if (null != locals && !closed)
        {
            locals.serve(hosts);
        }
    }

    int localCount()
    {
        return null == locals ? 0 : locals.localCount();
    }

    private int option(final SocketOption<Integer> option)
    {
        try
        {
            return channel.getOption(option);
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "socket option " + option.name(), ex);
        }
    }

    private PromotingDatagramIo promoting(
        final DatagramIo first, final UdpConfiguration configuration, final ByteBuffer slot, final int receiveLength)
    {
        final boolean isPromoting = configuration.get(TransportSettings.UDP_PROMOTION) && ConnectedSocket.isAvailable();
        return new PromotingDatagramIo(
            first,
            isPromoting ? (addressId) -> connect(addressId, slot, receiveLength) : null,
            addresses,
            counters,
            SystemNanoClock.INSTANCE);
    }

    private PromotingDatagramIo.Connected connect(
        final int addressId, final ByteBuffer slot, final int receiveLength) throws IOException
    {
        final DatagramChannel local = null == locals ? null : locals.channel(addressId);
        final ConnectedSocket socket = ConnectedSocket.open(
            channel,
            null == local ? channel : local,
            addresses.isIpv6(),
            addresses.socketAddress(addressId),
            null == coalescingNote,
            receiveBufferLength,
            watch);
        return new ConnectedDatagramIo(socket, addressId, addresses, slot, receiveLength, outbox.memory());
    }

    private DatagramIo io(
        final DatagramChannel bound, final int local, final ByteBuffer slot, final int receiveLength)
    {
        return null == note ?
            new RawDatagramIo(bound, local, addresses, slot, receiveLength, outbox.memory()) :
            new PublicDatagramIo(bound, local, addresses, slot, receiveLength, outbox.memory());
    }

    private LocalDatagramIo.Local openLocal(
        final InetAddress host, final int number, final ByteBuffer slot, final int receiveLength) throws IOException
    {
        final DatagramChannel local = DatagramChannel.open(
            addresses.isIpv6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        LocalDatagramIo.Local opened = null;
        try
        {
            local.configureBlocking(false);
            Fragmentation.forbid(local, addresses.isIpv6(), null == note);
            local.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferLength);
            local.setOption(StandardSocketOptions.SO_SNDBUF, channel.getOption(StandardSocketOptions.SO_SNDBUF) / 2);
            if (null == coalescingNote)
            {
                KernelOffload.coalesce(RawSockets.descriptor(local));
            }
            SharedPort.bind(local, new InetSocketAddress(host, localAddress.getPort()), channel);
            local.setOption(StandardSocketOptions.SO_REUSEPORT, false);
            watch.watch(local, SelectionKey.OP_READ);
            opened = new LocalDatagramIo.Local(local, io(local, number, slot, receiveLength), watch);
            return opened;
        }
        catch (final UnsupportedAddressTypeException ex)
        {
            throw new IOException("cannot bind " + host + " on a socket of IPv4", ex);
        }
        finally
        {
            if (null == opened)
            {
                CloseHelper.quietClose(local);
            }
        }
    }

    private String coalesce(
        final UdpConfiguration configuration, final boolean ipv6, final DatagramSplitter splitter) throws IOException
    {
        if (null != note || null == splitter || !configuration.get(TransportSettings.UDP_OFFLOAD))
        {
            return null != note ? note : null == splitter ? NO_SPLITTER : OFFLOAD_NOT_ALLOWED;
        }
        final String unavailable = KernelOffload.coalescingUnavailable(ipv6);
        if (null == unavailable)
        {
            KernelOffload.coalesce(RawSockets.descriptor(channel));
        }
        return unavailable;
    }

    private String segmentationNote(final UdpConfiguration configuration, final boolean ipv6)
    {
        if (null != note)
        {
            return note;
        }
        return configuration.get(TransportSettings.UDP_OFFLOAD) ?
            KernelOffload.segmentationUnavailable(ipv6) : OFFLOAD_NOT_ALLOWED;
    }

    private static SockaddrFormat format(final boolean ipv6)
    {
        try
        {
            return SockaddrFormat.of(ipv6);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "format of socket addresses", ex);
        }
    }

    private static DatagramChannel openIpv6(final InetAddress host)
    {
        if (host instanceof Inet4Address && !host.isAnyLocalAddress())
        {
            return null;
        }
        try
        {
            return DatagramChannel.open(StandardProtocolFamily.INET6);
        }
        catch (final UnsupportedOperationException ex)
        {
            return null;
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "cannot open an IPv6 socket", ex);
        }
    }

    private static InetSocketAddress ofIpv4(final InetSocketAddress address) throws UnknownHostException
    {
        return address.getAddress().isAnyLocalAddress() ?
            new InetSocketAddress(InetAddress.getByAddress(new byte[4]), address.getPort()) : address;
    }

    private static DatagramChannel openIpv4()
    {
        try
        {
            return DatagramChannel.open(StandardProtocolFamily.INET);
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "cannot open an IPv4 socket", ex);
        }
    }
}
