package io.hopwire.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;

/**
 * Has nobody cut a datagram, neither the kernel nor a router. The kernel does by default once a router has told by ICMP
 * that the path carries less; but pieces are lost more often than datagrams, as each must arrive and many firewalls let
 * none in. What a path carries whole is found by probing (RFC 8899), for which a probe must not be cut.
 * <p>
 * On Linux the option is IP_MTU_DISCOVER with IP_PMTUDISC_PROBE: the kernel heeds no ICMP either, which anybody can
 * forge. It needs the same opening as {@link KernelOffload}. Without, Java has IP_DONTFRAGMENT from 19 on. Where there
 * is neither, paths are probed all the same, and may be found to carry what is cut on the way.
 */
final class Fragmentation
{
    private static final String DONT_FRAGMENT = "IP_DONTFRAGMENT";

    private Fragmentation()
    {
    }

    /**
     * Forbid it, where that can be had.
     *
     * @param channel not connected yet.
     * @param ipv6    its family.
     * @param isRaw   whether natives may be used.
     */
    static void forbid(final DatagramChannel channel, final boolean ipv6, final boolean isRaw)
    {
        try
        {
            if (!isRaw || !KernelOffload.forbidFragments(RawSockets.descriptor(channel), ipv6))
            {
                forbid(channel);
            }
        }
        catch (final IOException ignore)
        {
            // The system has no such thing: routers go on cutting, as they do for everybody else.
        }
    }

    private static void forbid(final DatagramChannel channel) throws IOException
    {
        for (final SocketOption<?> option : channel.supportedOptions())
        {
            if (DONT_FRAGMENT.equals(option.name()) && Boolean.class == option.type())
            {
                @SuppressWarnings("unchecked")
                final SocketOption<Boolean> dontFragment = (SocketOption<Boolean>)option;
                channel.setOption(dontFragment, true);
            }
        }
    }
}
