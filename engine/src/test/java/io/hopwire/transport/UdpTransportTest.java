package io.hopwire.transport;

import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

class UdpTransportTest
{
    private static final DatagramHandler NOBODY =
        (addressId, buffer, offset, length) -> fail("a datagram of " + length + " bytes");

    static Stream<Arguments> paths()
    {
        return Stream.of("127.0.0.1", "::1", "0.0.0.0", "::").flatMap(
            (host) -> Stream.of(Arguments.of(host, true), Arguments.of(host, false)));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void everyLengthArrivesWithItsSourceOnEitherPath(final String host, final boolean raw) throws IOException
    {
        try (
            TransportFixture node = open(host, raw);
            DatagramChannel oracle = DatagramChannel.open())
        {
            final InetSocketAddress target = reachable(node.transport.localAddress());
            oracle.bind(new InetSocketAddress(target.getAddress(), 0));
            final InetSocketAddress source = (InetSocketAddress)oracle.getLocalAddress();
            final Random random = new Random(7);
            for (final int length : new int[]{ 0, 1, 2, 63, 64, 65, 1199, 1407, Limits.DEFAULT_MTU })
            {
                final byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                oracle.send(ByteBuffer.wrap(bytes), target);
                final List<byte[]> heard = new ArrayList<>();
                node.pollUntil((addressId, buffer, offset, heardLength) ->
                {
                    final byte[] copy = new byte[heardLength];
                    buffer.getBytes(offset, copy);
                    heard.add(copy);
                    assertEquals(source, node.transport.addresses().socketAddress(addressId));
                    node.commit(addressId, copy);
                }, 1);
                assertArrayEquals(bytes, heard.get(0));
                assertEquals(1, node.transport.flush());

                final ByteBuffer answer = ByteBuffer.allocate(2048);
                assertEquals(target, oracle.receive(answer));
                assertArrayEquals(bytes, Arrays.copyOf(answer.array(), answer.position()));
            }
            assertEquals(9, node.counters.get(SystemCounter.DATAGRAMS_RECEIVED));
            assertEquals(9, node.counters.get(SystemCounter.DATAGRAMS_SENT));
            assertEquals(
                node.counters.get(SystemCounter.BYTES_RECEIVED), node.counters.get(SystemCounter.BYTES_SENT));
            assertEquals(0, node.counters.rejected());
            assertEquals(0, node.transport.poll(NOBODY, 10));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dualStackSocketServesBothFamilies(final boolean raw)
    {
        try (
            TransportFixture node = open("::", raw);
            TransportFixture ipv4 = open("127.0.0.1", !raw);
            TransportFixture ipv6 = open("::1", raw))
        {
            for (final TransportFixture peer : new TransportFixture[]{ ipv4, ipv6 })
            {
                final int port = node.transport.localAddress().getPort();
                final InetSocketAddress target =
                    new InetSocketAddress(peer.transport.localAddress().getAddress(), port);
                peer.send(peer.transport.addresses().intern(target), new byte[]{ 1, 2, 3 });
                node.pollUntil((addressId, buffer, offset, length) ->
                {
                    assertEquals(peer.transport.localAddress(), node.transport.addresses().socketAddress(addressId));
                    assertEquals(node.idOf(peer), addressId);
                    node.commit(addressId, new byte[]{ 4, 5 });
                }, 1);
                assertEquals(1, node.transport.flush());
                peer.pollUntil((addressId, buffer, offset, length) ->
                {
                    assertEquals(target, peer.transport.addresses().socketAddress(addressId));
                    assertEquals(2, length);
                }, 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void pathsAgreeOnRandomTraffic(final String host)
    {
        for (long seed = 1; seed <= 5; seed++)
        {
            final String message = "seed " + seed;
            final Random random = new Random(seed);
            try (
                TransportFixture raw = open(host, true);
                TransportFixture oracle = open(host, false))
            {
                for (int i = 0; i < 500; i++)
                {
                    final boolean forth = random.nextBoolean();
                    final TransportFixture from = forth ? raw : oracle;
                    final TransportFixture to = forth ? oracle : raw;
                    final byte[] datagram = new byte[random.nextInt(Limits.DEFAULT_MTU + 1)];
                    random.nextBytes(datagram);
                    from.send(from.idOf(to), datagram);
                    to.pollUntil((addressId, buffer, offset, length) ->
                    {
                        final byte[] heard = new byte[length];
                        buffer.getBytes(offset, heard);
                        assertArrayEquals(datagram, heard, message);
                        assertEquals(to.idOf(from), addressId, message);
                    }, 1);
                }
                for (final SystemCounter sent : List.of(SystemCounter.DATAGRAMS_SENT, SystemCounter.BYTES_SENT))
                {
                    final SystemCounter received = SystemCounter.DATAGRAMS_SENT == sent ?
                        SystemCounter.DATAGRAMS_RECEIVED : SystemCounter.BYTES_RECEIVED;
                    assertEquals(raw.counters.get(sent), oracle.counters.get(received), message);
                    assertEquals(oracle.counters.get(sent), raw.counters.get(received), message);
                }
            }
        }
    }

    @Test
    void tellsWhichPathItTakes()
    {
        TransportFixture.assumeRaw(false);
        try (
            TransportFixture raw = open("127.0.0.1", true);
            TransportFixture fallback = open("127.0.0.1", false))
        {
            assertTrue(raw.transport.raw());
            assertNull(raw.transport.note());
            assertEquals(0, raw.counters.get(SystemCounter.SOCKET_FALLBACKS));
            assertEquals(1, fallback.counters.get(SystemCounter.SOCKET_FALLBACKS));
            assertEquals(false, fallback.transport.raw());
            assertNotNull(fallback.transport.note());
            assertTrue(raw.transport.receiveBufferLength() > 0);
            assertTrue(raw.transport.sendBufferLength() > 0);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void longerThanTheMtuIsDroppedAndCounted(final String host, final boolean raw) throws IOException
    {
        try (
            TransportFixture node = open(host, raw);
            DatagramChannel oracle = DatagramChannel.open())
        {
            final InetSocketAddress target = reachable(node.transport.localAddress());
            oracle.send(ByteBuffer.allocate(Limits.DEFAULT_MTU + 1), target);
            oracle.send(ByteBuffer.allocate(60_000), target);
            node.pollUntil(NOBODY, 2);
            assertEquals(2, node.counters.get(RejectCode.TRUNCATED));

            oracle.send(ByteBuffer.allocate(Limits.DEFAULT_MTU), target);
            node.pollUntil((addressId, buffer, offset, length) -> assertEquals(Limits.DEFAULT_MTU, length), 1);
            assertEquals(2, node.counters.rejected());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void strangersBeyondTheTableAreDroppedAndCountedAndForgotten(final boolean raw) throws IOException
    {
        final UdpConfiguration configuration =
            TransportFixture.configuration("127.0.0.1", raw).with(TransportSettings.MAX_ADDRESSES, 4);
        try (TransportFixture node = new TransportFixture(configuration))
        {
            final int[] heard = new int[1];
            final DatagramHandler count = (addressId, buffer, offset, length) -> heard[0]++;
            for (int round = 1; round <= 3; round++)
            {
                sendFromDifferentPorts(6, node.transport.localAddress());
                node.pollUntil(count, 6);
                node.transport.flush();
                assertEquals(4 * round, heard[0]);
                assertEquals(2 * round, node.counters.get(RejectCode.ADDRESS_LIMIT));
                assertEquals(4, node.transport.addresses().size());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void portTakenSaysWhichOne(final String host, final boolean raw)
    {
        try (TransportFixture node = open(host, raw))
        {
            final InetSocketAddress taken = node.transport.localAddress();
            final UdpConfiguration configuration =
                UdpConfiguration.of(new InetSocketAddress(TransportFixture.address(host), taken.getPort()));
            final TransportException ex =
                assertThrows(TransportException.class, () -> new TransportFixture(configuration).close());
            assertEquals(TransportException.Reason.BIND, ex.reason());
            assertTrue(ex.getMessage().contains(AddressText.format(configuration.bindAddress())), ex.getMessage());

            node.transport.close();
            node.transport.close();
            try (TransportFixture next = new TransportFixture(configuration))
            {
                assertEquals(taken, next.transport.localAddress());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void sendingToAClosedPortBreaksNothing(final String host, final boolean raw)
    {
        try (
            TransportFixture node = open(host, raw);
            TransportFixture peer = open(node.transport.localAddress().getAddress().isAnyLocalAddress() ?
                "127.0.0.1" : host, raw))
        {
            final TransportFixture gone = open(peer.transport.localAddress().getHostString(), raw);
            final int goneId = node.idOf(gone);
            gone.close();
            for (int i = 0; i < 10; i++)
            {
                node.send(goneId, new byte[16]);
                assertEquals(0, node.transport.poll(NOBODY, 10));
                node.send(node.idOf(peer), new byte[]{ 42 });
                peer.pollUntil((addressId, buffer, offset, length) -> peer.commit(addressId, new byte[]{ 43 }), 1);
                assertEquals(1, peer.transport.flush());
                node.pollUntil((addressId, buffer, offset, length) -> assertEquals(43, buffer.getByte(offset)), 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void datagramThatCanNotBeSentIsCountedAndTheNextOneLeaves(final boolean raw)
    {
        try (
            TransportFixture node = open("127.0.0.1", raw);
            TransportFixture peer = open("127.0.0.1", raw))
        {
            // A socket bound to the loopback address has no way to a host elsewhere: the kernel says so at once.
            final int elsewhere = node.transport.addresses().intern(
                new InetSocketAddress(TransportFixture.address("192.0.2.1"), 4000));
            node.commit(elsewhere, new byte[8]);
            node.commit(node.idOf(peer), new byte[9]);
            assertEquals(1, node.transport.flush());
            assertEquals(1, node.counters.get(SystemCounter.SEND_ERRORS));
            assertEquals(1, node.counters.get(SystemCounter.DATAGRAMS_SENT));
            peer.pollUntil((addressId, buffer, offset, length) -> assertEquals(9, length), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void outboxPushesBackAndKeepsOrder(final boolean raw)
    {
        final UdpConfiguration configuration =
            TransportFixture.configuration("127.0.0.1", raw).with(TransportSettings.OUTBOX_SLOTS, 64);
        try (
            TransportFixture node = new TransportFixture(configuration);
            TransportFixture peer = open("127.0.0.1", raw))
        {
            final Outbox outbox = node.transport.outbox();
            final int peerId = node.idOf(peer);
            for (int round = 0; round < 5; round++)
            {
                for (int i = 0; i < 64; i++)
                {
                    assertEquals(64 - i, node.transport.free());
                    final int offset = outbox.tryClaim(4);
                    outbox.buffer().putInt(offset, i);
                    outbox.abort();
                    assertEquals(offset, outbox.tryClaim(4));
                    outbox.commit(peerId, 4);
                }
                assertEquals(Outbox.BACK_PRESSURED, outbox.tryClaim(4));
                assertEquals(64, node.transport.flush());
                final int[] expected = new int[1];
                peer.pollUntil((addressId, buffer, offset, length) ->
                    assertEquals(expected[0]++, buffer.getInt(offset)), 64);
            }
        }
    }

    @Test
    void misuseOfTheOutboxIsABug()
    {
        try (TransportFixture node = open("127.0.0.1", false))
        {
            final Outbox outbox = node.transport.outbox();
            assertThrows(IllegalArgumentException.class, () -> outbox.tryClaim(Limits.DEFAULT_MTU + 1));
            assertThrows(IllegalStateException.class, () -> outbox.commit(0, 0));
            assertTrue(outbox.tryClaim(10) >= 0);
            assertThrows(IllegalStateException.class, () -> outbox.tryClaim(10));
            assertThrows(IllegalStateException.class, () -> outbox.commit(0, 11));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingHappensAfterClose(final boolean raw)
    {
        final TransportFixture node = open("127.0.0.1", raw);
        try (TransportFixture peer = open("127.0.0.1", raw))
        {
            final int peerId = node.idOf(peer);
            node.commit(peerId, new byte[1]);
            node.close();
            peer.pollUntil((addressId, buffer, offset, length) -> assertEquals(1, length), 1);

            node.commit(peerId, new byte[1]);
            assertEquals(0, node.transport.flush());
            assertEquals(0, node.transport.poll(NOBODY, 1));
            assertEquals(1, node.counters.get(SystemCounter.SEND_ERRORS));
            assertEquals(0, peer.transport.poll(NOBODY, 1));
        }
    }

    @Test
    void handlerMayCloseWithinPoll()
    {
        try (
            TransportFixture node = open("127.0.0.1", true);
            TransportFixture peer = open("127.0.0.1", true))
        {
            peer.send(peer.idOf(node), new byte[1]);
            peer.send(peer.idOf(node), new byte[1]);
            node.pollUntil((addressId, buffer, offset, length) -> node.transport.close(), 1);
            assertEquals(0, node.transport.poll(NOBODY, 1));
        }
    }

    private static TransportFixture open(final String host, final boolean raw)
    {
        return new TransportFixture(TransportFixture.configuration(host, raw));
    }

    private static void sendFromDifferentPorts(final int ports, final InetSocketAddress target) throws IOException
    {
        final List<DatagramChannel> channels = new ArrayList<>();
        try
        {
            for (int i = 0; i < ports; i++)
            {
                final DatagramChannel channel = DatagramChannel.open();
                channels.add(channel);
                channel.bind(new InetSocketAddress(target.getAddress(), 0));
                channel.send(ByteBuffer.allocate(16), target);
            }
        }
        finally
        {
            CloseHelper.quietCloseAll(channels);
        }
    }

    private static InetSocketAddress reachable(final InetSocketAddress bound)
    {
        return bound.getAddress().isAnyLocalAddress() ?
            new InetSocketAddress(TransportFixture.address("127.0.0.1"), bound.getPort()) : bound;
    }
}
