package io.hopwire.transport.tcp;

import io.hopwire.crowd.HalfOpenPeers;
import io.hopwire.spi.AddressCloseReason;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.transport.AddressClosedHandler;
import io.hopwire.transport.AddressTable;
import io.hopwire.transport.ChannelWatch;
import io.hopwire.transport.PathId;
import io.hopwire.transport.TransportSettings;
import org.agrona.CloseHelper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The connections that exist, by the address at their other end: the mark of an address is the slot of its connection,
 * plus one. Here they begin and end; an address is retained from the one until the core was told of the other.
 * <p>
 * Whoever connects shows that he receives where he says he is, and nothing else. So where nobody has made use of a
 * connection yet it is {@link HalfOpenPeers half open}, and gives its place to others: first those on which nothing was
 * said, for what an honest peer has to say comes with the end of TCP's own handshake, or a round trip later if it is
 * lost.
 */
final class Connections implements AutoCloseable
{
    /** A network may have an eighth of the half-open ones in any case. */
    private static final int NETWORKS = 8;
    /** An honest peer makes use of its connection in a tenth of the time that it may last without. */
    private static final int GRACES = 10;
    /** And says something in a hundredth. */
    private static final int SILENT_GRACES = 100;

    private final AddressTable addresses;
    private final Counters counters;
    private final Selector selector;
    private final BlockPool blocks;
    private final Factory factory;
    private final Consumer<Connection> onOpened;
    private final Connection[] slots;
    private final int[] free;
    /** Of those accepted, on which nothing was said, and the others; some of them may be in use by now. */
    private final HalfOpenPeers<Connection> silent;
    private final HalfOpenPeers<Connection> halfOpen;
    private final Predicate<Connection> isUsed = this::isUsed;
    private final int maxAccepted;
    private final int maxHalfOpen;
    private final long halfOpenTimeoutNs;
    /* Rings of Connection without garbage: a deque grows to what there is at the most, and never shrinks. */
    private final ArrayDeque<Connection> ready = new ArrayDeque<>();
    private final ArrayDeque<Connection> dirty = new ArrayDeque<>();
    private final ArrayDeque<Connection> toTell = new ArrayDeque<>();
    private ChannelWatch watch = ChannelWatch.NONE;
    private int freeCount;
    private int accepted;
    private int dialling;

    /** Makes connections. */
    interface Factory
    {
        Connection newConnection(
            int slot, int addressId, boolean accepted, SocketChannel channel, ByteBuffer block);
    }

    /** Of connections that carry frames. */
    Connections(
        final TcpConfiguration configuration,
        final AddressTable addresses,
        final Counters counters,
        final Selector selector)
    {
        this(configuration, addresses, counters, selector,
            new BlockPool(configuration.get(NodeSettings.MTU) + configuration.bufferLength()),
            (slot, addressId, accepted, channel, block) ->
                new Connection(slot, addressId, accepted, channel, block, configuration.get(NodeSettings.MTU)),
            (connection) -> {});
    }

    Connections(
        final TcpConfiguration configuration,
        final AddressTable addresses,
        final Counters counters,
        final Selector selector,
        final BlockPool blocks,
        final Factory factory,
        final Consumer<Connection> onOpened)
    {
        this.addresses = addresses;
        this.counters = counters;
        this.selector = selector;
        this.blocks = blocks;
        this.factory = factory;
        this.onOpened = onOpened;
        maxAccepted = configuration.maxAccepted();
        maxHalfOpen = configuration.get(TransportSettings.TCP_MAX_HALF_OPEN);
        halfOpenTimeoutNs = configuration.get(TransportSettings.TCP_HALF_OPEN_TIMEOUT);
        final int perNetwork = Math.max(1, maxHalfOpen / NETWORKS);
        silent = new HalfOpenPeers<>(perNetwork, halfOpenTimeoutNs / SILENT_GRACES, addresses, addresses.hosts());
        halfOpen = new HalfOpenPeers<>(perNetwork, halfOpenTimeoutNs / GRACES, addresses, addresses.hosts());
        slots = new Connection[configuration.get(TransportSettings.TCP_MAX_CONNECTIONS)];
        free = new int[slots.length];
        while (freeCount < free.length)
        {
            free[freeCount] = free.length - 1 - freeCount;
            freeCount++;
        }
    }

