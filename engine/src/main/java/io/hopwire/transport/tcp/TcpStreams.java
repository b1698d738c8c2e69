package io.hopwire.transport.tcp;

import io.hopwire.spi.AddressCloseReason;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.ByteSink;
import io.hopwire.spi.Counters;
import io.hopwire.spi.OffHeap;
import io.hopwire.spi.SystemCounter;
import io.hopwire.transport.AddressTable;
import io.hopwire.transport.ChannelWatch;
import io.hopwire.transport.PathId;
import io.hopwire.transport.StreamListener;
import io.hopwire.transport.StreamTransport;
import io.hopwire.transport.TransportException;
import io.hopwire.transport.TransportSettings;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Connections of TCP that carry bytes: {@link io.hopwire.spi.Streams} over the same {@link Connections} that
 * {@link TcpTransport} lays frames into.
 * <pre>
 *   poll:   opened ──► room again ──► read, one connection after the other ──► ended
 *   flush:  each sink that something was committed to ──► kernel
 * </pre>
 * A connection that the core has closed is left to this transport, which writes what waits, says that no more comes and
 * hears the peer out, for no longer than {@link TransportSettings#TCP_HALF_OPEN_TIMEOUT}.
 * <p>
 * The few connections that bytes came by lately are {@link HotConnections}; nothing is allocated for their bytes. A
 * connection costs its memory when it begins, which is freed when it ends.
 */
public final class TcpStreams implements StreamTransport
{
    private static final int MAX_ACCEPTS_PER_POLL = 16;
    private static final int READ_LENGTH = 64 * 1024;
    private static final int SWEEPS_PER_TIMEOUT = 8;
    private static final int RESET = 0;

    private final AddressTable addresses;
    private final Counters counters;
    private final NanoClock clock;
    private final Selector selector;
    private final Connections connections;
    private final List<ServerSocketChannel> servers = new ArrayList<>();
    private final UnsafeBuffer readMemory = OffHeap.allocate(READ_LENGTH);
    private final ByteBuffer readView = OffHeap.view(readMemory);
    private final ArrayDeque<StreamConnection> opened = new ArrayDeque<>();
    private final ArrayDeque<StreamConnection> writable = new ArrayDeque<>();
    private final Consumer<SelectionKey> onSelected = this::onSelected;
    private final HotConnections hot;
    private final long sweepPeriodNs;
    private ChannelWatch watch = ChannelWatch.NONE;
    private long nowNs;
    private long sweepNs;
    private boolean acceptable;
    private boolean closed;

    private TcpStreams(
        final TcpConfiguration configuration,
        final AddressTable addresses,
        final Counters counters,
        final NanoClock clock,
        final Selector selector)
    {
        this.addresses = addresses;
        this.counters = counters;
        this.clock = clock;
        this.selector = selector;
        connections = new Connections(configuration, addresses, counters, selector,
            new BlockPool(configuration.get(TransportSettings.STREAM_BUFFER)),
            this::newConnection,
            (connection) -> opened.addLast((StreamConnection)connection));
        hot = new HotConnections(connections);
        sweepPeriodNs = configuration.get(TransportSettings.TCP_HALF_OPEN_TIMEOUT) / SWEEPS_PER_TIMEOUT;
        nowNs = clock.nanoTime();
        sweepNs = nowNs;
    }

    /**
     * Open, without listening anywhere but where that is configured.
     *
     * @param configuration how.
     * @param addresses     of the host; has to take addresses of TCP.
     * @param counters      that bytes and connections are counted in.
     * @param clock         for what may take a while.
     * @return the transport.
     * @throws TransportException where the system refuses.
     */
    public static TcpStreams open(
        final TcpConfiguration configuration,
        final AddressTable addresses,
        final Counters counters,
        final NanoClock clock)
    {
        TcpStreams streams = null;
        boolean done = false;
        try
        {
            streams = new TcpStreams(configuration, addresses, counters, clock, Selector.open());
            if (null != configuration.bindAddressOrNull())
            {
                streams.listen(configuration.bindAddressOrNull());
            }
            done = true;
            return streams;
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "cannot open a selector: " + ex, ex);
        }
        finally
        {
            if (!done && null != streams)
            {
                streams.close();
                streams.releaseMemory();
            }
        }
    }

    @Override
    public InetSocketAddress listen(final InetSocketAddress address)
    {
        final ServerSocketChannel server;
        try
        {
            server = TcpTransport.listen(address, selector);
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "cannot open a socket: " + ex, ex);
        }
        servers.add(server);
        watch.watch(server, SelectionKey.OP_ACCEPT);
        return localAddress(server);
    }

    @Override
    public boolean unlisten(final InetSocketAddress address)
    {
        for (final Iterator<ServerSocketChannel> all = servers.iterator(); all.hasNext(); )
        {
            final ServerSocketChannel server = all.next();
            if (address.equals(localAddress(server)))
            {
                watch.forget(server);
                CloseHelper.quietClose(server);
                all.remove();
                return true;
            }
        }
        return false;
    }

    /** {@return where it listens} */
    public List<InetSocketAddress> localAddresses()
    {
        return servers.stream().map(TcpStreams::localAddress).toList();
    }

    @Override
    public int dial(final int addressId)
    {
        if (closed || AddressKind.TCP != PathId.kind(addressId))
        {
            return UNREACHABLE;
        }
        if (0 != addresses.mark(addressId))
        {
            return IN_USE;
        }
        return connections.isRoomToDial() && null != connections.dial(addressId, nowNs) ? DIALLING : LIMIT;
    }

    @Override
    public ByteSink sink(final int addressId)
    {
        return of(addressId);
    }

    @Override
    public void end(final int addressId)
    {
        final StreamConnection connection = of(addressId);
        connection.isEnding = true;
        sendEnd(connection);
    }

    @Override
    public void close(final int addressId)
    {
        final StreamConnection connection = of(addressId);
        leave(connection);
        connections.look(connection, nowNs);
        connection.isEnding = true;
        connection.sinceNs = nowNs;
        if (Connection.DIALLING == connection.state)
        {
            connections.close(connection, AddressCloseReason.UNUSED);
        }
        else
        {
            sendEnd(connection);
        }
    }

    @Override
    public void reset(final int addressId)
    {
        final StreamConnection connection = of(addressId);
        leave(connection);
        if (Connection.CLOSED != connection.state)
        {
            try
            {
                connection.channel.setOption(StandardSocketOptions.SO_LINGER, RESET);
            }
            catch (final IOException ignore)
            {
                // It is gone already.
                counters.increment(SystemCounter.SEND_ERRORS);
            }
            connections.close(connection, AddressCloseReason.UNUSED);
        }
    }

    @Override
    public int poll(final StreamListener listener, final int limit)
    {
        int told = 0;
        boolean selected = false;
        while (told < limit && !closed)
        {
            if (!opened.isEmpty())
            {
                told += tellOpened(opened.pollFirst(), listener);
            }
            else if (!writable.isEmpty())
            {
                told += tellWritable(writable.pollFirst(), listener);
            }
            else if (connections.isAnyReady())
            {
                told += onReady((StreamConnection)connections.pollReady(), listener);
            }
            else if (connections.isAnythingToTell())
            {
                told += connections.tell(listener::onStreamClosed, 1, null);
            }
            else if (selected)
            {
                break;
            }
            else
            {
                final int read = pollHot(listener);
                told += read;
                selected = 0 == read;
                if (selected && hot.isSelectDue())
                {
                    select();
                }
            }
        }
        return told;
    }

    @Override
    public int flush()
    {
        final int written = connections.flush();
        nowNs = clock.nanoTime();
        if (nowNs - sweepNs >= sweepPeriodNs && !closed)
        {
            sweepNs = nowNs;
            connections.sweep(nowNs);
        }
        addresses.nextCycle();
        return written;
    }

    @Override
    public boolean isPending()
    {
        return connections.isAnyReady() || connections.isAnythingToTell() || !opened.isEmpty() || !writable.isEmpty();
    }

    @Override
    public void watch(final ChannelWatch newWatch)
    {
        watch = newWatch;
        connections.watch(newWatch);
        servers.forEach((server) -> watch.watch(server, SelectionKey.OP_ACCEPT));
    }

    /** {@return connections that there are, in any state} */
    public int connections()
    {
        return connections.count();
    }

    @Override
    public void close()
    {
        if (!closed)
        {
            connections.flush();
            closed = true;
            connections.close();
            opened.clear();
            writable.clear();
            servers.forEach(watch::forget);
            servers.forEach(CloseHelper::quietClose);
            servers.clear();
            CloseHelper.quietClose(selector);
        }
    }

    /**
     * Give the memory back, but for the table of addresses: nobody calls this transport any more.
     */
    public void releaseMemory()
    {
        OffHeap.free(readMemory);
    }

    int blocks()
    {
        return connections.blocks();
    }

    private StreamConnection newConnection(
        final int slot,
        final int addressId,
        final boolean accepted,
        final SocketChannel channel,
        final ByteBuffer block)
    {
        return new StreamConnection(this, slot, addressId, accepted, channel, block);
    }

    /** The core knows it no more. */
    private void leave(final StreamConnection connection)
    {
        connection.isLeft = true;
        connections.detach(connection);
    }

    private StreamConnection of(final int addressId)
    {
        return (StreamConnection)connections.of(addressId);
    }

    private static InetSocketAddress localAddress(final ServerSocketChannel server)
    {
        return (InetSocketAddress)server.socket().getLocalSocketAddress();
    }

    void onCommitted(final StreamConnection connection, final int length)
    {
        counters.add(SystemCounter.BYTES_SENT, length);
        connections.writeSoon(connection);
    }

    void onRoom(final StreamConnection connection)
    {
        connection.isRoomDue = true;
        writable.addLast(connection);
    }

    private int tellOpened(final StreamConnection connection, final StreamListener listener)
    {
        if (Connection.OPEN != connection.state || connection.isLeft)
        {
            return 0;
        }
        connection.isTold = true;
        listener.onStreamOpened(connection.addressId, !connection.accepted);
        return 1;
    }

    private int tellWritable(final StreamConnection connection, final StreamListener listener)
    {
        connection.isRoomDue = false;
        if (Connection.OPEN != connection.state || connection.isLeft)
        {
            return 0;
        }
        listener.onStreamWritable(connection.addressId);
        return 1;
    }

    private void select()
    {
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
            servers.forEach(this::accept);
        }
    }

    private int pollHot(final StreamListener listener)
    {
        for (int i = hot.count(); i > 0; i--)
        {
            final StreamConnection connection = hot.next();
            if (null != connection && read(connection, listener) > 0)
            {
                return 1;
            }
        }
        return 0;
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

    private void accept(final ServerSocketChannel server)
    {
        try
        {
            for (int i = 0; i < MAX_ACCEPTS_PER_POLL; i++)
            {
                final SocketChannel channel = server.accept();
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

    /** {@return how often the listener was told something} */
    private int onReady(final StreamConnection connection, final StreamListener listener)
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
        return Connection.OPEN == connection.state && 0 != (ops & SelectionKey.OP_READ) && !connection.isEnded ?
            read(connection, listener) : 0;
    }

    private int read(final StreamConnection connection, final StreamListener listener)
    {
        readView.clear();
        final int length;
        try
        {
            length = connection.channel.read(readView);
        }
        catch (final IOException ex)
        {
            connections.close(connection, AddressCloseReason.REMOTE);
            return 0;
        }
        if (length < 0)
        {
            return onEnd(connection, listener);
        }
        if (0 == length || connection.isLeft)
        {
            connection.idleReads++;
            return 0;
        }
        hot.warm(connection);
        if (!connection.isHot && !readView.hasRemaining())
        {
            // Behind all others that are ready.
            connections.onReady(connection, SelectionKey.OP_READ);
        }
        counters.add(SystemCounter.BYTES_RECEIVED, length);
        listener.onStream(connection.addressId, readMemory, 0, length);
        return 1;
    }

    private int onEnd(final StreamConnection connection, final StreamListener listener)
    {
        connection.isEnded = true;
        hot.waitFor(connection);
        if (connection.isOver())
        {
            connections.close(connection, AddressCloseReason.REMOTE);
            return 0;
        }
        if (connection.isLeft)
        {
            return 0;
        }
        listener.onStreamEnd(connection.addressId);
        return 1;
    }

    private void sendEnd(final StreamConnection connection)
    {
        try
        {
            connection.sendEnd();
            if (Connection.OPEN == connection.state && connection.isOver())
            {
                connections.close(connection, AddressCloseReason.REMOTE);
            }
        }
        catch (final IOException ex)
        {
            connections.close(connection, AddressCloseReason.REMOTE);
        }
    }
}
