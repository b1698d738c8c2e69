package io.hopwire.agent;

import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.address.AddressProtocol;
import io.hopwire.libp2p.address.Multiaddr;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names of DNS in multiaddrs, {@code /dns}, {@code /dns4} and {@code /dns6}: looked up by whoever calls the host, since
 * that may take seconds, and the host's own thread waits for nothing. {@code /dnsaddr}, a list of addresses in a text
 * record, is not looked up.
 */
final class HostNames
{
    /** Whoever answers for a name may name any number, and each that is silent costs its caller a timeout. */
    static final int MAX_ADDRESSES = 16;

    private HostNames()
    {
    }

    /**
     * What an address stands for.
     *
     * @param address any.
     * @return the address where it has no name of DNS in front of its port; else one for each address of the name, in
     * the system's order, the first {@link #MAX_ADDRESSES}.
     * @throws HostException where the name has no address of the kind.
     */
    static List<Multiaddr> of(final Multiaddr address)
    {
        final AddressProtocol kind = address.protocol(0);
        final boolean isName =
            AddressProtocol.DNS == kind || AddressProtocol.DNS4 == kind || AddressProtocol.DNS6 == kind;
        if (!isName || !address.isTcp())
        {
            return List.of(address);
        }
        final List<Multiaddr> found = of(address, kind, addresses(address.valueText(0)));
        if (found.isEmpty())
        {
            throw new HostException(HostFault.UNKNOWN_HOST, "look up " + address);
        }
        return found;
    }

    static List<Multiaddr> of(final Multiaddr address, final AddressProtocol kind, final Stream<InetAddress> addresses)
    {
        return addresses
            .filter((one) -> AddressProtocol.DNS == kind ||
                one instanceof Inet4Address == (AddressProtocol.DNS4 == kind))
            .map((one) -> Multiaddr.tcp(one.getAddress(), address.tcpPort()))
            .map((one) -> null == address.peerId() ? one : one.withPeerId(address.peerId()))
            .limit(MAX_ADDRESSES)
            .toList();
    }

    private static Stream<InetAddress> addresses(final String name)
    {
        try
        {
            return Stream.of(InetAddress.getAllByName(name));
        }
        catch (final UnknownHostException ex)
        {
            return Stream.empty();
        }
    }
}
