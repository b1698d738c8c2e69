package io.hopwire.transport.tcp;

import io.hopwire.spi.AddressCloseReason;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.OffHeap;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.transport.AddressClosedHandler;
import io.hopwire.transport.AddressTable;
import io.hopwire.transport.AddressText;
import io.hopwire.transport.ChannelWatch;
import io.hopwire.transport.DatagramHandler;
import io.hopwire.transport.DatagramSplitter;
import io.hopwire.transport.DatagramTransport;
import io.hopwire.transport.PathId;
import io.hopwire.transport.TransportException;
import io.hopwire.transport.TransportSettings;
import org.agrona.CloseHelper;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * Frames over connections of TCP. A connection is an address: one that a peer opened is of the kind
 * {@link io.hopwire.spi.AddressKind#TCP_ACCEPTED}, and a commit to one of {@link io.hopwire.spi.AddressKind#TCP} opens
 * a connection where there is none.
 * <p>
 * Back-pressure: what the kernel does not take waits, up to a bound for each connection. A frame that finds no room
 * there is lost, as a datagram would be, and counted, so a peer that does not read costs nobody else anything; the room
 * that a host reserves is therefore always there. On the way in the host stops polling, and the kernel's window closes.
 * <p>
 * Nothing is allocated for a frame. A connection costs its memory when it begins, which is freed when it ends.
 */
public final class TcpTransport implements DatagramTransport
{
    private static final int MAX_ACCEPTS_PER_POLL = 16;
    /**
     * Connections that the kernel holds until they are accepted, if it lets us. Beyond them it drops first packets,
     * which come again after a second and then ever later; so the JDK's 50 are few where many come back at once.
     */
    private static final int BACKLOG = 1024;
    private static final int FREE = 4 * Limits.MAX_DATAGRAMS_PER_INPUT;
    private static final int SWEEPS_PER_TIMEOUT = 8;

    private final AddressTable addresses;
    private final Counters counters;
    private final NanoClock clock;
    private final Selector selector;
    private final ServerSocketChannel serverOrNull;
    private final InetSocketAddress localAddressOrNull;
    private final Connections connections;
    private final FrameReader reader;
    private final FrameOutbox outbox;
    private final Consumer<SelectionKey> onSelected = this::onSelected;
    private final long sweepPeriodNs;
    private long nowNs;
    private long sweepNs;
    private ChannelWatch watch = ChannelWatch.NONE;
    private boolean acceptable;
    private boolean closed;

    private TcpTransport(
        final TcpConfiguration configuration,
        final AddressTable addresses,
        final Counters counters,
        final DatagramSplitter splitter,
        final NanoClock clock,
        final Selector selector,
        final ServerSocketChannel serverOrNull) throws IOException
    {
        this.addresses = addresses;
        this.counters = counters;
        this.clock = clock;
        this.selector = selector;
        this.serverOrNull = serverOrNull;
        localAddressOrNull = null == serverOrNull ? null : (InetSocketAddress)serverOrNull.getLocalAddress();
        connections = new Connections(configuration, addresses, counters, selector);
        reader = new FrameReader(configuration.get(NodeSettings.MTU), splitter);
        outbox = new FrameOutbox(configuration.get(NodeSettings.MTU));
        sweepPeriodNs = configuration.get(TransportSettings.TCP_HALF_OPEN_TIMEOUT) / SWEEPS_PER_TIMEOUT;
        nowNs = clock.nanoTime();
        sweepNs = nowNs;
    }

    /**
     * Open, and listen where that is configured.
     *
     * @param configuration how.
     * @param addresses     of the node, shared with its other transports; has to take addresses of TCP.
     * @param counters      that frames and connections are counted in.
     * @param splitter      tells how long a frame is from its first 16 bytes.
     * @param clock         for what may take a while.
     * @return the transport.
     * @throws TransportException naming host and port, where they can not be had.
     */
    public static TcpTransport open(
        final TcpConfiguration configuration,
        final AddressTable addresses,
        final Counters counters,
        final DatagramSplitter splitter,
        final NanoClock clock)
    {
        Selector selector = null;
        ServerSocketChannel server = null;
        TcpTransport transport = null;
        try
        {
            selector = Selector.open();
            server = listen(configuration.bindAddressOrNull(), selector);
            transport = new TcpTransport(configuration, addresses, counters, splitter, clock, selector, server);
            return transport;
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "cannot open a selector: " + ex, ex);
        }
        finally
        {
            if (null == transport)
            {
                CloseHelper.quietClose(server);
                CloseHelper.quietClose(selector);
            }
        }
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int poll(final DatagramHandler handler, final int limit)
    {
        int frames = 0;
        long bytes = 0;
        boolean selected = false;
        try
        {
            while (frames < limit && !closed)
            {
                if (null != reader.connection())
                {
                    final int length = nextFrame();
                    if (length > 0)
                    {
                        frames++;
                        bytes += length;
                        reader.handOver(handler, length);
                    }
                }
                else if (connections.isAnyReady())
                {
                    onReady(connections.pollReady());
                }
                else if (selected)
                {
                    break;
                }
                else
                {
                    selected = true;
                    select();
                }
            }
        }
        finally
        {
            if (frames > 0)
            {
                counters.add(SystemCounter.DATAGRAMS_RECEIVED, frames);
                counters.add(SystemCounter.BYTES_RECEIVED, bytes);
            }
        }
        return frames;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int pollClosed(final AddressClosedHandler handler, final int limit)
    {
        return connections.tell(handler, limit, reader.connection());
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public boolean isPending()
    {
        return null != reader.connection() || connections.isAnyReady();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public Outbox outbox()
    {
        return outbox;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int free()
    {
        return FREE;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int flush()
    {
        final int sent = outbox.takeCommitted();
        connections.flush();
        nowNs = clock.nanoTime();
        if (nowNs - sweepNs >= sweepPeriodNs && !closed)
        {
            sweepNs = nowNs;
            connections.sweep(nowNs);
        }
        addresses.nextCycle();
        return sent;
    }

    /**
     * {@inheritDoc}
     * <p>
     * The kernel announces all that connections wait for. Only what their timeouts have to say comes later where nobody
     * calls {@link #flush()} meanwhile.
     */
    @Override
    public boolean isBlocked()
    {
        return isPending() || connections.isAnythingToTell();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void watch(final ChannelWatch newWatch)
    {
        watch = newWatch;
        connections.watch(newWatch);
        if (null != serverOrNull)
        {
            watch.watch(serverOrNull, SelectionKey.OP_ACCEPT);
        }
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public AddressTable addresses()
    {
        return addresses;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public InetSocketAddress localAddress()
    {
        return localAddressOrNull;
    }

    /**
     * Connections that there are: under way, open, and closed ones that nobody was told of yet.
     *
     * @return how many.
     */
    public int connections()
    {
        return connections.count();
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void close()
    {
        if (!closed)
        {
            connections.flush();
            closed = true;
            reader.forget();
            connections.close();
            if (null != serverOrNull)
            {
                watch.forget(serverOrNull);
            }
            CloseHelper.quietClose(serverOrNull);
            CloseHelper.quietClose(selector);
        }
    }

    /**
     * Give the memory back, but for the table of addresses: nobody calls this transport any more.
     */
    public void releaseMemory()
    {
        reader.releaseMemory();
        OffHeap.free(outbox.frame);
    }

    int blocks()
    {
        return connections.blocks();
    }

    static ServerSocketChannel listen(final InetSocketAddress bindAddressOrNull, final Selector selector)
        throws IOException
    {
        if (null == bindAddressOrNull)
        {
            return null;
        }
        final ServerSocketChannel server = ServerSocketChannel.open();
        boolean bound = false;
        try
        {
            server.configureBlocking(false);
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(bindAddressOrNull, BACKLOG);
            server.register(selector, SelectionKey.OP_ACCEPT);
            bound = true;
            return server;
        }
        catch (final IOException | RuntimeException ex)
        {
            throw new TransportException(TransportException.Reason.BIND,
                "cannot bind tcp " + AddressText.format(bindAddressOrNull) + ": " + ex, ex);
        }
        finally
        {
            if (!bound)
            {
                CloseHelper.quietClose(server);
            }
        }
    }

    private void select()
    {
        // Not as long as there are connections: what they cost the kernel is given back by the look after they ended.
        if (selector.keys().isEmpty())
        {
            return;
        }
        try
        {
            selector.selectNow(onSelected);
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "cannot select: " + ex.getMessage(), ex);
        }
        if (acceptable)
        {
            acceptable = false;
            accept();
        }
    }

    private void onSelected(final SelectionKey key)
    {
        if (key.attachment() instanceof final Connection connection)
        {
            connections.onReady(connection, key.readyOps());
        }
        else
        {
            acceptable = true;
        }
    }

    private void accept()
    {
        try
        {
            for (int i = 0; i < MAX_ACCEPTS_PER_POLL; i++)
            {
                final SocketChannel channel = serverOrNull.accept();
                if (null == channel)
                {
                    return;
                }
                connections.accept(channel, nowNs);
            }
        }
        catch (final IOException ex)
        {
            // No descriptor is left, or the peer has gone: the others go on, and the next poll tries again.
            counters.increment(SystemCounter.CONNECTIONS_REFUSED);
        }
    }

    private void onReady(final Connection connection)
    {
        final int ops = connection.readyOps;
        connection.readyOps = 0;
        if (Connection.DIALLING == connection.state && 0 != (ops & SelectionKey.OP_CONNECT))
        {
            connections.finishDialling(connection, nowNs);
        }
        if (Connection.OPEN == connection.state && 0 != (ops & SelectionKey.OP_WRITE))
        {
            connections.onWritable(connection);
        }
        if (Connection.OPEN == connection.state && 0 != (ops & SelectionKey.OP_READ))
        {
            read(connection);
        }
    }

    private void read(final Connection connection)
    {
        try
        {
            final int length = reader.read(connection);
            if (length < 0)
            {
                connections.close(connection, AddressCloseReason.REMOTE);
                return;
            }
            if (length > 0 && !connection.hasSpoken)
            {
                connections.spoke(connection, nowNs);
            }
            if (!reader.isDrained())
            {
                // Behind all others that are ready.
                connections.onReady(connection, SelectionKey.OP_READ);
            }
        }
        catch (final IOException ex)
        {
            connections.close(connection, AddressCloseReason.REMOTE);
        }
    }

    private int nextFrame()
    {
        final Connection connection = reader.connection();
        final int length = reader.next();
        if (FrameReader.MALFORMED == length)
        {
            counters.reject(RejectCode.STREAM);
            if (Connection.CLOSED != connection.state)
            {
                connections.close(connection, AddressCloseReason.MALFORMED);
            }
        }
        return length;
    }

    private void send(final int addressId, final UnsafeBuffer frame, final int length)
    {
        final Connection existing = closed ? null : connections.of(addressId);
        final Connection connection = null == existing && !closed ? connections.dial(addressId, nowNs) : existing;
        if (null == connection || Connection.CLOSED == connection.state)
        {
            counters.increment(SystemCounter.SEND_ERRORS);
        }
        else if (connection.append(frame, 0, length))
        {
            counters.increment(SystemCounter.DATAGRAMS_SENT);
            counters.add(SystemCounter.BYTES_SENT, length);
            connections.writeSoon(connection);
        }
        else
        {
            counters.increment(SystemCounter.CONNECTION_FULL);
        }
    }

    /**
     * One frame that is being written; committed, it goes to its connection.
     */
    private final class FrameOutbox implements Outbox
    {
        private static final int NOT_CLAIMED = -1;

        private final UnsafeBuffer frame;
        private int claimed = NOT_CLAIMED;
        private int committed;

        FrameOutbox(final int mtu)
        {
            frame = OffHeap.allocate(mtu);
        }

        int takeCommitted()
        {
            final int taken = committed;
            committed = 0;
            return taken;
        }

        @Override
        public int tryClaim(final int maxLength)
        {
            if (maxLength < 0 || maxLength > frame.capacity())
            {
                throw new IllegalArgumentException(
                    "frame of " + maxLength + " bytes, the MTU is " + frame.capacity());
            }
            if (NOT_CLAIMED != claimed)
            {
                throw new IllegalStateException("a claim is open already");
            }
            claimed = maxLength;
            return 0;
        }

        @Override
        public MutableDirectBuffer buffer()
        {
            return frame;
        }

        @Override
        public void commit(final int pathId, final int length)
        {
            if (length < 0 || length > claimed)
            {
                throw new IllegalStateException("commit of " + length + " bytes, claimed " + claimed);
            }
            claimed = NOT_CLAIMED;
            committed++;
            send(PathId.addressId(pathId), frame, length);
        }

        @Override
        public void abort()
        {
            claimed = NOT_CLAIMED;
        }
    }
}
