package io.hopwire.agent;

import io.hopwire.HopwireException;
import io.hopwire.libp2p.ConnectHandler;
import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.HostSettings;
import io.hopwire.libp2p.NetConnection;
import io.hopwire.libp2p.NetStream;
import io.hopwire.libp2p.StreamHandler;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Allocations;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Hosts of libp2p on loopback, by both faces.
 */
@Timeout(120)
class HostTest
{
    private static final Multiaddr ANY_PORT = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");
    private static final String ECHO = "/echo/1.0.0";
    private static final String COLLECT = "/collect/1.0.0";

    private final List<Host> hosts = new ArrayList<>();

    @AfterEach
    void after()
    {
        hosts.forEach(Host::close);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void sendsThereAndBack(final ThreadingMode mode) throws IOException
    {
        final Host far = launch(ThreadingMode.SHARED);
        far.setStreamHandler(ECHO, HostTest::echo);
        final Multiaddr address = far.listen(ANY_PORT).get(0);
        assertEquals(List.of(address), far.addresses());
        final Host near = launch(mode);
        try (HostStream stream = near.newStream(address, ECHO))
        {
            assertEquals(ECHO, stream.protocol());
            assertEquals(far.peerId(), stream.peer());
            final byte[] sent = bytes(50_000);
            stream.write(sent);
            stream.closeWrite();
            assertArrayEquals(sent, stream.inputStream().readAllBytes());
            assertEquals(-1, stream.read(new byte[1], 0, 1));
        }
        assertEquals(List.of(far.peerId()), near.peers());
        assertEquals(List.of(near.peerId()), far.peers());
    }

    @Test
    void manyStreamsShareAConnection() throws Exception
    {
        final Host far = launch(ThreadingMode.DEDICATED);
        far.setStreamHandler(ECHO, HostTest::echo);
        final Host near = launch(ThreadingMode.SHARED);
        final PeerId peer = near.connect(far.listen(ANY_PORT).get(0));
        final List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++)
        {
            final byte[] sent = bytes(1 + 4000 * i);
            all.add(CompletableFuture.runAsync(() -> exchange(near, peer, sent), (task) -> new Thread(task).start()));
        }
        CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);
        assertEquals(1, far.counters().get(SystemCounter.CONNECTIONS_ACCEPTED.label()));
    }

    @Test
    void whoDoesNotReadHoldsUpOnlyHisOwn() throws Exception
    {
        final Host far = launch(ThreadingMode.SHARED);
        final CountDownLatch mayRead = new CountDownLatch(1);
        final CompletableFuture<byte[]> collected = new CompletableFuture<>();
        far.setStreamHandler(ECHO, HostTest::echo);
        far.setStreamHandler(COLLECT, (stream) -> collected.complete(collect(stream, mayRead)));
        final Host near = launch(ThreadingMode.SHARED);
        final PeerId peer = near.connect(far.listen(ANY_PORT).get(0));
        final byte[] sent = bytes(4_000_000);
        final HostStream slow = near.newStream(peer, COLLECT);
        final Thread writer = new Thread(() ->
        {
            slow.write(sent);
            slow.closeWrite();
        });
        writer.start();
        for (int i = 0; i < 20; i++)
        {
            exchange(near, peer, bytes(10_000));
        }
        assertTrue(writer.isAlive(), "nobody has read");
        mayRead.countDown();
        assertArrayEquals(sent, collected.get(60, TimeUnit.SECONDS));
        writer.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns", "dns4"})
    void namesAreLookedUp(final String kind)
    {
        final Host far = launch(ThreadingMode.SHARED);
        far.setStreamHandler(ECHO, HostTest::echo);
        final int port = far.listen(Multiaddr.parse("/" + kind + "/localhost/tcp/0"), ANY_PORT).get(1).tcpPort();
        final Multiaddr name = Multiaddr.parse("/" + kind + "/localhost/tcp/" + port);
        assertEquals(far.peerId(), launch(ThreadingMode.SHARED).connect(name));
        final Host near = launch(ThreadingMode.SHARED);
        near.addAddress(far.peerId(), name);
        exchange(near, far.peerId(), bytes(1000));
        final Multiaddr unknown = Multiaddr.parse("/" + kind + "/nobody.invalid/tcp/" + port);
        assertFault(HostFault.UNKNOWN_HOST, () -> near.connect(unknown));
        assertFault(HostFault.UNKNOWN_HOST, () -> near.addAddress(far.peerId(), unknown));
        assertFault(HostFault.UNKNOWN_HOST, () -> near.listen(unknown));
        assertFault(HostFault.UNKNOWN_HOST, () -> near.connect(Multiaddr.parse("/dns6/127.0.0.1/tcp/1")));
        assertFault(HostFault.ADDRESS_NOT_SUPPORTED,
            () -> near.connect(Multiaddr.parse("/dnsaddr/localhost/tcp/" + port)));
    }

    @Test
    void saysWhyThereIsNoStream()
    {
        final Host far = launch(ThreadingMode.SHARED);
        far.setStreamHandler("/other/1.0.0", HostTest::echo);
        final Multiaddr address = far.listen(ANY_PORT).get(0);
        final Host near = launch(ThreadingMode.SHARED);
        final PeerId nobody = key().peerId();

        assertFault(HostFault.NO_ADDRESSES, () -> near.newStream(nobody, ECHO));
        assertFault(HostFault.WRONG_PEER, () -> near.connect(address.withoutPeerId().withPeerId(nobody)));
        assertFault(HostFault.PROTOCOL_NOT_SUPPORTED, () -> near.newStream(address, ECHO, COLLECT));
        final HostStream lazy = near.newStream(address, ECHO);
        assertFault(HostFault.PROTOCOL_NOT_SUPPORTED, () -> lazy.read(new byte[1], 0, 1));
        assertThrows(IllegalArgumentException.class, () -> near.newStream(far.peerId()));
        far.close();
        assertFault(HostFault.CONNECTION_REFUSED, () -> near.connect(address));
        near.close();
        assertThrows(HopwireException.class, () -> near.connect(address));
        near.close();
    }

    @Test
    void aPortThatIsTakenIsSaid()
    {
        final Host far = launch(ThreadingMode.SHARED);
        final Multiaddr address = far.listen(ANY_PORT, ANY_PORT).get(1);
        assertEquals(2, far.addresses().size());
        final Host near = launch(ThreadingMode.SHARED);
        final HopwireException ex =
            assertThrows(HopwireException.class, () -> near.listen(address.withoutPeerId()));
        assertTrue(ex.getMessage().contains("cannot bind tcp 127.0.0.1:" + address.tcpPort()), ex.getMessage());
        assertThrows(HopwireException.class, () -> near.listen(Multiaddr.parse("/ip4/127.0.0.1/udp/1")));
        assertFalse(near.listen(ANY_PORT).isEmpty(), "it goes on");
    }

    @Test
    void aResetIsSeenOnTheOtherSide() throws Exception
    {
        final Host far = launch(ThreadingMode.SHARED);
        final AtomicReference<HostStream> accepted = new AtomicReference<>();
        final CompletableFuture<HostFault> seen = new CompletableFuture<>();
        far.setStreamHandler(ECHO, (stream) ->
        {
            accepted.set(stream);
            seen.complete(assertThrows(HostException.class, () -> echo(stream)).fault());
            throw new IllegalStateException("a handler that fails");
        });
        final Host near = launch(ThreadingMode.SHARED);
        final HostStream stream = near.newStream(far.listen(ANY_PORT).get(0), ECHO);
        exchange(stream, 1000);
        stream.reset();
        assertEquals(HostFault.RESET_BY_PEER, seen.get(20, TimeUnit.SECONDS));
        assertTrue(accepted.get().isOver());
        assertThrows(HostException.class, () -> stream.write(new byte[1]));
    }

    @Test
    void aHandlerThatFailsResetsItsStreamOnly()
    {
        final Host far = launch(ThreadingMode.SHARED);
        far.setStreamHandler(COLLECT, (stream) ->
        {
            throw new IllegalStateException("on purpose");
        });
        far.setStreamHandler(ECHO, HostTest::echo);
        final Host near = launch(ThreadingMode.SHARED);
        final PeerId peer = near.connect(far.listen(ANY_PORT).get(0));
        final HostStream stream = near.newStream(peer, COLLECT);
        assertFault(HostFault.RESET_BY_PEER, () -> stream.read(new byte[1], 0, 1));
        exchange(near, peer, bytes(1000));
    }

    @Test
    void aStreamForWhichThereIsNoThreadIsReset()
    {
        final Host far = Host.launch(
            context(ThreadingMode.SHARED).set(EngineSettings.STREAM_THREADS, 2), new HostConfig(key()));
        hosts.add(far);
        far.setStreamHandler(ECHO, HostTest::echo);
        final Host near = launch(ThreadingMode.SHARED);
        final PeerId peer = near.connect(far.listen(ANY_PORT).get(0));
        final HostStream first = near.newStream(peer, ECHO);
        final HostStream second = near.newStream(peer, ECHO);
        assertEchoes(first);
        assertEchoes(second);
        final HostStream third = near.newStream(peer, ECHO);
        assertFault(HostFault.RESET_BY_PEER, () -> third.read(new byte[1], 0, 1));
        assertEchoes(first);
        assertEchoes(second);
    }

    @Test
    void aStreamThatThePeerDoesNotFinishIsReset() throws Exception
    {
        final CountDownLatch isOver = new CountDownLatch(1);
        final Host far = launch(ThreadingMode.SHARED);
        far.setStreamHandler(COLLECT, (stream) -> collect(stream, isOver));
        final CompletableFuture<HostFault> told = new CompletableFuture<>();
        far.setStreamHandler(ECHO, (stream) -> told.complete(writeForEver(stream)));
        final Host near = launchInHaste();
        final PeerId peer = near.connect(far.listen(ANY_PORT).get(0));
        final HostStream waiting = near.newStream(peer, COLLECT);
        waiting.write(bytes(10));
        waiting.closeWrite();
        assertFault(HostFault.CLOSE_TIMEOUT, () -> waiting.read(new byte[1], 0, 1));
        isOver.countDown();
        // Nobody reads what comes; and none of that is a reason to wait.
        final HostStream left = near.newStream(peer, ECHO);
        left.read(new byte[1], 0, 1);
        left.close();
        assertEquals(HostFault.RESET_BY_PEER, told.get(60, TimeUnit.SECONDS));
        assertEquals(2, near.counters().get(SystemCounter.LIBP2P_STREAMS_NOT_FINISHED.label()));
        assertEquals(List.of(peer), near.peers());
    }

    @Test
    void whatWasWrittenLeavesBeforeItIsClosed() throws Exception
    {
        final Host far = launch(ThreadingMode.SHARED);
        final CompletableFuture<byte[]> collected = new CompletableFuture<>();
        far.setStreamHandler(COLLECT, (stream) -> collected.complete(collect(stream, new CountDownLatch(0))));
        final byte[] sent = bytes(60_000);
        try (Host near = launch(ThreadingMode.SHARED))
        {
            final HostStream stream = near.newStream(far.listen(ANY_PORT).get(0), COLLECT, ECHO);
            stream.write(sent);
            stream.closeWrite();
        }
        assertArrayEquals(sent, collected.get(20, TimeUnit.SECONDS));
    }

    @Test
    void aStreamCostsNoGarbageOnTheHostsOwnThread()
    {
        final Host far = launch(ThreadingMode.INVOKER);
        final Host near = launch(ThreadingMode.INVOKER);
        final Pong pong = new Pong();
        far.core().setStreamHandler(ECHO, new StreamHandler()
        {
            @Override
            public int onData(
                final NetStream stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
            {
                return stream.write(buffer, offset, length);
            }
        });
        final Multiaddr address = far.listen(ANY_PORT).get(0);
        near.core().connect(address, new ConnectHandler()
        {
            @Override
            public void onConnected(final NetConnection connection)
            {
                near.core().newStream(connection.remotePeer(), List.of(ECHO), pong);
            }

            @Override
            public void onFailed(final HostFault fault)
            {
                throw new AssertionError(fault);
            }
        });
        while (null == pong.stream || !pong.stream.isAgreed())
        {
            near.doWork();
            far.doWork();
        }
        final UnsafeBuffer message = new UnsafeBuffer(bytes(64));
        assertEquals(0, Allocations.minimumPerRound(2000, () ->
        {
            pong.received = 0;
            pong.stream.write(message, 0, 64);
            while (pong.received < 64)
            {
                near.doWork();
                far.doWork();
            }
        }));
        assertNull(pong.fault);
    }

    @Test
    void aHandlerThatThrowsOnTheHostsOwnThreadEndsTheHost() throws Exception
    {
        final CompletableFuture<Throwable> told = new CompletableFuture<>();
        final Host far = Host.launch(
            context(ThreadingMode.SHARED).errorHandler(told::complete), new HostConfig(key()));
        hosts.add(far);
        far.setStreamHandler(COLLECT, new StreamHandler()
        {
            @Override
            public int onData(
                final NetStream stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
            {
                throw new IllegalStateException("on purpose");
            }
        });
        final Host near = launch(ThreadingMode.SHARED);
        final HostStream stream = near.newStream(far.listen(ANY_PORT).get(0), COLLECT);
        stream.write(new byte[10]);
        assertTrue(told.get(20, TimeUnit.SECONDS).getMessage().contains("on purpose"));
        assertThrows(HopwireException.class, far::peers);
        assertThrows(HostException.class, () -> stream.read(new byte[1], 0, 1));
    }

    private Host launch(final ThreadingMode mode)
    {
        final Host host = Host.launch(context(mode), new HostConfig(key()));
        hosts.add(host);
        return host;
    }

    private Host launchInHaste()
    {
        final Host host = Host.launch(
            context(ThreadingMode.SHARED).set(HostSettings.CLOSE_TIMEOUT, TimeUnit.MILLISECONDS.toNanos(100)),
            new HostConfig(key()));
        hosts.add(host);
        return host;
    }

    private static HostFault writeForEver(final HostStream stream)
    {
        final byte[] some = new byte[10_000];
        while (true)
        {
            try
            {
                stream.write(some);
            }
            catch (final HostException ex)
            {
                return ex.fault();
            }
        }
    }

    private static EngineContext context(final ThreadingMode mode)
    {
        return new EngineContext()
            .set(EngineSettings.THREADING, mode)
            .set(EngineSettings.NODE_IDLE, "blocking")
            .set(EngineSettings.WORKER_IDLE, "blocking")
            .notePrinter((note) -> {});
    }

    private static HostKey key()
    {
        return HostKey.ofEd25519(bytes(32, System.nanoTime()));
    }

    private static void exchange(final Host near, final PeerId peer, final byte[] sent)
    {
        try (HostStream stream = near.newStream(peer, ECHO))
        {
            final Thread writer = new Thread(() ->
            {
                stream.write(sent);
                stream.closeWrite();
            });
            writer.start();
            assertArrayEquals(sent, stream.inputStream().readAllBytes());
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private static void exchange(final HostStream stream, final int length) throws IOException
    {
        final byte[] sent = bytes(length);
        stream.write(sent);
        assertArrayEquals(sent, stream.inputStream().readNBytes(length));
    }

    private static void assertEchoes(final HostStream stream)
    {
        try
        {
            exchange(stream, 100);
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private static void echo(final HostStream stream)
    {
        final byte[] buffer = new byte[8192];
        int length = stream.read(buffer, 0, buffer.length);
        while (length > 0)
        {
            stream.write(buffer, 0, length);
            length = stream.read(buffer, 0, buffer.length);
        }
    }

    private static byte[] collect(final HostStream stream, final CountDownLatch mayRead)
    {
        try
        {
            mayRead.await();
            return stream.inputStream().readAllBytes();
        }
        catch (final IOException | InterruptedException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private static void assertFault(final HostFault fault, final Runnable call)
    {
        assertEquals(fault, assertThrows(HostException.class, call::run).fault());
    }

    private static byte[] bytes(final int length)
    {
        return bytes(length, length);
    }

    private static byte[] bytes(final int length, final long seed)
    {
        final byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /** Counts what comes back. */
    private static final class Pong implements StreamHandler
    {
        private NetStream stream;
        private HostFault fault;
        private int received;

        @Override
        public void onOpened(final NetStream opened)
        {
            stream = opened;
            // So that the peer hears of it.
            opened.write(new UnsafeBuffer(new byte[1]), 0, 1);
        }

        @Override
        public int onData(
            final NetStream from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            received += length;
            return length;
        }

        @Override
        public void onReset(final NetStream from, final HostFault why)
        {
            fault = why;
        }
    }
}
