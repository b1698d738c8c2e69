package io.hopwire.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The addresses of this host that answers must leave from. Where a family has one, the kernel has no choice; and to who
 * speaks to a loopback address, or to one of IPv6 that is link-local, it answers from there.
 */
public final class HostAddresses
{
    private HostAddresses()
    {
    }

    /**
     * Look at all interfaces. Takes some hundred microseconds and allocates, so never on a duty cycle.
     *
     * @return all addresses of each family of which there are several, in no particular order.
     */
    public static List<InetAddress> ofSeveral()
    {
        return ofSeveral(all());
    }

    /**
     * Where something that is bound to an address can be reached. Looks at all interfaces, as {@link #ofSeveral()}.
     *
     * @param bound an address, or one that stands for all of its family, or of both.
     * @return the address itself, or those that it stands for but link-local ones; loopback addresses last.
     */
    public static List<InetAddress> of(final InetAddress bound)
    {
        if (!bound.isAnyLocalAddress())
        {
            return List.of(bound);
        }
        return all().stream()
            .filter((one) -> one instanceof Inet4Address || !(bound instanceof Inet4Address))
            .filter((one) -> !one.isLinkLocalAddress())
            .sorted(Comparator.comparing(InetAddress::isLoopbackAddress))
            .toList();
    }

    static List<InetAddress> ofSeveral(final List<InetAddress> all)
    {
        final List<InetAddress> ipv4 = new ArrayList<>();
        final List<InetAddress> ipv6 = new ArrayList<>();
        for (final InetAddress host : all)
        {
            final boolean isIpv4 = host instanceof Inet4Address;
            if (!host.isLoopbackAddress() && (isIpv4 || !host.isLinkLocalAddress()))
            {
                (isIpv4 ? ipv4 : ipv6).add(host);
            }
        }
        final List<InetAddress> several = new ArrayList<>();
        several.addAll(ipv4.size() > 1 ? ipv4 : List.of());
        several.addAll(ipv6.size() > 1 ? ipv6 : List.of());
        return List.copyOf(several);
    }

    private static List<InetAddress> all()
    {
        final List<InetAddress> all = new ArrayList<>();
        try
        {
            for (final NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces()))
            {
                all.addAll(Collections.list(one.getInetAddresses()));
            }
        }
        catch (final SocketException ignore)
        {
            // Without interfaces, or while they change: there is another look.
        }
        return all;
    }
}
