package io.hopwire.transport;

import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.SystemCounter;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
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
import java.util.function.UnaryOperator;

/**
 * One unconnected, non-blocking UDP socket for every peer, and connected ones beside it for the two peers that most
 * of the traffic is with, see {@link PromotingDatagramIo}. It is of the IPv6 family and speaks IPv4 too, unless it is
 * bound to an IPv4 address or the system has no IPv6.
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
    private final PromotingDatagramIo promoting;
    private final InetSocketAddress localAddress;
    private final String note;
    private final String coalescingNote;
    private ChannelWatch watch = ChannelWatch.NONE;
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
        localAddress = (InetSocketAddress)channel.getLocalAddress();
        note = configuration.get(TransportSettings.RAW_SOCKETS) ? RawSockets.unavailable(ipv6) : NOT_ALLOWED;
        addresses = new AddressTable(configuration.get(TransportSettings.MAX_ADDRESSES), ipv6,
            null == note ? format(ipv6) : null, entropy.nextLong(), entropy.nextLong());
        outbox = new SendSlab(configuration.get(TransportSettings.OUTBOX_SLOTS), mtu, addresses);
        coalescingNote = coalesce(configuration, ipv6, splitter);
        final int receiveLength = null == coalescingNote ? COALESCED_LENGTH : mtu + 1;
        final ByteBuffer slot = BufferUtil.allocateDirectAligned(
            BitUtil.align(receiveLength, BitUtil.CACHE_LINE_LENGTH), BitUtil.CACHE_LINE_LENGTH);
        promoting = null == note ? promoting(configuration, ipv6, slot, receiveLength) : null;
        final DatagramIo io = faults.apply(null == note ? promoting :
            new PublicDatagramIo(channel, addresses, slot, receiveLength, outbox.memory()));
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
            watch.forget(channel);
            CloseHelper.quietClose(channel);
        }
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
        final UdpConfiguration configuration, final boolean ipv6, final ByteBuffer slot, final int receiveLength)
    {
        final PromotingDatagramIo.Promotion promotion = (addressId) -> new ConnectedDatagramIo(
            ConnectedSocket.open(
                channel, ipv6, addresses.socketAddress(addressId), null == coalescingNote,
                configuration.get(TransportSettings.RECEIVE_BUFFER), watch),
            addressId, addresses, slot, receiveLength, outbox.memory());
        return new PromotingDatagramIo(
            new RawDatagramIo(channel, addresses, slot, receiveLength, outbox.memory()),
            configuration.get(TransportSettings.UDP_PROMOTION) && ConnectedSocket.isAvailable() ? promotion : null,
            addresses, counters, SystemNanoClock.INSTANCE);
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