    /**
     * The connection of an address.
     *
     * @return it, in any state, or null where there is none.
     */
    Connection of(final int addressId)
    {
        final int mark = addresses.mark(addressId);
        return 0 == mark ? null : slots[mark - 1];
    }

    int count()
    {
        return slots.length - freeCount;
    }

    /**
     * Blocks of memory that are not given back to the system.
     */
    int blocks()
    {
        return blocks.allocated();
    }

    /**
     * Open a connection. Where that fails at once the connection is closed, and told of like any other.
     *
     * @return it, or null where there are too many, or where nobody listens at such an address.
     */
    Connection dial(final int addressId, final long nowNs)
    {
        if (AddressKind.TCP != PathId.kind(addressId) || !isRoomToDial())
        {
            return null;
        }
        SocketChannel channel = null;
        try
        {
            channel = SocketChannel.open();
            final Connection connection = add(addressId, false, channel, nowNs);
            connect(connection);
            counters.increment(SystemCounter.CONNECTIONS_DIALLED);
            return connection;
        }
        catch (final IOException ex)
        {
            // No descriptor is left: as good as lost on the way.
            CloseHelper.quietClose(channel);
            return null;
        }
    }

    /**
     * Take a connection that a peer opened, be it in the place of another one; or close it where there are too many.
     */
    void accept(final SocketChannel channel, final long nowNs)
    {
        final int addressId = 0 == freeCount ? Addresses.NULL_ID : intern(channel);
        if (Addresses.NULL_ID == addressId || 0 != addresses.mark(addressId) || !makeRoom(addressId, nowNs))
        {
            counters.increment(SystemCounter.CONNECTIONS_REFUSED);
            CloseHelper.quietClose(channel);
            return;
        }
        try
        {
            final Connection connection = add(addressId, true, channel, nowNs);
            accepted++;
            counters.increment(SystemCounter.CONNECTIONS_ACCEPTED);
            opened(connection, nowNs);
            look(connection, nowNs);
        }
        catch (final IOException ex)
        {
            // It was closed before it began.
            counters.increment(SystemCounter.CONNECTIONS_REFUSED);
            CloseHelper.quietClose(channel);
        }
    }

    /**
     * The selector found a connection ready for something.
     */
    void onReady(final Connection connection, final int ops)
    {
        if (0 == connection.readyOps)
        {
            ready.addLast(connection);
        }
        connection.readyOps |= ops;
    }

    /**
     * Have a host that waits learn of all connections, of those that there are now too.
     */
    void watch(final ChannelWatch newWatch)
    {
        watch = newWatch;
        for (final Connection connection : slots)
        {
            if (null != connection && Connection.CLOSED != connection.state)
            {
                watch.watch(connection.channel, connection.key.interestOps());
            }
        }
    }

    /**
     * Has one ended of which the core is to be told?
     */
    boolean isAnythingToTell()
    {
        return !toTell.isEmpty();
    }

    boolean isAnyReady()
    {
        return !ready.isEmpty();
    }

    /**
     * One that is ready; {@link Connection#readyOps} is for the caller to reset.
     */
    Connection pollReady()
    {
        return ready.pollFirst();
    }

    void finishDialling(final Connection connection, final long nowNs)
    {
        try
        {
            if (connection.channel.finishConnect())
            {
                dialling--;
                opened(connection, nowNs);
                writeSoon(connection);
            }
        }
        catch (final IOException ex)
        {
            close(connection, AddressCloseReason.REFUSED);
        }
    }

    /**
     * Write at the next {@link #flush()}, unless it waits for the kernel or for the other end.
     */
    void writeSoon(final Connection connection)
    {
        if (!connection.dirty && Connection.OPEN == connection.state && connection.isAnythingWaiting())
        {
            connection.dirty = true;
            dirty.addLast(connection);
        }
    }

    /**
     * The kernel has room again for one that waited.
     */
    void onWritable(final Connection connection)
    {
        waitFor(connection, SelectionKey.OP_READ);
        connection.dirty = false;
        writeSoon(connection);
    }

