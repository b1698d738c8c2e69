package io.hopwire.transport.tcp;

import io.hopwire.spi.SystemCounter;
import io.hopwire.transport.ChannelWatch;
import io.hopwire.transport.TransportException;
import io.hopwire.transport.TransportSettings;
import io.hopwire.wire.FrameTypes;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import static io.hopwire.transport.tcp.TcpFixture.awaitThat;
import static io.hopwire.transport.tcp.TcpFixture.dialling;
import static io.hopwire.transport.tcp.TcpFixture.frame;
import static io.hopwire.transport.tcp.TcpFixture.listening;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * How connections begin and end.
 */
class TcpTransportTest
{
    private static final long MS = 1_000_000;
    private static final long WAIT_MS = 20_000;

    @Test
    void commitToAnAddressWithoutAConnectionDials()
    {
        try (TcpFixture server = new TcpFixture(listening()); TcpFixture client = new TcpFixture(dialling()))
        {
            assertNull(client.transport.localAddress());
            final int id = client.idOf(server);
            client.send(id, frame(1, 100));
            client.send(id, frame(2, 0));
            awaitThat(() -> client.work() + server.work() > 0);
            server.awaitFrames(2);
            assertEquals(List.of(1L, 2L), server.frames);
            assertEquals(1, client.counters.get(SystemCounter.CONNECTIONS_DIALLED));
            assertEquals(1, server.counters.get(SystemCounter.CONNECTIONS_ACCEPTED));

            server.send(server.source, frame(3, 1000));
            server.work();
            client.awaitFrames(1);
            assertEquals(id, client.source, "the connection is the address, whichever way a frame goes");
            assertEquals(1, server.counters.get(SystemCounter.CONNECTIONS_OPEN));
            assertEquals(2, client.counters.get(SystemCounter.DATAGRAMS_SENT));
        }
    }

    /**
     * By a selector that looks at nothing but what it was told to watch.
     */
    @Test
    void whoeverWaitsIsWokenByWhatConnectionsWaitFor() throws IOException
    {
        try (Selector selector = Selector.open(); TcpFixture server = new TcpFixture(listening()))
        {
            server.transport.watch(watchOf(selector));
            try (TcpFixture client = new TcpFixture(dialling()))
            {
                final int id = client.idOf(server);
                client.send(id, frame(1, 100));
                client.work();
                assertWoken(selector, server);
                server.awaitFrames(1);
                assertFalse(server.transport.isBlocked(), "nobody has to look after an open connection");
                assertEquals(0, selector.selectNow());

                client.send(id, frame(2, 100));
                client.work();
                assertWoken(selector, server);
                server.awaitFrames(2);
                assertEquals(0, selector.selectNow());
            }
            assertWoken(selector, server);
            server.awaitClosed(1);
            selector.selectNow();
            assertEquals(1, selector.keys().size(), "only the socket that accepts");
        }
    }

    private static void assertWoken(final Selector selector, final TcpFixture server) throws IOException
    {
        assertTrue(selector.select(WAIT_MS) > 0, "nobody wakes it");
        selector.selectedKeys().clear();
        server.work();
    }

    private static ChannelWatch watchOf(final Selector selector)
    {
        return new ChannelWatch()
        {
            @Override
            public void watch(final SelectableChannel channel, final int operations)
            {
                assertDoesNotThrow(() -> channel.register(selector, operations));
            }

            @Override
            public void forget(final SelectableChannel channel)
            {
                final SelectionKey key = channel.keyFor(selector);
                if (null != key)
                {
                    key.cancel();
                }
            }
        };
    }

