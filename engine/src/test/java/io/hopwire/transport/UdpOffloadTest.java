package io.hopwire.transport;

import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Many datagrams in a call, through the real kernel.
 */
class UdpOffloadTest
{
    static Stream<Arguments> peers()
    {
        return Stream.of("127.0.0.1", "::1").flatMap((host) -> Stream.of(true, false).flatMap((sender) ->
            Stream.of(true, false).map((receiver) -> Arguments.of(host, sender, receiver))));
    }

    @ParameterizedTest
    @MethodSource("peers")
    void whateverLeavesArrivesAsItWas(final String host, final boolean senderOffload, final boolean receiverOffload)
    {
        for (long seed = 1; seed <= 3; seed++)
        {
            try (
                TransportFixture sender = open(host, senderOffload);
                TransportFixture receiver = open(host, receiverOffload);
                TransportFixture other = open(host, receiverOffload))
            {
                final Traffic[] traffics = { new Traffic(sender, receiver, seed), new Traffic(sender, other, -seed) };
                final Random random = new Random(seed);
                for (int i = 0; i < 300; i++)
                {
                    for (int burst = 1 + random.nextInt(3); burst > 0; burst--)
                    {
                        traffics[random.nextInt(2)].commit();
                    }
                    sender.transport.flush();
                    assertEquals(0, sender.transport.outbox().tryClaim(0), "all left");
                    sender.transport.outbox().abort();
                    traffics[0].receive();
                    traffics[1].receive();
                }
                assertEquals(sender.counters.get(SystemCounter.DATAGRAMS_SENT), traffics[0].sent + traffics[1].sent);
                assertEquals(traffics[0].sent, receiver.counters.get(SystemCounter.DATAGRAMS_RECEIVED));
                assertEquals(traffics[1].sent, other.counters.get(SystemCounter.DATAGRAMS_RECEIVED));
                assertEquals(senderOffload, sender.counters.get(SystemCounter.SEGMENTED_SENDS) > 0);
                assertEquals(0, sender.counters.get(SystemCounter.SEGMENTED_SENDS_REFUSED));
                assertEquals(0, receiver.counters.rejected());
                assertEquals(
                    senderOffload && receiverOffload, receiver.counters.get(SystemCounter.COALESCED_READS) > 0);
            }
        }
    }

    @Test
    void dualStackSocketSegmentsForBothFamilies()
    {
        try (
            TransportFixture node = open("::", true);
            TransportFixture ipv4 = open("127.0.0.1", true);
            TransportFixture ipv6 = open("::1", true))
        {
            for (final TransportFixture peer : new TransportFixture[]{ ipv4, ipv6 })
            {
                final long before = node.counters.get(SystemCounter.SEGMENTED_SENDS);
                final int id = node.idOf(peer);
                for (int i = 0; i < 20; i++)
                {
                    node.commit(id, new byte[]{ 4, 0, (byte)i, 3 });
                }
                assertEquals(20, node.transport.flush());
                assertEquals(before + 1, node.counters.get(SystemCounter.SEGMENTED_SENDS));
                final int[] next = new int[1];
                peer.pollUntil((addressId, buffer, offset, length) ->
                {
                    assertEquals(4, length);
                    assertEquals(next[0]++, buffer.getByte(offset + 2));
                }, 20);
                assertTrue(peer.counters.get(SystemCounter.COALESCED_READS) > 0);
            }
        }
    }

    @Test
    void saysWhyItDoesNot()
    {
        try (
            TransportFixture on = open("127.0.0.1", true);
            TransportFixture off = open("127.0.0.1", false);
            TransportFixture fallback = new TransportFixture(TransportFixture.configuration("127.0.0.1", false)))
        {
            assertNull(on.transport.segmentationNote());
            assertNotNull(off.transport.segmentationNote());
            assertEquals(fallback.transport.note(), fallback.transport.segmentationNote());
            assertNull(on.transport.coalescingNote());
            assertNotNull(off.transport.coalescingNote());
            assertEquals(fallback.transport.note(), fallback.transport.coalescingNote());
        }
    }

