package io.hopwire.transport;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.LangUtil;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * The static natives behind {@link DatagramChannel}, where the JVM opens them to us
 * ({@link Opening#SOCKETS}). Their names and signatures are the same from JDK 17 to 25;
 * that they also do what we think is tried out, once per JVM and family, on two sockets that talk over loopback.
 */
final class RawSockets
{
    private static final long PROBE_TIMEOUT_NS = 1_000_000_000L;
    private static final int PROBE_MTU = 128;
    private static final int PROBE_LENGTH = 97;

    private static final MethodHandle RECEIVE;
    private static final MethodHandle SEND;
    private static final Field DESCRIPTOR;
    private static final String UNAVAILABLE;

    static
    {
        MethodHandle receive = null;
        MethodHandle send = null;
        Field descriptor = null;
        String unavailable = null;
        try
        {
            final Class<?> channel = Class.forName("sun.nio.ch.DatagramChannelImpl");
            receive = open(channel.getDeclaredMethod("receive0",
                FileDescriptor.class, long.class, int.class, long.class, boolean.class));
            send = open(channel.getDeclaredMethod("send0",
                FileDescriptor.class, long.class, int.class, long.class, int.class));
            descriptor = channel.getDeclaredField("fd");
            descriptor.setAccessible(true);
        }
        catch (final ReflectiveOperationException | RuntimeException ex)
        {
            unavailable = Opening.SOCKETS.reason(ex);
        }
        RECEIVE = receive;
        SEND = send;
        DESCRIPTOR = descriptor;
        UNAVAILABLE = unavailable;
    }

    private RawSockets()
    {
    }

    /**
     * Why raw sockets can not be used.
     *
     * @param ipv6 family of the socket in question.
     * @return null where they can.
     */
    static String unavailable(final boolean ipv6)
    {
        if (null != UNAVAILABLE)
        {
            return UNAVAILABLE;
        }
        return ipv6 ? Ipv6Probe.FAILURE : Ipv4Probe.FAILURE;
    }

    static FileDescriptor descriptor(final DatagramChannel channel)
    {
        try
        {
            return (FileDescriptor)DESCRIPTOR.get(channel);
        }
        catch (final IllegalAccessException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "file descriptor of the socket", ex);
        }
    }

    static int receive(final FileDescriptor descriptor, final long address, final int length, final long sockaddr)
        throws IOException
    {
        try
        {
            return (int)RECEIVE.invokeExact(descriptor, address, length, sockaddr, false);
        }
        catch (final IOException ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            LangUtil.rethrowUnchecked(ex);
            return DatagramIo.UNAVAILABLE;
        }
    }

    static int send(
        final FileDescriptor descriptor,
        final long address,
        final int length,
        final long sockaddr,
        final int sockaddrLength) throws IOException
    {
        try
        {
            return (int)SEND.invokeExact(descriptor, address, length, sockaddr, sockaddrLength);
        }
        catch (final IOException ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            LangUtil.rethrowUnchecked(ex);
            return DatagramIo.UNAVAILABLE;
        }
    }

    private static MethodHandle open(final Method method) throws IllegalAccessException
    {
        method.setAccessible(true);
        return MethodHandles.lookup().unreflect(method);
    }

    private static String probe(final boolean ipv6)
    {
        try
        {
            final InetAddress host = InetAddress.getByName(ipv6 ? "::1" : "127.0.0.1");
            final SockaddrFormat format = SockaddrFormat.of(ipv6);
            try (
                DatagramChannel raw = open(host, ipv6);
                DatagramChannel oracle = open(host, ipv6))
            {
                return probe(raw, oracle, new AddressTable(2, ipv6, format, 1, 2));
            }
        }
        catch (final IOException | ReflectiveOperationException | RuntimeException ex)
        {
            return "probe of raw sockets failed: " + ex;
        }
    }

    static DatagramChannel open(final InetAddress host, final boolean ipv6) throws IOException
    {
        final DatagramChannel channel = DatagramChannel.open(
            ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try
        {
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(host, 0));
        }
        catch (final IOException | RuntimeException ex)
        {
            channel.close();
            throw ex;
        }
        return channel;
    }

    private static String probe(
        final DatagramChannel raw, final DatagramChannel oracle, final AddressTable addresses) throws IOException
    {
        final ByteBuffer sendSlab = BufferUtil.allocateDirectAligned(PROBE_MTU, 64);
        final ByteBuffer receiveSlot =
            BufferUtil.allocateDirectAligned(BitUtil.align(PROBE_MTU, 64) + RawDatagramIo.SOURCE_LENGTH, 64);
        final RawDatagramIo io = new RawDatagramIo(raw, 0, addresses, receiveSlot, PROBE_MTU, sendSlab);
        final InetSocketAddress oracleAddress = (InetSocketAddress)oracle.getLocalAddress();
        if (DatagramIo.UNAVAILABLE != io.receive())
        {
            return "probe of raw sockets failed: a datagram out of nothing";
        }
        for (int i = 0; i < PROBE_LENGTH; i++)
        {
            sendSlab.put(i, (byte)(i * 31));
        }
        final int peer = addresses.intern(oracleAddress);
        if (PROBE_LENGTH != io.send(peer, 0, PROBE_LENGTH) ||
            !oracleHears(oracle, (InetSocketAddress)raw.getLocalAddress(), sendSlab))
        {
            return "probe of raw sockets failed: what was sent did not arrive";
        }
        oracle.send(sendSlab.duplicate().limit(PROBE_LENGTH), raw.getLocalAddress());
        final int length = awaitDatagram(io);
        final boolean equal = PROBE_LENGTH == length && io.internSource() == peer &&
            receiveSlot.duplicate().limit(length).equals(sendSlab.duplicate().limit(length)) &&
            oracleAddress.equals(addresses.socketAddress(peer));
        return equal ? null : "probe of raw sockets failed: what arrived was not what was sent";
    }

    /**
     * For probes: what was sent over loopback should be there at once.
     */
    static int awaitDatagram(final DatagramIo io) throws IOException
    {
        final long begin = System.nanoTime();
        int length = io.receive();
        while (DatagramIo.UNAVAILABLE == length && System.nanoTime() - begin < PROBE_TIMEOUT_NS)
        {
            Thread.onSpinWait();
            length = io.receive();
        }
        return length;
    }

    private static boolean oracleHears(
        final DatagramChannel oracle, final InetSocketAddress expectedSource, final ByteBuffer expected)
        throws IOException
    {
        final ByteBuffer buffer = ByteBuffer.allocate(PROBE_MTU);
        final long begin = System.nanoTime();
        Object source = oracle.receive(buffer);
        while (null == source && System.nanoTime() - begin < PROBE_TIMEOUT_NS)
        {
            Thread.onSpinWait();
            source = oracle.receive(buffer);
        }
        return expectedSource.equals(source) && buffer.flip().equals(expected.duplicate().limit(PROBE_LENGTH));
    }

    private static final class Ipv4Probe
    {
        static final String FAILURE = probe(false);
    }

    private static final class Ipv6Probe
    {
        static final String FAILURE = probe(true);
    }
}
