package io.hopwire.transport.tcp;

import io.hopwire.spi.AddressCloseReason;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.ByteSink;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Settings;
import io.hopwire.spi.Streams;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Allocations;
import io.hopwire.transport.AddressTable;
import io.hopwire.transport.StreamListener;
import io.hopwire.transport.TransportException;
import io.hopwire.transport.TransportSettings;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Connections of bytes between two hosts on loopback, both driven by this thread.
 */
class TcpStreamsTest
{
    private static final long SECOND = 1_000_000_000L;

    private final End server = new End(1);
    private final End client = new End(2);
    private final InetSocketAddress address = server.streams.listen(loopback(0));

    @AfterEach
    void close()
    {
        client.close();
        server.close();
        assertEquals(0, client.streams.blocks() + server.streams.blocks(), "memory of connections");
    }

    @Test
    void carriesBytesBothWaysOnceAndInOrder()
    {
        final int there = connect();
        final int back = server.opened.get(0);
        final int total = 5_000_000;
        client.toSend = total;
        server.toSend = total;
        await(() ->
            client.pump(there) + server.pump(back) >= 0 && client.received == total && server.received == total);
        assertTrue(client.told.isEmpty() && server.told.isEmpty());
        assertTrue(client.writable > 0 || server.writable > 0, "a sink was full");
    }

    @Test
    void anEndStopsOneWayOnly()
    {
        final int there = connect();
        final int back = server.opened.get(0);
        client.toSend = 1000;
        client.pump(there);
        client.streams.end(there);
        assertEquals(0, client.streams.sink(there).room());
        await(() -> server.told.contains("end " + back));
        assertEquals(1000, server.received);
        server.toSend = 300_000;
        await(() -> server.pump(back) >= 0 && client.received == 300_000);
        server.streams.end(back);
        await(() -> client.told.contains("closed " + there + " REMOTE") &&
            server.told.contains("closed " + back + " REMOTE"));
    }

    @Test
    void whatWasCommittedLeavesBeforeAConnectionIsClosed()
    {
        final int there = connect();
        final int back = server.opened.get(0);
        client.toSend = 100_000;
        client.pump(there);
        client.streams.close(there);
        server.toSend = 10;
        server.pump(back);
        await(() -> server.told.contains("end " + back));
        assertEquals(100_000, server.received);
        assertEquals(1, client.streams.connections(), "it hears the peer out");
        assertEquals(Streams.DIALLING, client.streams.dial(there), "and another one begins");
        await(() -> 2 == client.opened.size());
        assertEquals(2, client.streams.connections());
        server.streams.close(back);
        await(() -> 1 == client.streams.connections() && 1 == server.streams.connections());
        assertTrue(client.told.isEmpty(), "who closes is told nothing");
        client.toSend = 200_000;
        client.pump(there);
        await(() -> 200_000 == server.received);
    }

    @Test
    void aPeerThatNeverEndsIsLeftAfterAWhile()
    {
        final int there = connect();
        client.streams.close(there);
        await(() -> server.told.contains("end " + server.opened.get(0)));
        client.nowNs += 9 * SECOND;
        work();
        assertEquals(1, client.streams.connections());
        client.nowNs += 3 * SECOND;
        await(() -> 0 == client.streams.connections());
        assertTrue(client.told.isEmpty());
    }

    @Test
    void oneThatIsKeptStaysThoughNobodySaysAnything()
    {
        connect();
        for (int i = 0; i < 100; i++)
        {
            client.nowNs += 10 * SECOND;
            server.nowNs += 10 * SECOND;
            work();
        }
        assertEquals(2, client.streams.connections() + server.streams.connections());
    }

    @Test
    void aResetIsSeen()
    {
        final int there = connect();
        final int back = server.opened.get(0);
        client.streams.reset(there);
        await(() -> server.told.contains("closed " + back + " REMOTE"));
        assertFalse(server.told.contains("end " + back));
        assertTrue(client.told.isEmpty());
    }

    @Test
    void whatIsWrittenUntilItsEndIsToldHarmsNobody()
    {
        final int there = connect();
        final ByteSink sink = client.streams.sink(there);
        sink.buffer().setMemory(sink.offset(), 100, (byte)1);
        server.streams.reset(server.opened.get(0));
        client.onClosed = () ->
        {
            assertEquals(0, sink.room());
            sink.buffer().setMemory(sink.offset(), 100, (byte)1);
            sink.commit(100);
        };
        await(() -> client.told.contains("closed " + there + " REMOTE"));
        assertEquals(0, client.streams.connections());
    }