    @Test
    @Tag("fallback")
    void whereTheKernelDoesNotTheSameDatagramsArrive()
    {
        final UdpConfiguration configuration = TransportFixture.configuration("127.0.0.1", true);
        try (
            TransportFixture sender = new TransportFixture(configuration, UdpOffloadTest::lengthOf);
            TransportFixture receiver = new TransportFixture(configuration, UdpOffloadTest::lengthOf))
        {
            assertEquals(KernelOffload.segmentationUnavailable(false), sender.transport.segmentationNote());
            assertEquals(KernelOffload.coalescingUnavailable(false), sender.transport.coalescingNote());
            final Traffic traffic = new Traffic(sender, receiver, 1);
            for (int i = 0; i < 20; i++)
            {
                traffic.commit();
                sender.transport.flush();
                traffic.receive();
            }
            assertEquals(
                null == sender.transport.segmentationNote(), sender.counters.get(SystemCounter.SEGMENTED_SENDS) > 0);
            assertEquals(
                null == receiver.transport.coalescingNote(), receiver.counters.get(SystemCounter.COALESCED_READS) > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void burstsCostNoGarbage(final String host)
    {
        try (
            TransportFixture sender = open(host, true);
            TransportFixture receiver = open(host, true))
        {
            final int id = sender.idOf(receiver);
            sender.transport.addresses().retain(id);
            final int[] heard = new int[1];
            final DatagramHandler count = (addressId, buffer, offset, length) -> heard[0]++;
            assertEquals(0, TransportFixture.minAllocatedBytes(
                () ->
                {
                    for (int i = 0; i < 2_000; i++)
                    {
                        final int datagrams = 1 + i % 40;
                        for (int n = 0; n < datagrams; n++)
                        {
                            final Outbox outbox = sender.transport.outbox();
                            final int length = n + 1 < datagrams ? 100 + i % 3 * 600 : 90;
                            final int offset = outbox.tryClaim(1400);
                            outbox.buffer().putShort(offset, (short)length, ByteOrder.LITTLE_ENDIAN);
                            outbox.commit(id, length);
                        }
                        heard[0] = 0;
                        sender.transport.flush();
                        while (heard[0] < datagrams)
                        {
                            receiver.transport.poll(count, 8);
                            receiver.transport.flush();
                        }
                    }
                }));
            assertTrue(sender.counters.get(SystemCounter.SEGMENTED_SENDS) > 10_000);
            assertTrue(receiver.counters.get(SystemCounter.COALESCED_READS) > 10_000);
        }
    }

    private static TransportFixture open(final String host, final boolean offload)
    {
        final boolean ipv6 = host.contains(":");
        final String why = KernelOffload.segmentationUnavailable(ipv6);
        assumeTrue(null == why, why);
        return new TransportFixture(
            TransportFixture.configuration(host, true).with(TransportSettings.UDP_OFFLOAD, offload),
            UdpOffloadTest::lengthOf);
    }

    /**
     * Datagrams here begin with their length.
     */
    private static int lengthOf(final DirectBuffer buffer, final int offset, final int remaining)
    {
        final int length = remaining < 2 ? 0 : buffer.getShort(offset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
        return length <= remaining ? length : 0;
    }

    private static void putLength(final byte[] bytes)
    {
        bytes[0] = (byte)bytes.length;
        bytes[1] = (byte)(bytes.length >> 8);
    }

    /**
     * Runs of datagrams from one to another, each told by its seed.
     */
    private static final class Traffic
    {
        private final TransportFixture to;
        private final TransportFixture from;
        private final int toId;
        private final Random written;
        private final Random expected;
        private int sent;
        private int received;

        Traffic(final TransportFixture from, final TransportFixture to, final long seed)
        {
            this.from = from;
            this.to = to;
            toId = from.idOf(to);
            from.transport.addresses().retain(toId);
            written = new Random(seed);
            expected = new Random(seed);
        }

        void commit()
        {
            final int length = 2 + written.nextInt(Limits.DEFAULT_MTU - 1);
            final int count = 1 + written.nextInt(20);
            final int last = written.nextInt(3) == 0 ? 2 + written.nextInt(Limits.DEFAULT_MTU - 1) : length;
            for (int i = 1; i <= count; i++)
            {
                final byte[] bytes = new byte[i < count ? length : last];
                written.nextBytes(bytes);
                putLength(bytes);
                final Outbox outbox = from.transport.outbox();
                final int offset = outbox.tryClaim(Limits.DEFAULT_MTU);
                outbox.buffer().putBytes(offset, bytes);
                outbox.commit(toId, bytes.length);
                sent++;
            }
        }

        void receive()
        {
            while (received < sent)
            {
                final int length = 2 + expected.nextInt(Limits.DEFAULT_MTU - 1);
                final int count = 1 + expected.nextInt(20);
                final int last = expected.nextInt(3) == 0 ? 2 + expected.nextInt(Limits.DEFAULT_MTU - 1) : length;
                for (int i = 1; i <= count; i++)
                {
                    final byte[] bytes = new byte[i < count ? length : last];
                    expected.nextBytes(bytes);
                    putLength(bytes);
                    to.pollUntil((addressId, buffer, offset, heard) ->
                    {
                        final byte[] copy = new byte[heard];
                        buffer.getBytes(offset, copy);
                        assertArrayEquals(bytes, copy);
                    }, 1);
                }
                received += count;
            }
        }
    }
}
