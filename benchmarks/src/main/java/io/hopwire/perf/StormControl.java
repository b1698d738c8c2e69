package io.hopwire.perf;

import org.HdrHistogram.Histogram;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code perf/connect --storm} compares with: the same small messages, in the same moments, over the same hops, as
 * bare datagrams. Four threads hand them round, one for each engine on the way of the session's messages, and wait as
 * those do. What they take longer in a storm, the machine takes; only what a session takes beyond it is the engine's.
 * <pre>
 *   measuring thread → client → forwarder → echo → forwarder → client → measuring thread
 * </pre>
 */
final class StormControl implements AutoCloseable
{
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_LENGTH = 2048;
    private static final int MAX_SPINS = 20;
    private static final int MAX_YIELDS = 5;
    private static final long MIN_PARK_NS = 1_000;
    private static final long MAX_PARK_NS = 500_000;

    private final List<Hop> hops = new ArrayList<>();
    private final DatagramChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_LENGTH);
    private final SocketAddress first;
    private volatile boolean isClosed;

    StormControl() throws IOException
    {
        channel = open();
        channel.configureBlocking(true);
        final DatagramChannel client = open();
        final DatagramChannel forwarder = open();
        final DatagramChannel echo = open();
        first = client.getLocalAddress();
        hops.add(new Hop(client, channel.getLocalAddress(), forwarder.getLocalAddress()));
        hops.add(new Hop(forwarder, client.getLocalAddress(), echo.getLocalAddress()));
        hops.add(new Hop(echo, forwarder.getLocalAddress(), forwarder.getLocalAddress()));
        hops.forEach(Thread::start);
    }

    /** Send a message round, and record how long that takes. */
    void echo(final byte[] message, final Histogram histogram)
    {
        try
        {
            final long startNs = System.nanoTime();
            buffer.clear().put(message).flip();
            channel.send(buffer, first);
            buffer.clear();
            channel.receive(buffer);
            histogram.recordValue(System.nanoTime() - startNs);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close() throws IOException
    {
        isClosed = true;
        for (final Hop hop : hops)
        {
            hop.channel.close();
        }
        channel.close();
    }

    private static DatagramChannel open() throws IOException
    {
        final DatagramChannel opened = DatagramChannel.open();
        opened.bind(new InetSocketAddress(LOOPBACK, 0));
        opened.configureBlocking(false);
        return opened;
    }

    /** Passes on what comes from one side to the other. */
    private final class Hop extends Thread
    {
        private final DatagramChannel channel;
        private final SocketAddress left;
        private final SocketAddress right;
        private final ByteBuffer packet = ByteBuffer.allocateDirect(MAX_LENGTH);

        private Hop(final DatagramChannel channel, final SocketAddress left, final SocketAddress right)
        {
            super("control");
            setDaemon(true);
            this.channel = channel;
            this.left = left;
            this.right = right;
        }

        @Override
        public void run()
        {
            final IdleStrategy idle = new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
            try
            {
                while (!isClosed)
                {
                    idle.idle(forward());
                }
            }
            catch (final IOException ex)
            {
                if (!isClosed)
                {
                    throw new UncheckedIOException(ex);
                }
            }
        }

        private int forward() throws IOException
        {
            packet.clear();
            final SocketAddress from = channel.receive(packet);
            if (null == from)
            {
                return 0;
            }
            packet.flip();
            channel.send(packet, from.equals(left) ? right : left);
            return 1;
        }
    }
}
