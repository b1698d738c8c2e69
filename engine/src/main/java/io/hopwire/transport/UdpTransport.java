package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.function.UnaryOperator;

/**
 * One unconnected, non-blocking UDP socket for every peer. It is of the IPv6 family and speaks IPv4 too, unless it is
 * bound to an IPv4 address or the system has no IPv6.
 * <p>
 * A datagram is read into one slot of memory, one byte longer than the MTU so that a longer one shows, and handed on
 * in place before the next is read. Raw or public, see {@link io.hopwire.transport}; {@link #raw()} tells which.
 */
public final class UdpTransport implements DatagramTransport
{
    private static final String NOT_ALLOWED = "raw sockets switched off by configuration";
    private static final String OFFLOAD_NOT_ALLOWED = "switched off by configuration";

    private final DatagramChannel channel;
    private final Counters counters;
    private final AddressTable addresses;
    private final SendSlab outbox;
    private final UnsafeBuffer receiveSlot;
    private final DatagramIo io;
    private final DatagramSender sender;
    private final InetSocketAddress localAddress;
    private final String note;
    private final int mtu;
    private boolean closed;

    private UdpTransport(
        final DatagramChannel channel,
        final boolean ipv6,
        final UdpConfiguration configuration,
        final Counters counters,
        final EntropySource entropy,
        final UnaryOperator<DatagramIo> faults) throws IOException
    {
        this.channel = channel;
        this.counters = counters;
        mtu = configuration.mtu();
        localAddress = (InetSocketAddress)channel.getLocalAddress();
        note = configuration.rawAllowed() ? RawSockets.unavailable(ipv6) : NOT_ALLOWED;
        addresses = new AddressTable(configuration.addressCapacity(), ipv6, null == note ? format(ipv6) : null,
            entropy.nextLong(), entropy.nextLong());
        outbox = new SendSlab(configuration.outboxSlots(), mtu, addresses);
        final int slotLength = BitUtil.align(mtu + 1, BitUtil.CACHE_LINE_LENGTH);
        final ByteBuffer slot = BufferUtil.allocateDirectAligned(slotLength, BitUtil.CACHE_LINE_LENGTH);
        receiveSlot = new UnsafeBuffer(slot);
        io = faults.apply(null == note ?
            new RawDatagramIo(channel, addresses, slot, mtu + 1, outbox.memory()) :
            new PublicDatagramIo(channel, addresses, slot, mtu + 1, outbox.memory()));
        sender = new DatagramSender(io, outbox, addresses, segmentationNote(configuration, ipv6), counters);
    }

    /**
     * Open and bind.
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
        return open(configuration, counters, entropy, UnaryOperator.identity());
    }

    static UdpTransport open(
        final UdpConfiguration configuration,
        final Counters counters,
        final EntropySource entropy,
        final UnaryOperator<DatagramIo> faults)
    {
        final DatagramChannel ipv6Channel = openIpv6(configuration.bindAddress().getAddress());
        final boolean ipv6 = null != ipv6Channel;
        final DatagramChannel channel = ipv6 ? ipv6Channel : openIpv4();
        UdpTransport transport = null;
        try
        {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, configuration.receiveBufferLength());
            channel.setOption(StandardSocketOptions.SO_SNDBUF, configuration.sendBufferLength());
            channel.bind(ipv6 ? configuration.bindAddress() : ofIpv4(configuration.bindAddress()));
            transport = new UdpTransport(channel, ipv6, configuration, counters, entropy, faults);
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
     * Why a call of the kernel sends one datagram at the most. Changes where the kernel turns out to refuse.
     *
     * @return null where it sends as many as there are for one address.
     */
    public String segmentationNote()
    {
        return sender.note();
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
        int received = 0;
        long bytes = 0;
        try
        {
            while (received < limit && !closed)
            {
                final int length = io.receive();
                if (length < 0)
                {
                    break;
                }
                received++;
                bytes += length;
                onDatagram(handler, length);
            }
        }
        catch (final PortUnreachableException ignore)
        {
            // Somebody's answer to what we sent. The socket is unconnected and serves all others: go on next time.
            return received;
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO,
                "cannot receive on udp " + AddressText.format(localAddress) + ": " + ex.getMessage(), ex);
        }
        finally
        {
            if (received > 0)
            {
                counters.add(SystemCounter.DATAGRAMS_RECEIVED, received);
                counters.add(SystemCounter.BYTES_RECEIVED, bytes);
            }
        }
        return received;
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
            flush();
            CloseHelper.quietClose(channel);
        }
    }

    private void onDatagram(final DatagramHandler handler, final int length)
    {
        if (length > mtu)
        {
            counters.reject(RejectCode.TRUNCATED);
            return;
        }
        final int addressId = io.internSource();
        if (Addresses.NULL_ID == addressId)
        {
            counters.reject(RejectCode.ADDRESS_LIMIT);
            return;
        }
        handler.onDatagram(addressId, receiveSlot, 0, length);
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

    private String segmentationNote(final UdpConfiguration configuration, final boolean ipv6)
    {
        if (null != note)
        {
            return note;
        }
        return configuration.offloadAllowed() ? KernelOffload.segmentationUnavailable(ipv6) : OFFLOAD_NOT_ALLOWED;
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