    /** {@return connections that were written to} */
    int flush()
    {
        int written = 0;
        Connection connection = dirty.pollFirst();
        while (null != connection)
        {
            if (Connection.OPEN == connection.state)
            {
                written++;
                write(connection);
            }
            connection = dirty.pollFirst();
        }
        return written;
    }

    /**
     * End a connection. The core is told by {@link #tell}.
     */
    void close(final Connection connection, final int reason)
    {
        assert Connection.CLOSED != connection.state;
        dialling -= Connection.DIALLING == connection.state ? 1 : 0;
        accepted -= connection.accepted ? 1 : 0;
        others(connection).remove(connection);
        connection.state = Connection.CLOSED;
        connection.reason = reason;
        watch.forget(connection.channel);
        CloseHelper.quietClose(connection.channel);
        counters.increment(SystemCounter.CONNECTIONS_CLOSED);
        toTell.addLast(connection);
    }

    /**
     * Tell of those that ended.
     *
     * @param handler told.
     * @param limit   most to tell of.
     * @param not     one that is not to be told of yet, or null.
     * @return how many.
     */
    int tell(final AddressClosedHandler handler, final int limit, final Connection not)
    {
        int told = 0;
        while (told < limit && !toTell.isEmpty() && toTell.peekFirst() != not)
        {
            final Connection connection = toTell.pollFirst();
            // Before anybody is told, so that what is sent there from within opens a new one.
            free(connection);
            try
            {
                if (!connection.isSilent())
                {
                    told++;
                    handler.onAddressClosed(connection.addressId, connection.reason);
                }
            }
            finally
            {
                // Who is told may still write to its memory, for nothing.
                blocks.give(connection.giveBlock());
                addresses.release(connection.addressId);
            }
        }
        return told;
    }

    /**
     * End those that take too long to come up, or that nobody uses: beside us only a link, a handshake or a contact of
     * the user's retains an address.
     */
    void sweep(final long nowNs)
    {
        for (int i = 0; i < slots.length; i++)
        {
            final Connection connection = slots[i];
            if (null == connection || Connection.CLOSED == connection.state)
            {
                continue;
            }
            final boolean isDialling = Connection.DIALLING == connection.state;
            look(connection, nowNs);
            if (!isDialling && isUsed(connection))
            {
                connection.sinceNs = nowNs;
            }
            else if (nowNs - connection.sinceNs >= halfOpenTimeoutNs)
            {
                close(connection, isDialling ? AddressCloseReason.TIMEOUT : AddressCloseReason.UNUSED);
            }
        }
    }

    @Override
    public void close()
    {
        for (int i = 0; i < slots.length; i++)
        {
            final Connection connection = slots[i];
            if (null != connection)
            {
                if (Connection.CLOSED != connection.state)
                {
                    close(connection, AddressCloseReason.UNUSED);
                }
                free(connection);
                blocks.give(connection.giveBlock());
                addresses.release(connection.addressId);
            }
        }
        ready.clear();
        dirty.clear();
        toTell.clear();
        blocks.close();
    }

    boolean isRoomToDial()
    {
        return freeCount > 0 && dialling < maxHalfOpen;
    }

    /** For one more that a peer opened, if need be in the place of one that nobody uses. */
    private boolean makeRoom(final int addressId, final long nowNs)
    {
        if (isRoomForAccepted())
        {
            return true;
        }
        // At the most as many as may be half open, each of which leaves them once; and only where all places are taken.
        silent.removeIf(isUsed);
        halfOpen.removeIf(isUsed);
        final Connection least = isRoomForAccepted() ? null : leastPromising(addressId, nowNs);
        if (null != least)
        {
            counters.increment(SystemCounter.CONNECTIONS_DISPLACED);
            close(least, AddressCloseReason.UNUSED);
        }
        return isRoomForAccepted();
    }

    private boolean isRoomForAccepted()
    {
        return accepted < maxAccepted && silent.size() + halfOpen.size() < maxHalfOpen;
    }

    private Connection leastPromising(final int addressId, final long nowNs)
    {
        final Connection least = silent.leastPromising(addressId, nowNs);
        return null == least ? halfOpen.leastPromising(addressId, nowNs) : least;
    }

