package io.hopwire.agent;

import io.hopwire.libp2p.address.AddressProtocol;
import io.hopwire.libp2p.address.Multiaddr;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class HostNamesTest
{
    private static final Multiaddr NAME = Multiaddr.parse("/dns/many.invalid/tcp/4001");

    @Test
    void aNameOfManyAddressesStandsForTheFirstOfItsKind() throws UnknownHostException
    {
        final List<InetAddress> many = new ArrayList<>();
        for (int i = 0; i < 100; i++)
        {
            many.add(InetAddress.getByAddress(new byte[16 * (i & 1) + 4 * (i & 1 ^ 1)]));
        }
        assertEquals(
            HostNames.MAX_ADDRESSES, HostNames.of(NAME, AddressProtocol.DNS, many.stream()).size());
        final List<Multiaddr> ofIp6 = HostNames.of(NAME, AddressProtocol.DNS6, many.stream());
        assertEquals(HostNames.MAX_ADDRESSES, ofIp6.size());
        assertEquals(List.of(), ofIp6.stream().filter((one) -> AddressProtocol.IP6 != one.protocol(0)).toList());
        assertEquals(1, HostNames.of(NAME, AddressProtocol.DNS4, many.subList(0, 2).stream()).size());
    }
}
