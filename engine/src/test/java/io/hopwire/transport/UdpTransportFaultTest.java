package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the kernel answers on a bad day, between the transport and a real socket.
 */
class UdpTransportFaultTest
{
    private static final DatagramHandler IGNORE = (addressId, buffer, offset, length) -> {};

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheKernelHasNoRoomForLeavesLaterInOrder(final boolean raw)
    {
        for (long seed = 1; seed <= 10; seed++)
        {
            final Random random = new Random(seed);
            final Kernel kernel = new Kernel();
            try (
                TransportFixture node = open(raw, kernel);
                TransportFixture peer = open(raw, new Kernel()))
            {
                final int peerId = node.idOf(peer);
                final int[] expected = new int[1];
                int committed = 0;
                int sent = 0;
                while (expected[0] < 1000)
                {
                    for (int i = Math.min(random.nextInt(80), node.transport.free()); i > 0; i--)
                    {
                        final int offset = node.transport.outbox().tryClaim(4);
                        node.transport.outbox().buffer().putInt(offset, committed++);
                        node.transport.outbox().commit(peerId, 4);
                    }
                    kernel.room = random.nextInt(60);
                    sent += node.transport.flush();
                    assertEquals(
                        TransportSettings.OUTBOX_SLOTS.defaultValue() - (committed - sent), node.transport.free());
                    peer.pollUntil((addressId, buffer, offset, length) ->
                        assertEquals(expected[0]++, buffer.getInt(offset)), sent - expected[0]);
                }
                assertEquals(0, node.counters.get(SystemCounter.SEND_ERRORS), "seed " + seed);
                assertEquals(sent, node.counters.get(SystemCounter.DATAGRAMS_SENT), "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void addressOfAWaitingDatagramIsNotRecycled(final boolean raw)
    {
        final Kernel kernel = new Kernel();
        final UdpConfiguration configuration =
            TransportFixture.configuration("127.0.0.1", raw).with(TransportSettings.MAX_ADDRESSES, 2);
        try (
            TransportFixture node = new TransportFixture(configuration, kernel::over);
            TransportFixture peer = open(raw, new Kernel());
            TransportFixture other = open(raw, new Kernel());
            TransportFixture third = open(raw, new Kernel()))
        {
            node.commit(node.idOf(peer), new byte[]{ 1 });
            kernel.room = 0;
            assertEquals(0, node.transport.flush());
            final int otherId = node.idOf(other);
            node.transport.flush();
            assertEquals(otherId, node.idOf(third), "the only room there is");
            node.transport.flush();

            kernel.room = 1;
            assertEquals(1, node.transport.flush());
            peer.pollUntil((addressId, buffer, offset, length) -> assertEquals(1, buffer.getByte(offset)), 1);
            assertTrue(node.transport.addresses().intern(other.transport.localAddress()) != Addresses.NULL_ID);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusedDatagramsAreLostAndCountedAndTheOthersLeave(final boolean raw)
    {
        final Kernel kernel = new Kernel();
        try (
            TransportFixture node = open(raw, kernel);
            TransportFixture peer = open(raw, new Kernel()))
        {
            kernel.failEverySecondSend = true;
            final int peerId = node.idOf(peer);
            for (int i = 0; i < 10; i++)
            {
                node.commit(peerId, new byte[]{ (byte)i });
            }
            assertEquals(5, node.transport.flush());
            assertEquals(5, node.counters.get(SystemCounter.SEND_ERRORS));
            assertEquals(5, node.counters.get(SystemCounter.BYTES_SENT));
            final int[] next = { 1 };
            peer.pollUntil((addressId, buffer, offset, length) ->
            {
                assertEquals(next[0], buffer.getByte(offset));
                next[0] += 2;
            }, 5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unreachablePortEndsAPollAndNothingElse(final boolean raw)
    {
        final Kernel kernel = new Kernel();
        try (
            TransportFixture node = open(raw, kernel);
            TransportFixture peer = open(raw, new Kernel()))
        {
            kernel.receiveFailure = new PortUnreachableException();
            assertEquals(0, node.transport.poll(IGNORE, 10));
            peer.send(peer.idOf(node), new byte[3]);
            node.pollUntil((addressId, buffer, offset, length) -> assertEquals(3, length), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenSocketIsSaid(final boolean raw)
    {
        final Kernel kernel = new Kernel();
        try (
            TransportFixture node = open(raw, kernel);
            TransportFixture peer = open(raw, new Kernel()))
        {
            peer.send(peer.idOf(node), new byte[3]);
            node.pollUntil(IGNORE, 1);
            kernel.receiveFailure = new SocketException("Cannot allocate memory");
            final TransportException ex =
                assertThrows(TransportException.class, () -> node.transport.poll(IGNORE, 10));
            assertEquals(TransportException.Reason.IO, ex.reason());
            assertTrue(ex.getMessage().contains(AddressText.format(node.transport.localAddress())));
            assertEquals(0, node.transport.poll(IGNORE, 10));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void datagramsBeforeAThrowingHandlerAreCounted(final boolean raw)
    {
        try (
            TransportFixture node = open(raw, new Kernel());
            TransportFixture peer = open(raw, new Kernel()))
        {
            peer.send(peer.idOf(node), new byte[5]);
            assertThrows(IllegalStateException.class, () -> node.pollUntil((addressId, buffer, offset, length) ->
            {
                throw new IllegalStateException("of the handler");
            }, 1));
            assertEquals(1, node.counters.get(SystemCounter.DATAGRAMS_RECEIVED));
            assertEquals(5, node.counters.get(SystemCounter.BYTES_RECEIVED));
        }
    }

    private static TransportFixture open(final boolean raw, final Kernel kernel)
    {
        return new TransportFixture(
            TransportFixture.configuration("127.0.0.1", raw).with(TransportSettings.UDP_OFFLOAD, false), kernel::over);
    }

    /**
     * Faults in front of the real kernel.
     */
    private static final class Kernel
    {
        private int room = Integer.MAX_VALUE;
        private boolean failEverySecondSend;
        private IOException receiveFailure;
        private int sends;

        DatagramIo over(final DatagramIo delegate)
        {
            return new DatagramIo()
            {
                @Override
                public int receive() throws IOException
                {
                    final IOException failure = receiveFailure;
                    receiveFailure = null;
                    if (null != failure)
                    {
                        throw failure;
                    }
                    return delegate.receive();
                }

                @Override
                public int internSource()
                {
                    return delegate.internSource();
                }

                @Override
                public int send(final int addressId, final int offset, final int length) throws IOException
                {
                    if (0 == room)
                    {
                        return UNAVAILABLE;
                    }
                    room--;
                    if (failEverySecondSend && (sends++ & 1) == 0)
                    {
                        throw new SocketException("Operation not permitted");
                    }
                    return delegate.send(addressId, offset, length);
                }

                @Override
                public void ttl(final int hops) throws IOException
                {
                    delegate.ttl(hops);
                }

                @Override
                public void segmentLength(final int length) throws IOException
                {
                    delegate.segmentLength(length);
                }
            };
        }
    }
}