    /** Its peer has said something, for the first time. */
    void spoke(final Connection connection, final long nowNs)
    {
        silent.remove(connection);
        connection.hasSpoken = true;
        look(connection, nowNs);
    }

    /** Those that it is one of while it is half open. */
    private HalfOpenPeers<Connection> others(final Connection connection)
    {
        return connection.hasSpoken ? halfOpen : silent;
    }

    /** It was accepted, or is left, or time has gone by: is it half open? */
    void look(final Connection connection, final long nowNs)
    {
        if (isUsed(connection))
        {
            others(connection).remove(connection);
        }
        else if (connection.accepted && Connection.OPEN == connection.state && !connection.isCounted())
        {
            others(connection).add(connection, true, nowNs);
        }
    }

    private boolean isUsed(final Connection connection)
    {
        return connection.isKept() || addresses.retains(connection.addressId) > 1;
    }

    private int intern(final SocketChannel channel)
    {
        int addressId = Addresses.NULL_ID;
        try
        {
            final InetSocketAddress remote = (InetSocketAddress)channel.getRemoteAddress();
            addressId = null == remote ? Addresses.NULL_ID : addresses.intern(AddressKind.TCP_ACCEPTED, remote);
        }
        catch (final IOException ignore)
        {
            // It was closed before it was looked at.
            return Addresses.NULL_ID;
        }
        if (Addresses.NULL_ID == addressId)
        {
            counters.reject(RejectCode.ADDRESS_LIMIT);
        }
        return addressId;
    }

    private Connection add(
        final int addressId, final boolean isAccepted, final SocketChannel channel, final long nowNs)
        throws IOException
    {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        final SelectionKey key = channel.register(selector, 0);
        final int slot = free[--freeCount];
        final Connection connection = factory.newConnection(slot, addressId, isAccepted, channel, blocks.take());
        key.attach(connection);
        connection.key = key;
        connection.sinceNs = nowNs;
        slots[slot] = connection;
        addresses.retain(addressId);
        addresses.mark(addressId, slot + 1);
        counters.set(SystemCounter.CONNECTIONS_OPEN, count());
        return connection;
    }

    private void connect(final Connection connection)
    {
        connection.state = Connection.DIALLING;
        dialling++;
        try
        {
            final boolean isOpen = connection.channel.connect(addresses.socketAddress(connection.addressId));
            if (isOpen)
            {
                dialling--;
                opened(connection, connection.sinceNs);
            }
            else
            {
                waitFor(connection, SelectionKey.OP_CONNECT);
            }
        }
        catch (final IOException | UnsupportedAddressTypeException | UnresolvedAddressException ex)
        {
            close(connection, AddressCloseReason.REFUSED);
        }
    }

    private void opened(final Connection connection, final long nowNs)
    {
        connection.state = Connection.OPEN;
        connection.sinceNs = nowNs;
        waitFor(connection, SelectionKey.OP_READ);
        onOpened.accept(connection);
    }

    /** For the selector that says what is ready, and for the host that waits. */
    void waitFor(final Connection connection, final int operations)
    {
        connection.key.interestOps(connection.interest(operations));
        watch.watch(connection.channel, connection.watched(operations));
    }

    private void write(final Connection connection)
    {
        try
        {
            connection.write();
            // One that waits for the kernel stays marked, and comes back when the selector says so.
            connection.dirty = connection.isAnythingWaiting();
            if (connection.dirty)
            {
                waitFor(connection, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
            connection.onWritten();
            if (connection.isOver())
            {
                close(connection, AddressCloseReason.REMOTE);
            }
        }
        catch (final IOException ex)
        {
            close(connection, AddressCloseReason.REMOTE);
        }
    }

    /** Its address may have another connection from now on. */
    void detach(final Connection connection)
    {
        if (of(connection.addressId) == connection)
        {
            addresses.mark(connection.addressId, 0);
        }
    }

    private void free(final Connection connection)
    {
        detach(connection);
        slots[connection.slot] = null;
        free[freeCount++] = connection.slot;
        counters.set(SystemCounter.CONNECTIONS_OPEN, count());
    }
}
