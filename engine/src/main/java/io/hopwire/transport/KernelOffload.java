package io.hopwire.transport;

import org.agrona.BufferUtil;
import org.agrona.LangUtil;
import org.agrona.SystemUtil;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Linux cuts one send into many datagrams (UDP_SEGMENT, 4.18) and hands over many datagrams in one read (UDP_GRO, 5.0).
 * Java does not list the two socket options; the static native behind those that it lists sets them all the same, under
 * the same opening that {@link RawSockets} needs. Whether they work is tried out, once per JVM and family, over
 * loopback.
 */
final class KernelOffload
{
    private static final int LEVEL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;
    private static final int LEVEL_IP = 0;
    private static final int IP_TTL = 2;
    private static final int LEVEL_IPV6 = 41;
    private static final int IPV6_UNICAST_HOPS = 16;
    private static final int SYSTEM_DEFAULT = -1;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int PMTUDISC_PROBE = 3;
    private static final int PROBE_SEGMENT = 40;
    private static final int PROBE_LENGTH = 2 * PROBE_SEGMENT - 7;
    private static final int PROBE_SLOT = 128;

    private static final MethodHandle SET_OPTION;
    private static final String UNAVAILABLE;

    static
    {
        MethodHandle setOption = null;
        String unavailable = null;
        try
        {
            final Method method = Class.forName("sun.nio.ch.Net").getDeclaredMethod("setIntOption0",
                FileDescriptor.class, boolean.class, int.class, int.class, int.class, boolean.class);
            method.setAccessible(true);
            setOption = MethodHandles.lookup().unreflect(method);
        }
        catch (final ReflectiveOperationException | RuntimeException ex)
        {
            unavailable = Opening.SOCKETS.reason(ex);
        }
        SET_OPTION = setOption;
        UNAVAILABLE = unavailable;
    }

    private KernelOffload()
    {
    }

    /**
     * Why one send can not be cut into many datagrams.
     *
     * @param ipv6 family of the socket in question.
     * @return null where it can.
     */
    static String segmentationUnavailable(final boolean ipv6)
    {
        return ipv6 ? Ipv6Segmentation.FAILURE : Ipv4Segmentation.FAILURE;
    }

    /**
     * Why one read can not hold many datagrams.
     *
     * @param ipv6 family of the socket in question.
     * @return null where it can.
     */
    static String coalescingUnavailable(final boolean ipv6)
    {
        return ipv6 ? Ipv6Coalescing.FAILURE : Ipv4Coalescing.FAILURE;
    }

    static void segmentLength(final FileDescriptor descriptor, final int length) throws IOException
    {
        setOption(descriptor, UDP_SEGMENT, length);
    }

    static void coalesce(final FileDescriptor descriptor) throws IOException
    {
        setOption(descriptor, UDP_GRO, 1);
    }

    /**
     * Limit the hops of what a socket sends: IP_TTL for IPv4, which a socket of the IPv6 family takes too, and
     * IPV6_UNICAST_HOPS where the family has it.
     *
     * @param descriptor of a UDP socket.
     * @param ipv6       its family.
     * @param hops       1 or more, 0 for the system's default.
     * @throws IOException where the system refuses.
     */
    static void ttl(final FileDescriptor descriptor, final boolean ipv6, final int hops) throws IOException
    {
        if (SystemUtil.isLinux() && null == UNAVAILABLE)
        {
            final int value = 0 == hops ? SYSTEM_DEFAULT : hops;
            setOption(descriptor, LEVEL_IP, IP_TTL, value);
            if (ipv6)
            {
                setOption(descriptor, LEVEL_IPV6, IPV6_UNICAST_HOPS, value);
            }
        }
    }

