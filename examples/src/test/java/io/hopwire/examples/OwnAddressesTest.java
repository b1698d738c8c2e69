package io.hopwire.examples;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * The addresses that a node prints.
 */
class OwnAddressesTest
{
    @Test
    void oneAddressIsItself() throws UnknownHostException
    {
        assertEquals(List.of("192.0.2.1:4001"), OwnAddresses.of("192.0.2.1:4001", own("192.0.2.1", "192.0.2.2")));
        assertEquals(List.of("tcp://[2001:db8:0:0:0:0:0:1]:4001"),
            OwnAddresses.of("tcp://[2001:db8:0:0:0:0:0:1]:4001", own("2001:db8::1")));
    }

    @Test
    void allAddressesAreEachThatOthersCanReach() throws UnknownHostException
    {
        final List<InetAddress> own = own("127.0.0.1", "::1", "fe80::1", "192.0.2.1", "2001:db8::1");

        assertEquals(List.of("192.0.2.1:4001", "[2001:db8:0:0:0:0:0:1]:4001"),
            OwnAddresses.of("[0:0:0:0:0:0:0:0]:4001", own));
        assertEquals(List.of("tcp://192.0.2.1:4001"), OwnAddresses.of("tcp://0.0.0.0:4001", own));
    }

    @Test
    void aMachineWithoutANetworkHasItself() throws UnknownHostException
    {
        assertEquals(List.of("127.0.0.1:4001"), OwnAddresses.of("0.0.0.0:4001", own("127.0.0.1", "::1")));
        assertEquals(List.of("0.0.0.0:4001"), OwnAddresses.of("0.0.0.0:4001", own("::1")));
    }

    @Test
    void aNodeOnAllAddressesPrintsSomeThatCanBeDialled()
    {
        final RunningCommand node = RunningCommand.run(
            "node", "--bind", "0.0.0.0:0", "--set", "counters.file=false", "--duration", "50ms");

        assertEquals(0, node.awaitExit(), node::toString);
        assertFalse(node.out().contains("0.0.0.0"), node::out);
        node.awaitOut("address +(\\S+:[0-9]+)\n");
    }

    private static List<InetAddress> own(final String... texts) throws UnknownHostException
    {
        final List<InetAddress> addresses = new ArrayList<>();
        for (final String text : texts)
        {
            addresses.add(InetAddress.getByName(text));
        }
        return addresses;
    }
}
