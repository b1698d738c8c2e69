package io.hopwire.transport;

import com.sun.management.ThreadMXBean;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Outbox;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A transport with its counters.
 */
final class TransportFixture implements AutoCloseable
{
    private static final long TIMEOUT_NS = 10_000_000_000L;
    private static final int ROUNDS = 12;
    private static final boolean IPV6 = hasIpv6();
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    final Counters counters = new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.LENGTH)));
    final UdpTransport transport;

    TransportFixture(final UdpConfiguration configuration)
    {
        this(configuration, null, UnaryOperator.identity());
    }

    TransportFixture(final UdpConfiguration configuration, final UnaryOperator<DatagramIo> faults)
    {
        this(configuration, null, faults);
    }

    TransportFixture(final UdpConfiguration configuration, final DatagramSplitter splitter)
    {
        this(configuration, splitter, UnaryOperator.identity());
    }

    private TransportFixture(
        final UdpConfiguration configuration,
        final DatagramSplitter splitter,
        final UnaryOperator<DatagramIo> faults)
    {
        transport = UdpTransport.open(configuration, counters, new SeededEntropy(42), splitter, faults);
    }

    static UdpConfiguration configuration(final String host, final boolean raw)
    {
        assumeTrue(IPV6 || !"::1".equals(host), "no IPv6 on this machine");
        return UdpConfiguration.of(new InetSocketAddress(address(host), 0)).with(TransportSettings.RAW_SOCKETS, raw);
    }

    private static boolean hasIpv6()
    {
        try (DatagramSocket socket = new DatagramSocket(0, address("::1")))
        {
            return socket.isBound();
        }
        catch (final SocketException ex)
        {
            return false;
        }
    }

    static InetAddress address(final String host)
    {
        try
        {
            return InetAddress.getByName(host);
        }
        catch (final UnknownHostException ex)
        {
            throw new AssertionError(ex);
        }
    }

    static void assumeRaw(final boolean ipv6)
    {
        final String why = RawSockets.unavailable(ipv6);
        assumeTrue(null == why, why);
    }

    int idOf(final TransportFixture other)
    {
        final int id = transport.addresses().intern(other.transport.localAddress());
        assertTrue(id >= 0);
        return id;
    }

    void commit(final int addressId, final byte[] datagram)
    {
        final Outbox outbox = transport.outbox();
        final int offset = outbox.tryClaim(datagram.length);
        assertTrue(offset >= 0);
        outbox.buffer().putBytes(offset, datagram);
        outbox.commit(addressId, datagram.length);
    }

    void send(final int addressId, final byte[] datagram)
    {
        commit(addressId, datagram);
        assertEquals(1, transport.flush());
    }

    void pollUntil(final DatagramHandler handler, final int datagrams)
    {
        final long begin = System.nanoTime();
        int polled = 0;
        while (polled < datagrams)
        {
            polled += transport.poll(handler, datagrams - polled);
            assertTrue(System.nanoTime() - begin < TIMEOUT_NS, "only " + polled + " of " + datagrams);
        }
    }

    static long minAllocatedBytes(final Runnable round)
    {
        long min = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++)
        {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            round.run();
            min = Math.min(min, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return min;
    }

    @Override
    public void close()
    {
        transport.close();
    }

    static final class SeededEntropy implements EntropySource
    {
        private final Random random;

        SeededEntropy(final long seed)
        {
            random = new Random(seed);
        }

        @Override
        public void nextBytes(final byte[] dst, final int offset, final int length)
        {
            for (int i = 0; i < length; i++)
            {
                dst[offset + i] = (byte)random.nextInt();
            }
        }

        @Override
        public long nextLong()
        {
            return random.nextLong();
        }
    }
}