    /**
     * Have nobody cut what a socket sends, and the kernel send all that fits the interface, whatever it has heard of
     * the path. A socket of the IPv6 family takes both options, as it sends over IPv4 too.
     *
     * @param descriptor of a UDP socket.
     * @param ipv6       its family.
     * @return false where that can not be had.
     * @throws IOException where the system refuses.
     */
    static boolean forbidFragments(final FileDescriptor descriptor, final boolean ipv6) throws IOException
    {
        final boolean isPossible = SystemUtil.isLinux() && null == UNAVAILABLE;
        if (isPossible)
        {
            setOption(descriptor, LEVEL_IP, IP_MTU_DISCOVER, PMTUDISC_PROBE);
            if (ipv6)
            {
                setOption(descriptor, LEVEL_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_PROBE);
            }
        }
        return isPossible;
    }

    private static void setOption(final FileDescriptor descriptor, final int option, final int value)
        throws IOException
    {
        setOption(descriptor, LEVEL_UDP, option, value);
    }

    private static void setOption(
        final FileDescriptor descriptor, final int level, final int option, final int value) throws IOException
    {
        try
        {
            SET_OPTION.invokeExact(descriptor, false, level, option, value, false);
        }
        catch (final IOException ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            LangUtil.rethrowUnchecked(ex);
        }
    }

    private static String probe(final boolean ipv6, final boolean coalesce)
    {
        final String notRaw = RawSockets.unavailable(ipv6);
        final String unavailable = null == notRaw ? UNAVAILABLE : notRaw;
        if (null != unavailable)
        {
            return unavailable;
        }
        final String what = coalesce ? "coalescing of UDP reads: " : "segmentation of UDP sends: ";
        try
        {
            final InetAddress host = InetAddress.getByName(ipv6 ? "::1" : "127.0.0.1");
            final AddressTable addresses = new AddressTable(2, ipv6, SockaddrFormat.of(ipv6), 1, 2);
            try (
                DatagramChannel from = RawSockets.open(host, ipv6);
                DatagramChannel to = RawSockets.open(host, ipv6))
            {
                return exchange(from, to, addresses, coalesce) ? null : what + "not what was sent arrived";
            }
        }
        catch (final IOException | ReflectiveOperationException | RuntimeException ex)
        {
            return what + ex;
        }
    }

    private static boolean exchange(
        final DatagramChannel from, final DatagramChannel to, final AddressTable addresses, final boolean coalesce)
        throws IOException
    {
        final ByteBuffer slab = BufferUtil.allocateDirectAligned(PROBE_SLOT, PROBE_SLOT);
        final ByteBuffer slot =
            BufferUtil.allocateDirectAligned(PROBE_SLOT + RawDatagramIo.SOURCE_LENGTH, PROBE_SLOT);
        for (int i = 0; i < PROBE_LENGTH; i++)
        {
            slab.put(i, (byte)(i * 37));
        }
        if (coalesce)
        {
            coalesce(RawSockets.descriptor(to));
        }
        final RawDatagramIo sender = new RawDatagramIo(from, 0, addresses, slot, PROBE_SLOT, slab);
        sender.segmentLength(PROBE_SEGMENT);
        sender.send(addresses.intern((InetSocketAddress)to.getLocalAddress()), 0, PROBE_LENGTH);
        final RawDatagramIo receiver = new RawDatagramIo(to, 0, addresses, slot, PROBE_SLOT, slab);
        int position = 0;
        while (position < PROBE_LENGTH)
        {
            final int expected = coalesce ? PROBE_LENGTH : Math.min(PROBE_SEGMENT, PROBE_LENGTH - position);
            final ByteBuffer sent = slab.duplicate().limit(position + expected).position(position);
            if (RawSockets.awaitDatagram(receiver) != expected || !slot.duplicate().limit(expected).equals(sent))
            {
                return false;
            }
            position += expected;
        }
        return true;
    }

    private static final class Ipv4Segmentation
    {
        static final String FAILURE = probe(false, false);
    }

    private static final class Ipv6Segmentation
    {
        static final String FAILURE = probe(true, false);
    }

    private static final class Ipv4Coalescing
    {
        static final String FAILURE = probe(false, true);
    }

    private static final class Ipv6Coalescing
    {
        static final String FAILURE = probe(true, true);
    }
}