    @Test
    void whereNobodyListensItIsRefused() throws IOException
    {
        final int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()))
        {
            free = socket.getLocalPort();
        }
        final int id = client.idOf(loopback(free));
        assertEquals(Streams.DIALLING, client.streams.dial(id));
        await(() -> client.told.contains("closed " + id + " REFUSED"));
        assertEquals(Streams.DIALLING, client.streams.dial(id), "again");
        await(() -> 2 == client.told.size());
    }

    @Test
    void oneIsDialledAnewFromWithinItsEnd()
    {
        final int there = connect();
        client.onClosed = () -> assertEquals(Streams.DIALLING, client.streams.dial(there));
        server.streams.reset(server.opened.get(0));
        await(() -> 2 == server.opened.size());
        assertEquals(2, client.opened.size());
    }

    @Test
    void oneThatIsGivenUpWhileItIsDialledIsNeverHeardOf()
    {
        final int id = client.idOf(address);
        client.streams.dial(id);
        client.streams.close(id);
        await(() -> 0 == client.streams.connections());
        for (int i = 0; i < 100; i++)
        {
            work();
        }
        assertTrue(client.told.isEmpty() && client.opened.isEmpty());
    }

    @Test
    void thereIsOneOfAnAddressAndNoMoreThanMayBe()
    {
        final int id = client.idOf(address);
        assertEquals(Streams.DIALLING, client.streams.dial(id));
        assertEquals(Streams.IN_USE, client.streams.dial(id));
        final InetSocketAddress second = server.streams.listen(loopback(0));
        final InetSocketAddress third = server.streams.listen(loopback(0));
        assertEquals(Streams.DIALLING, client.streams.dial(client.idOf(second)));
        assertEquals(Streams.LIMIT, client.streams.dial(client.idOf(third)), "two may be under way");
        assertEquals(3, server.streams.localAddresses().size());
        await(() -> 2 == server.opened.size());
        assertEquals(Streams.DIALLING, client.streams.dial(client.idOf(third)));
        await(() -> server.counters.get(SystemCounter.CONNECTIONS_REFUSED) > 0 || 3 == server.opened.size());
    }

    @Test
    void listensNoMoreWhereItShallNot()
    {
        connect();
        assertTrue(server.streams.unlisten(address));
        assertFalse(server.streams.unlisten(address));
        final int id = client.idOf(server.streams.listen(loopback(0)));
        assertNotEquals(client.opened.get(0), id);
        client.streams.dial(id);
        await(() -> 2 == server.opened.size());
        assertThrows(TransportException.class, () -> server.streams.listen(server.streams.localAddresses().get(0)));
    }

    @Test
    void bytesAllocateNothing()
    {
        final int there = connect();
        final int back = server.opened.get(0);
        assertEquals(0, Allocations.minimumPerRound(2000, () ->
        {
            client.toSend = 64;
            server.toSend = 64;
            client.received = 0;
            server.received = 0;
            client.sent = 0;
            server.sent = 0;
            client.pump(there);
            server.pump(back);
            while (client.received < 64 || server.received < 64)
            {
                client.work();
                server.work();
            }
        }));
    }

    private int connect()
    {
        final int id = client.idOf(address);
        assertEquals(Streams.DIALLING, client.streams.dial(id));
        await(() -> 1 == client.opened.size() && 1 == server.opened.size());
        assertEquals(id, client.opened.get(0));
        return id;
    }

    private void await(final BooleanSupplier condition)
    {
        TcpFixture.awaitThat(() ->
        {
            work();
            return condition.getAsBoolean();
        });
    }

    private void work()
    {
        client.work();
        server.work();
    }

    private static InetSocketAddress loopback(final int port)
    {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A host that sends a known sequence of bytes and checks that it gets the same. */
    private static final class End implements StreamListener
    {
        private final Counters counters = new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.LENGTH)));
        private final AddressTable addresses = new AddressTable(64, true, 1, 2).kinds(TcpFixture.KINDS);
        private final TcpStreams streams;
        private final SplittableRandom random;
        private final List<Integer> opened = new ArrayList<>();
        private final List<String> told = new ArrayList<>();
        private Runnable onClosed = () -> {};
        private long nowNs = 1;
        private int toSend;
        private int sent;
        private int received;
        private int writable;

        private End(final long seed)
        {
            random = new SplittableRandom(seed);
            streams = TcpStreams.open(
                new TcpConfiguration(null, Settings.DEFAULTS)
                    .with(TransportSettings.TCP_MAX_CONNECTIONS, 4)
                    .with(TransportSettings.TCP_MAX_HALF_OPEN, 2),
                addresses, counters, () -> nowNs);
        }

        int idOf(final InetSocketAddress to)
        {
            return addresses.intern(AddressKind.TCP, to);
        }

        void work()
        {
            while (0 < streams.poll(this, 1))
            {
                streams.flush();
            }
            streams.flush();
        }

        /** {@return bytes that were written, as many as there is room for, in pieces} */
        int pump(final int addressId)
        {
            final ByteSink sink = streams.sink(addressId);
            int written = 0;
            while (sent < toSend && sink.room() > 0)
            {
                final int length = Math.min(Math.min(toSend - sent, sink.room()), 1 + random.nextInt(20_000));
                for (int i = 0; i < length; i++)
                {
                    sink.buffer().putByte(sink.offset() + i, value(sent + i));
                }
                sink.commit(length);
                sent += length;
                written += length;
            }
            return written;
        }

        void close()
        {
            streams.close();
            streams.close();
            streams.releaseMemory();
            addresses.close();
        }

        private static byte value(final int position)
        {
            return (byte)(position * 31 >> 3);
        }

        @Override
        public void onStreamOpened(final int addressId, final boolean isDialled)
        {
            assertEquals(isDialled ? AddressKind.TCP : AddressKind.TCP_ACCEPTED, addresses.kind(addressId));
            opened.add(addressId);
        }

        @Override
        public void onStream(
            final int addressId, final MutableDirectBuffer buffer, final int offset, final int length)
        {
            for (int i = 0; i < length; i++)
            {
                if (value(received + i) != buffer.getByte(offset + i))
                {
                    throw new AssertionError("byte " + (received + i));
                }
            }
            received += length;
        }

        @Override
        public void onStreamEnd(final int addressId)
        {
            told.add("end " + addressId);
        }

        @Override
        public void onStreamWritable(final int addressId)
        {
            writable++;
        }

        @Override
        public void onStreamClosed(final int addressId, final int reason)
        {
            told.add("closed " + addressId + " " + AddressCloseReason.name(reason));
            onClosed.run();
        }
    }
}
