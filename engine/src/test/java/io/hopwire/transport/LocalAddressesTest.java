package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.SystemCounter;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A transport on all addresses of a host that has several: to Linux all of 127/8 are the host's, and it answers from
 * 127.0.0.1 where nobody tells it otherwise.
 */
class LocalAddressesTest
{
    private static final InetAddress ASKED = TransportFixture.address("127.0.0.2");
    private static final InetAddress OTHER = TransportFixture.address("127.0.0.3");
    private static final InetAddress CHOSEN = TransportFixture.address("127.0.0.1");
    private static final InetAddress PEER = TransportFixture.address("127.0.0.9");

    private final DatagramHandler handler = this::onDatagram;
    private final byte[] message = {1, 2, 3, 4};
    private int from;

    @BeforeEach
    void assumeLinux()
    {
        assumeTrue(SharedPort.isAvailable(), "not Linux");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answerLeavesFromTheAddressThatWasAsked(final boolean raw) throws IOException
    {
        try (TransportFixture server = server(raw); DatagramSocket peer = peer())
        {
            assertEquals(ASKED, answerTo(server, peer, ASKED));
            final int idOfAsked = from;
            assertEquals(OTHER, answerTo(server, peer, OTHER));
            assertNotEquals(idOfAsked, from);
            assertEquals(CHOSEN, answerTo(server, peer, TransportFixture.address("127.0.0.4")));
            assertEquals(ASKED, answerTo(server, peer, ASKED));
            assertEquals(idOfAsked, from);
        }
    }

    @Test
    void canonicalFormDoesNotTellWhichAddressOfOursItIs() throws IOException
    {
        try (TransportFixture server = server(true); DatagramSocket peer = peer())
        {
            answerTo(server, peer, ASKED);
            final UnsafeBuffer asked = canonical(server);
            answerTo(server, peer, OTHER);
            assertEquals(asked, canonical(server));
            final int dialled = server.transport.addresses().intern(asked, 0);
            assertNotEquals(from, dialled);
            assertEquals(0, server.transport.addresses().local(dialled));
            server.send(dialled, message);
            assertEquals(CHOSEN, receive(peer));
        }
    }

    @Test
    void severalDatagramsInOneCallLeaveFromItToo() throws IOException
    {
        try (TransportFixture server = server(true); DatagramSocket peer = peer())
        {
            answerTo(server, peer, ASKED);
            for (int i = 0; i < 8; i++)
            {
                server.commit(from, message);
            }
            assertEquals(8, server.transport.flush());
            for (int i = 0; i < 8; i++)
            {
                assertEquals(ASKED, receive(peer));
            }
            assertEquals(OTHER, answerTo(server, peer, OTHER));
        }
    }

    @Test
    @Tag("long")
    void peerThatIsPromotedKeepsIt() throws IOException
    {
        TransportFixture.assumeRaw(true);
        try (TransportFixture server = server(true); DatagramSocket peer = peer())
        {
            answerTo(server, peer, ASKED);
            server.transport.addresses().retain(from);
            for (int i = 0; i < PromotingDatagramIo.PROMOTE_AT + 100; i++)
            {
                assertEquals(ASKED, answerTo(server, peer, ASKED));
            }
            assertEquals(1, server.counters.get(SystemCounter.PEERS_PROMOTED));
            assertEquals(0, server.counters.get(SystemCounter.PROMOTIONS_REFUSED));
            assertEquals(OTHER, answerTo(server, peer, OTHER));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void addressThatIsGoneIsAnsweredFromWhicheverThereIsAndItsReturnIsNoticed(final boolean raw) throws IOException
    {
        try (TransportFixture server = server(raw); DatagramSocket peer = peer())
        {
            answerTo(server, peer, ASKED);
            final int id = from;
            serve(server, OTHER);
            server.send(id, message);
            assertEquals(CHOSEN, receive(peer));
            assertEquals(CHOSEN, answerTo(server, peer, ASKED));
            serve(server, OTHER, ASKED);
            assertEquals(ASKED, answerTo(server, peer, ASKED));
            assertEquals(id, from);
        }
    }

    @Test
    void addressThatCanNotBeBoundToIsLeftOut()
    {
        try (TransportFixture server = server(true))
        {
            serve(server, TransportFixture.address("192.0.2.1"), ASKED);
            assertEquals(1, server.transport.localCount());
        }
    }

    @Test
    void oneAddressMoreThanThereAreNumbersIsLeftToTheSocketForAll() throws IOException
    {
        try (TransportFixture server = server(true); DatagramSocket peer = peer())
        {
            final List<InetAddress> many = new ArrayList<>();
            for (int i = 0; i <= AddressTable.MAX_LOCAL; i++)
            {
                many.add(TransportFixture.address("127.0.1." + i));
            }
            serve(server, many.toArray(new InetAddress[0]));
            assertEquals(AddressTable.MAX_LOCAL, server.transport.localCount());
            assertEquals(many.get(7), answerTo(server, peer, many.get(7)));
            assertEquals(CHOSEN, answerTo(server, peer, many.get(AddressTable.MAX_LOCAL)));
            many.remove(0);
            serve(server, many.toArray(new InetAddress[0]));
            assertEquals(many.get(AddressTable.MAX_LOCAL - 1), answerTo(server, peer, many.get(many.size() - 1)));
        }
    }

    @Test
    void portStaysOursAndIsGivenBack()
    {
        final TransportFixture server = server(true);
        try (server)
        {
            final InetAddress all = TransportFixture.address("0.0.0.0");
            for (final InetAddress host : new InetAddress[]{ ASKED, OTHER, CHOSEN, all })
            {
                final UdpConfiguration same = UdpConfiguration.of(new InetSocketAddress(host, port(server)));
                assertThrows(TransportException.class, () -> new TransportFixture(same));
            }
        }
        for (final InetAddress host : new InetAddress[]{ ASKED, TransportFixture.address("0.0.0.0") })
        {
            new TransportFixture(UdpConfiguration.of(new InetSocketAddress(host, port(server)))).close();
        }
    }

    @Test
    void whoFloodsOneAddressDoesNotKeepTheOthersWaiting() throws IOException
    {
        try (TransportFixture server = server(true); DatagramSocket peer = peer(); DatagramSocket flooder = peer())
        {
            for (int i = 0; i < 100; i++)
            {
                send(flooder, server, ASKED);
            }
            send(peer, server, OTHER);
            final int id = server.transport.addresses().internSource(
                (InetSocketAddress)peer.getLocalSocketAddress(), 2);
            int polls = 0;
            while (from != id)
            {
                assertTrue(++polls <= LocalDatagramIo.MAX_IN_A_ROW + 1, "not heard");
                server.pollUntil(handler, 1);
            }
        }
    }

    @Test
    void othersAreHeardSoonWhileOneIsSpokenTo() throws IOException
    {
        try (TransportFixture server = server(true); DatagramSocket peer = peer())
        {
            for (final InetAddress next : List.of(OTHER, CHOSEN, ASKED, OTHER))
            {
                answerTo(server, peer, ASKED);
                send(peer, server, next);
                int polls = 0;
                while (0 == server.transport.poll(handler, 1))
                {
                    assertTrue(++polls < LocalDatagramIo.ALL_EVERY, "not heard");
                }
            }
        }
    }

    @Test
    void whereAFamilyHasOneAddressThatAnybodyCanAskTheKernelHasNoChoice()
    {
        assertEquals(List.of(), ofSeveral("127.0.0.1", "::1", "10.0.0.1", "fe80::1%1", "fe80::2%1", "2001:db8::1"));
        assertEquals(List.of("10.0.0.1", "169.254.0.1"), ofSeveral("10.0.0.1", "2001:db8::1", "169.254.0.1"));
        assertEquals(
            List.of("10.0.0.1", "10.0.0.2", "2001:db8:0:0:0:0:0:1", "fd00:0:0:0:0:0:0:1"),
            ofSeveral("127.0.0.1", "2001:db8::1", "10.0.0.1", "fe80::1%1", "fd00::1", "10.0.0.2"));
    }

    private static List<String> ofSeveral(final String... hosts)
    {
        return HostAddresses.ofSeveral(Stream.of(hosts).map(TransportFixture::address).toList()).stream()
            .map(InetAddress::getHostAddress).toList();
    }

    @Test
    @Tag("long")
    void allocatesNothing() throws IOException
    {
        TransportFixture.assumeRaw(true);
        try (
            TransportFixture server = server(true);
            TransportFixture peer = new TransportFixture(TransportFixture.configuration("127.0.0.9", true)))
        {
            final int asked = peer.transport.addresses().intern(new InetSocketAddress(ASKED, port(server)));
            final int other = peer.transport.addresses().intern(new InetSocketAddress(OTHER, port(server)));
            assertEquals(0, TransportFixture.minAllocatedBytes(() ->
            {
                for (int i = 0; i < 3000; i++)
                {
                    peer.commit(0 == (i & 1) ? asked : other, message);
                    peer.transport.flush();
                    poll(server);
                    server.commit(from, message);
                    server.transport.flush();
                    poll(peer);
                }
            }));
        }
    }

    private void poll(final TransportFixture fixture)
    {
        while (0 == fixture.transport.poll(handler, 1))
        {
            Thread.onSpinWait();
        }
    }

    private static TransportFixture server(final boolean raw)
    {
        final TransportFixture server = new TransportFixture(TransportFixture.configuration("0.0.0.0", raw));
        serve(server, ASKED, OTHER);
        assertEquals(2, server.transport.localCount());
        return server;
    }

    private static void serve(final TransportFixture server, final InetAddress... hosts)
    {
        server.transport.serve(List.of(hosts));
        server.transport.flush();
    }

    private static DatagramSocket peer() throws IOException
    {
        final DatagramSocket peer = new DatagramSocket(new InetSocketAddress(PEER, 0));
        peer.setSoTimeout(10_000);
        return peer;
    }

    private InetAddress answerTo(final TransportFixture server, final DatagramSocket peer, final InetAddress asked)
        throws IOException
    {
        send(peer, server, asked);
        server.pollUntil(handler, 1);
        server.send(from, message);
        return receive(peer);
    }

    private void send(final DatagramSocket peer, final TransportFixture server, final InetAddress to)
        throws IOException
    {
        peer.send(new DatagramPacket(message, message.length, new InetSocketAddress(to, port(server))));
    }

    private static InetAddress receive(final DatagramSocket peer) throws IOException
    {
        final DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        peer.receive(packet);
        return packet.getAddress();
    }

    private UnsafeBuffer canonical(final TransportFixture server)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Addresses.LENGTH]);
        server.transport.addresses().copyTo(from, buffer, 0);
        return buffer;
    }

    private static int port(final TransportFixture server)
    {
        return server.transport.localAddress().getPort();
    }

    private void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        from = addressId;
    }
}
