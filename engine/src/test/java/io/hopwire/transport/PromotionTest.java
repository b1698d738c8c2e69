package io.hopwire.transport;

import io.hopwire.spi.SystemCounter;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A connected socket for the peer that most of the traffic is with.
 */
@Tag("long")
class PromotionTest
{
    private static final int MESSAGES = PromotingDatagramIo.PROMOTE_AT + 100;

    private final DatagramHandler handler = this::onDatagram;
    private int received;
    private int lastFrom;
    private byte lastByte;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "0.0.0.0"})
    void promotesThePeerThatTalksMostAndStillServeOthers(final String host)
    {
        assume(host);
        try (
            TransportFixture server = new TransportFixture(TransportFixture.configuration(host, true));
            TransportFixture peer = new TransportFixture(client(host));
            TransportFixture stranger = new TransportFixture(client(host)))
        {
            final int hot = retained(server, peer);
            talk(server, peer, hot);
            assertEquals(1, server.counters.get(SystemCounter.PEERS_PROMOTED));
            assertEquals(0, server.counters.get(SystemCounter.PROMOTIONS_REFUSED));

            final int other = server.transport.addresses().intern(peerAddress(stranger, server));
            for (int i = 0; i < 200; i++)
            {
                echo(server, peer, hot, (byte)i);
                echo(server, stranger, other, (byte)~i);
            }
            assertEquals(1, server.counters.get(SystemCounter.PEERS_PROMOTED));

            lastFrom = -1;
            peer.send(peer.transport.addresses().intern(peerAddress(server, peer)), new byte[0]);
            server.pollUntil(handler, 1);
            assertEquals(hot, lastFrom);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void promotesTwoPeersThatTalkInTurnAndNotTheThird(final String host)
    {
        assume(host);
        try (
            TransportFixture server = new TransportFixture(TransportFixture.configuration(host, true));
            TransportFixture one = new TransportFixture(client(host));
            TransportFixture two = new TransportFixture(client(host));
            TransportFixture three = new TransportFixture(client(host)))
        {
            final int first = retained(server, one);
            final int second = retained(server, two);
            final int third = retained(server, three);
            for (int i = 0; i < MESSAGES; i++)
            {
                echo(server, one, first, (byte)i);
                echo(server, two, second, (byte)i);
            }
            assertEquals(2, server.counters.get(SystemCounter.PEERS_PROMOTED));
            for (int i = 0; i < MESSAGES; i++)
            {
                echo(server, one, first, (byte)i);
                echo(server, three, third, (byte)i);
                echo(server, two, second, (byte)i);
            }
            assertEquals(2, server.counters.get(SystemCounter.PEERS_PROMOTED));
            server.transport.addresses().release(first);
            talk(server, three, third);
            talk(server, three, third);
            assertEquals(3, server.counters.get(SystemCounter.PEERS_PROMOTED));
            assertEquals(0, server.transport.addresses().retains(first));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void hearsTheOtherAndAStrangerSoonWhileOneFloods(final String host)
    {
        assume(host);
        try (
            TransportFixture server = new TransportFixture(TransportFixture.configuration(host, true));
            TransportFixture one = new TransportFixture(client(host));
            TransportFixture two = new TransportFixture(client(host));
            TransportFixture stranger = new TransportFixture(client(host)))
        {
            final int first = retained(server, one);
            final int second = retained(server, two);
            for (int i = 0; i < MESSAGES; i++)
            {
                echo(server, one, first, (byte)i);
                echo(server, two, second, (byte)i);
            }
            assertEquals(2, server.counters.get(SystemCounter.PEERS_PROMOTED));
            flood(one, server, 2 * NextSpeaker.TRUSTED_AFTER);
            server.pollUntil(handler, 2 * NextSpeaker.TRUSTED_AFTER);

            flood(one, server, 4 * PromotingDatagramIo.FIRST_EVERY);
            flood(two, server, 1);
            assertTrue(pollsUntilHeard(server, second) <= PromotingDatagramIo.ALL_EVERY);
            flood(stranger, server, 1);
            final int strangerId = server.transport.addresses().intern(peerAddress(stranger, server));
            assertTrue(pollsUntilHeard(server, strangerId) <= PromotingDatagramIo.FIRST_EVERY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void doesNotLetGoOfThePort(final String host)
    {
        assume(host);
        try (
            TransportFixture server = new TransportFixture(TransportFixture.configuration(host, true));
            TransportFixture peer = new TransportFixture(client(host)))
        {
            talk(server, peer, retained(server, peer));
            assertEquals(1, server.counters.get(SystemCounter.PEERS_PROMOTED));
            final UdpConfiguration same = UdpConfiguration.of(server.transport.localAddress());
            assertThrows(TransportException.class, () -> new TransportFixture(same));
            server.transport.close();
            new TransportFixture(same).close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void doesNotPromoteStrangersOrWhereItIsSwitchedOff(final String host)
    {
        assume(host);
        try (
            TransportFixture server = new TransportFixture(TransportFixture.configuration(host, true));
            TransportFixture plain = new TransportFixture(
                TransportFixture.configuration(host, true).with(TransportSettings.UDP_PROMOTION, false));
            TransportFixture peer = new TransportFixture(client(host)))
        {
            talk(server, peer, server.transport.addresses().intern(peerAddress(peer, server)));
            talk(plain, peer, retained(plain, peer));
            assertEquals(0, server.counters.get(SystemCounter.PEERS_PROMOTED));
            assertEquals(0, plain.counters.get(SystemCounter.PEERS_PROMOTED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void demotesAPeerThatIsGoneAndPromoteTheNext(final String host)
    {
        assume(host);
        try (
            TransportFixture server = new TransportFixture(TransportFixture.configuration(host, true));
            TransportFixture peer = new TransportFixture(client(host));
            TransportFixture next = new TransportFixture(client(host)))
        {
            final int hot = retained(server, peer);
            talk(server, peer, hot);
            server.transport.addresses().release(hot);
            final int second = retained(server, next);
            talk(server, next, second);
            talk(server, next, second);
            assertEquals(2, server.counters.get(SystemCounter.PEERS_PROMOTED));
            assertEquals(0, server.transport.addresses().retains(hot));
            for (int i = 0; i < 200; i++)
            {
                echo(server, next, second, (byte)i);
                echo(server, peer, server.transport.addresses().intern(peerAddress(peer, server)), (byte)i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void leavesNoGarbage(final String host)
    {
        assume(host);
        try (
            TransportFixture server = new TransportFixture(TransportFixture.configuration(host, true));
            TransportFixture peer = new TransportFixture(client(host)))
        {
            final int hot = retained(server, peer);
            final int back = peer.transport.addresses().intern(peerAddress(server, peer));
            talk(server, peer, hot);
            final byte[] message = new byte[64];
            assertEquals(0, TransportFixture.minAllocatedBytes(() ->
            {
                for (int i = 0; i < 500; i++)
                {
                    pass(peer, back, message, server);
                    pass(server, hot, message, peer);
                }
            }));
            assertEquals(1, server.counters.get(SystemCounter.PEERS_PROMOTED));
        }
    }

    private static void flood(final TransportFixture from, final TransportFixture to, final int datagrams)
    {
        final int toId = from.transport.addresses().intern(peerAddress(to, from));
        for (int i = 0; i < datagrams; i++)
        {
            from.send(toId, new byte[]{(byte)i});
        }
    }

    private int pollsUntilHeard(final TransportFixture server, final int peerId)
    {
        int polls = 0;
        do
        {
            assertEquals(1, server.transport.poll(handler, 1));
            polls++;
        }
        while (lastFrom != peerId);
        return polls;
    }

    private void pass(final TransportFixture from, final int toId, final byte[] message, final TransportFixture to)
    {
        from.commit(toId, message);
        from.transport.flush();
        final int before = received;
        while (before == received)
        {
            to.transport.poll(handler, 1);
        }
    }

    private static void assume(final String host)
    {
        TransportFixture.assumeRaw(!"127.0.0.1".equals(host));
        assumeTrue(ConnectedSocket.isAvailable(), "no connected sockets beside another on this system");
    }

    private static UdpConfiguration client(final String host)
    {
        return TransportFixture.configuration("0.0.0.0".equals(host) ? "127.0.0.1" : host, true)
            .with(TransportSettings.UDP_PROMOTION, false);
    }

    private static int retained(final TransportFixture server, final TransportFixture peer)
    {
        final int id = server.transport.addresses().intern(peerAddress(peer, server));
        server.transport.addresses().retain(id);
        return id;
    }

    private static InetSocketAddress peerAddress(final TransportFixture of, final TransportFixture seenBy)
    {
        final InetSocketAddress local = of.transport.localAddress();
        return local.getAddress().isAnyLocalAddress() ?
            new InetSocketAddress(seenBy.transport.localAddress().getAddress(), local.getPort()) : local;
    }

    private void talk(final TransportFixture server, final TransportFixture peer, final int peerId)
    {
        for (int i = 0; i < MESSAGES; i++)
        {
            echo(server, peer, peerId, (byte)i);
        }
    }

    private void echo(final TransportFixture server, final TransportFixture peer, final int peerId, final byte value)
    {
        final int serverId = peer.transport.addresses().intern(peerAddress(server, peer));
        peer.send(serverId, new byte[]{value});
        server.pollUntil(handler, 1);
        assertEquals(value, lastByte);
        assertEquals(peerId, lastFrom);
        server.send(peerId, new byte[]{(byte)(value + 1)});
        peer.pollUntil(handler, 1);
        assertEquals((byte)(value + 1), lastByte);
        assertEquals(serverId, lastFrom);
    }

    private void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        received += length;
        lastFrom = addressId;
        lastByte = length > 0 ? buffer.getByte(offset) : 0;
    }
}
