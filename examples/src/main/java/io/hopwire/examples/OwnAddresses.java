package io.hopwire.examples;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a node can be reached that is bound to all addresses: each of them, as text that goes behind
 * {@code --bootstrap}. Link-local addresses, which mean something on one link only, are left out.
 */
final class OwnAddresses
{
    private static final String ANY_IPV4 = "0.0.0.0";
    private static final String ANY_IPV6 = "0:0:0:0:0:0:0:0";

    private OwnAddresses()
    {
    }

    /**
     * @param bound {@code host:port}, with {@code tcp://} in front or not.
     * @param own   addresses of this machine.
     * @return that address, or one for each of the machine's where it stands for all.
     */
    static List<String> of(final String bound, final List<InetAddress> own)
    {
        final int begin = bound.indexOf("://") < 0 ? 0 : bound.indexOf("://") + 3;
        final int colon = bound.lastIndexOf(':');
        final String host = bound.substring(begin, colon).replaceAll("[\\[\\]]", "");
        if (!ANY_IPV4.equals(host) && !ANY_IPV6.equals(host) && !"::".equals(host))
        {
            return List.of(bound);
        }
        final List<String> texts = new ArrayList<>();
        final boolean hasOthers = own.stream().anyMatch((address) -> isOfUse(address, host, false));
        for (final InetAddress address : own)
        {
            if (isOfUse(address, host, !hasOthers))
            {
                texts.add(bound.substring(0, begin) + text(address) + bound.substring(colon));
            }
        }
        return texts.isEmpty() ? List.of(bound) : texts;
    }

    /**
     * Of the interfaces that are up.
     */
    static List<InetAddress> ofMachine()
    {
        try
        {
            return NetworkInterface.networkInterfaces().filter(OwnAddresses::isUp)
                .flatMap(NetworkInterface::inetAddresses).toList();
        }
        catch (final SocketException ex)
        {
            return List.of();
        }
    }

    private static boolean isOfUse(final InetAddress address, final String host, final boolean loopback)
    {
        final boolean isFamily = !ANY_IPV4.equals(host) || address instanceof Inet4Address;
        return isFamily && !address.isLinkLocalAddress() && loopback == address.isLoopbackAddress();
    }

    private static boolean isUp(final NetworkInterface networkInterface)
    {
        try
        {
            return networkInterface.isUp();
        }
        catch (final SocketException ex)
        {
            return false;
        }
    }

    private static String text(final InetAddress address)
    {
        final String host = address.getHostAddress();
        final int scope = host.indexOf('%');
        final String plain = scope < 0 ? host : host.substring(0, scope);
        return address instanceof Inet4Address ? plain : '[' + plain + ']';
    }
}