    @Test
    void whatNobodyAcceptsIsToldAsRefused() throws IOException
    {
        final InetSocketAddress nobody;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()))
        {
            nobody = (InetSocketAddress)server.getLocalSocketAddress();
        }
        try (TcpFixture client = new TcpFixture(dialling()))
        {
            final int id = client.idOf(nobody);
            client.send(id, frame(1, 100));
            client.awaitClosed(1);
            assertEquals(List.of("REFUSED " + id), client.closed);
            assertEquals(0, client.transport.connections());
            assertEquals(0, client.addresses.retains(id));

            client.send(id, frame(2, 100));
            client.awaitClosed(2);
            assertEquals(2, client.counters.get(SystemCounter.CONNECTIONS_DIALLED), "each commit tries again");
        }
    }

    @Test
    void framesBeforeTheEndAreHandedOverBeforeItIsTold() throws IOException
    {
        try (TcpFixture node = new TcpFixture(listening()))
        {
            try (Socket peer = connect(node))
            {
                for (int i = 0; i < 200; i++)
                {
                    peer.getOutputStream().write(frame(i, 500));
                }
            }
            awaitThat(() -> node.transport.poll((addressId, buffer, offset, length) -> node.source = addressId, 1) > 0);
            int rest = 199;
            while (rest > 0)
            {
                assertEquals(0, node.transport.pollClosed((addressId, reason) -> {}, 1), rest + " are still to come");
                rest -= node.transport.poll((addressId, buffer, offset, length) -> {}, 1);
            }
            node.awaitClosed(1);
            assertEquals(List.of("REMOTE " + node.source), node.closed);
        }
    }

    @Test
    void resetEndsTheConnectionAndNothingElse() throws IOException
    {
        try (TcpFixture node = new TcpFixture(listening()); Socket other = connect(node))
        {
            final Socket peer = connect(node);
            peer.getOutputStream().write(frame(1, 10));
            node.awaitFrames(1);
            final int source = node.source;
            peer.setSoLinger(true, 0);
            peer.close();
            node.awaitClosed(1);
            assertEquals(List.of("REMOTE " + source), node.closed);
            node.send(source, frame(2, 10));
            node.work();
            assertEquals(1, node.counters.get(SystemCounter.SEND_ERRORS), "nobody can dial who once came to us");
            assertEquals(0, node.counters.get(SystemCounter.CONNECTIONS_DIALLED));

            other.getOutputStream().write(frame(3, 10));
            node.awaitFrames(2);
        }
    }

    @Test
    void peerThatDoesNotReadLosesWholeFramesAndStopsNobody() throws IOException
    {
        try (
            TcpFixture node = new TcpFixture(listening());
            Socket slow = connect(node);
            Socket quick = connect(node))
        {
            slow.getOutputStream().write(frame(0, 0));
            node.awaitFrames(1);
            final int slowId = node.source;
            quick.getOutputStream().write(frame(0, 0));
            node.awaitFrames(2);
            final int quickId = node.source;
            long sent = 0;
            while (node.counters.get(SystemCounter.CONNECTION_FULL) < 100)
            {
                node.send(slowId, frame(sent++, 1000));
                node.work();
            }
            node.send(quickId, frame(7, 10));
            node.work();
            assertEquals(frame(7, 10).length, quick.getInputStream().readNBytes(frame(7, 10).length).length);

            final long taken = sent - node.counters.get(SystemCounter.CONNECTION_FULL);
            final int length = 1000 + FrameTypes.DATA_OVERHEAD;
            long last = -1;
            for (long i = 0; i < taken; i++)
            {
                final byte[] frame = readWhile(slow, node, length);
                final long number = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getLong(8);
                assertTrue(number > last, number + " behind " + last);
                last = number;
                assertArrayEquals(frame(number, 1000), frame);
            }
            assertEquals(0, slow.getInputStream().available());
        }
    }

    @Test
    void noMoreAreAcceptedThanAreAllowed() throws IOException
    {
        final List<Socket> peers = new ArrayList<>();
        try (TcpFixture node = new TcpFixture(limited(4, 4)))
        {
            for (int i = 0; i < 6; i++)
            {
                peers.add(connect(node));
            }
            awaitThat(() ->
            {
                node.work();
                return node.counters.get(SystemCounter.CONNECTIONS_REFUSED) == 3;
            });
            assertEquals(3, node.transport.connections(), "a quarter is left for those that we open");
            int ended = 0;
            for (final Socket peer : peers)
            {
                peer.setSoTimeout(100);
                ended += hasEnded(peer) ? 1 : 0;
            }
            assertEquals(3, ended);

            peers.get(0).close();
            node.awaitClosed(1);
            final Socket late = connect(node);
            peers.add(late);
            late.getOutputStream().write(frame(1, 1));
            node.awaitFrames(1);
        }
        finally
        {
            for (final Socket peer : peers)
            {
                peer.close();
            }
        }
    }

    @Test
    void onlyAFewMayStayWithoutALink() throws IOException
    {
        try (
            TcpFixture node = new TcpFixture(limited(100, 2));
            Socket first = connect(node);
            Socket second = connect(node))
        {
            first.getOutputStream().write(frame(1, 1));
            node.awaitFrames(1);
            final int used = node.source;
            second.getOutputStream().write(frame(2, 1));
            node.awaitFrames(2);
            try (Socket third = connect(node))
            {
                awaitRefused(node, third);
                assertTrue(hasEnded(third));
            }
            node.addresses.retain(used);
            try (Socket fourth = connect(node))
            {
                fourth.getOutputStream().write(frame(3, 1));
                node.awaitFrames(3);
            }
            node.addresses.release(used);
        }
    }

    @Test
    void whoComesGetsThePlaceOfWhoNobodyUses() throws IOException
    {
        try (
            TcpFixture node = new TcpFixture(limited(100, 2));
            Socket used = connect(node);
            Socket idle = connect(node))
        {
            used.getOutputStream().write(frame(1, 1));
            node.awaitFrames(1);
            final int usedId = node.source;
            idle.getOutputStream().write(frame(2, 1));
            node.awaitFrames(2);
            final int idleId = node.source;
            node.addresses.retain(usedId);
            // An honest peer has had the time to be of use.
            node.nowNs += 1000 * MS;
            node.work();
            try (Socket late = connect(node); Socket latest = connect(node))
            {
                late.getOutputStream().write(frame(3, 1));
                node.awaitFrames(3);
                latest.getOutputStream().write(frame(4, 1));
                node.awaitClosed(1);
                node.awaitFrames(4);
                assertEquals(List.of("UNUSED " + idleId), node.closed);
                assertTrue(hasEnded(idle));
                assertEquals(1, node.counters.get(SystemCounter.CONNECTIONS_DISPLACED));
                assertEquals(0, node.counters.get(SystemCounter.CONNECTIONS_REFUSED));
                used.getOutputStream().write(frame(5, 1));
                node.awaitFrames(5);
            }
            node.addresses.release(usedId);
        }
    }

    @Test
    void whoHasSaidNothingMakesRoomFirst() throws IOException
    {
        try (
            TcpFixture node = new TcpFixture(limited(100, 2));
            Socket older = connect(node);
            Socket silent = connect(node))
        {
            older.getOutputStream().write(frame(1, 1));
            node.awaitFrames(1);
            awaitThat(() ->
            {
                node.work();
                return node.transport.connections() == 2;
            });
            node.nowNs += 100 * MS;
            node.work();
            try (Socket late = connect(node))
            {
                late.getOutputStream().write(frame(2, 1));
                node.awaitFrames(2);
                assertEquals(1, node.counters.get(SystemCounter.CONNECTIONS_DISPLACED));
                assertTrue(hasEnded(silent));
                try (Socket latest = connect(node))
                {
                    awaitRefused(node, latest);
                    assertTrue(hasEnded(latest), "the others have said something, and are young");
                }
                older.getOutputStream().write(frame(3, 1));
                node.awaitFrames(3);
            }
        }
    }

    @Test
    void whoIsLeftMakesRoomToo() throws IOException
    {
        try (TcpFixture node = new TcpFixture(limited(100, 1)); Socket left = connect(node))
        {
            left.getOutputStream().write(frame(1, 1));
            node.awaitFrames(1);
            node.addresses.retain(node.source);
            for (int i = 0; i < 10; i++)
            {
                node.nowNs += 1000 * MS;
                node.work();
            }
            node.addresses.release(node.source);
            for (int i = 0; i < 5; i++)
            {
                node.nowNs += 1000 * MS;
                node.work();
            }
            try (Socket late = connect(node))
            {
                late.getOutputStream().write(frame(2, 1));
                node.awaitFrames(2);
                assertEquals(1, node.counters.get(SystemCounter.CONNECTIONS_DISPLACED));
            }
        }
    }

    @Test
    void whoIsOfNoUseIsClosedAfterAWhile() throws IOException
    {
        try (
            TcpFixture node = new TcpFixture(listening().with(TransportSettings.TCP_HALF_OPEN_TIMEOUT, MS));
            Socket idle = connect(node);
            Socket linked = connect(node))
        {
            linked.getOutputStream().write(frame(1, 1));
            node.awaitFrames(1);
            final int used = node.source;
            idle.getOutputStream().write(frame(2, 1));
            node.awaitFrames(2);
            final int unused = node.source;
            node.addresses.retain(used);
            node.nowNs += MS - 1;
            node.work();
            assertEquals(List.of(), node.closed);
            node.nowNs += 10 * MS;
            node.work();
            node.work();
            assertEquals(List.of("UNUSED " + unused), node.closed);
            node.addresses.release(used);
            node.nowNs += MS - 1;
            node.work();
            node.nowNs += MS;
            node.work();
            node.work();
            assertEquals(List.of("UNUSED " + unused, "UNUSED " + used), node.closed);
        }
    }

    @Test
    void diallingDoesNotLastForEver() throws IOException
    {
        final List<SocketChannel> waiting = new ArrayList<>();
        try (
            ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            TcpFixture client = new TcpFixture(dialling()
                .with(TransportSettings.TCP_HALF_OPEN_TIMEOUT, MS).with(TransportSettings.TCP_MAX_HALF_OPEN, 1)))
        {
            boolean isFull = false;
            while (!isFull)
            {
                assertTrue(waiting.size() < 64, "this system lets a queue of one grow without end");
                final SocketChannel channel = SocketChannel.open();
                waiting.add(channel);
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
                isFull = !channel.finishConnect();
            }
            final int id = client.idOf((InetSocketAddress)full.getLocalSocketAddress());
            client.send(id, frame(1, 1));
            client.work();
            client.send(client.idOf(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)), frame(1, 1));
            assertEquals(1, client.counters.get(SystemCounter.SEND_ERRORS), "no more than one is dialled at a time");
            client.nowNs += MS - 1;
            client.work();
            assertEquals(List.of(), client.closed);
            client.nowNs += MS;
            client.work();
            client.work();
            assertEquals(List.of("TIMEOUT " + id), client.closed);
        }
        finally
        {
            for (final SocketChannel channel : waiting)
            {
                channel.close();
            }
        }
    }

    @Test
    void portIsFreeAsSoonAsItIsGivenBack()
    {
        InetSocketAddress address = null;
        for (int i = 0; i < 3; i++)
        {
            final TcpConfiguration configuration = null == address ? listening() : TcpFixture.on(address);
            try (TcpFixture server = new TcpFixture(configuration); TcpFixture client = new TcpFixture(dialling()))
            {
                address = server.transport.localAddress();
                client.send(client.idOf(server), frame(1, 1));
                awaitThat(() -> client.work() + server.work() > 0);
                server.transport.close();
                client.awaitClosed(1);
            }
        }
    }

    @Test
    void portOfSomebodyElseIsNamed()
    {
        try (TcpFixture server = new TcpFixture(listening()))
        {
            final TcpConfiguration taken = TcpFixture.on(server.transport.localAddress());
            final TransportException ex = assertThrows(TransportException.class, () -> new TcpFixture(taken));
            assertEquals(TransportException.Reason.BIND, ex.reason());
            assertTrue(ex.getMessage().contains("tcp 127.0.0.1:" + server.transport.localAddress().getPort()),
                ex.getMessage());
        }
    }

    @Test
    void nothingHappensAfterTheEnd() throws IOException
    {
        final TcpFixture node = new TcpFixture(listening());
        final Socket peer = connect(node);
        peer.getOutputStream().write(frame(1, 1));
        node.awaitFrames(1);
        node.close();
        node.send(node.source, frame(2, 1));
        assertEquals(0, node.work());
        assertEquals(1, node.counters.get(SystemCounter.SEND_ERRORS));
        assertTrue(hasEnded(peer));
        node.close();
        peer.close();
    }

    private static void awaitRefused(final TcpFixture node, final Socket peer) throws IOException
    {
        peer.setSoTimeout(20_000);
        awaitThat(() ->
        {
            node.work();
            return node.counters.get(SystemCounter.CONNECTIONS_REFUSED) == 1;
        });
    }

    private static TcpConfiguration limited(final int connections, final int halfOpen)
    {
        return listening().with(TransportSettings.TCP_MAX_CONNECTIONS, connections)
            .with(TransportSettings.TCP_MAX_HALF_OPEN, halfOpen);
    }

    private static Socket connect(final TcpFixture node) throws IOException
    {
        return new Socket(node.transport.localAddress().getAddress(), node.transport.localAddress().getPort());
    }

    private static boolean hasEnded(final Socket peer)
    {
        try
        {
            return peer.getInputStream().read() < 0;
        }
        catch (final SocketTimeoutException ex)
        {
            return false;
        }
        catch (final IOException ex)
        {
            return true;
        }
    }

    private static byte[] readWhile(final Socket peer, final TcpFixture node, final int length) throws IOException
    {
        awaitThat(() ->
        {
            node.work();
            try
            {
                return peer.getInputStream().available() > 0;
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException(ex);
            }
        });
        final byte[] frame = new byte[length];
        int read = 0;
        while (read < length)
        {
            node.work();
            final int available = Math.min(peer.getInputStream().available(), length - read);
            read += available > 0 ? peer.getInputStream().read(frame, read, available) : 0;
        }
        return frame;
    }
}
