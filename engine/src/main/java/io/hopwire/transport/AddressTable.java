package io.hopwire.transport;

import io.hopwire.spi.AddressKind;
import io.hopwire.spi.AddressScope;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import io.hopwire.spi.OffHeap;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.net.InetAddress;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/**
 * The addresses that the sockets of one node speak to, as ints that {@link PathId} draws; a cache line each, off-heap:
 * <pre>
 *    0          8          16       20       24        28       32                      60       64
 *   +----------+----------+--------+--------+---------+--------+-----------------------+--------+
 *   | high 64  | low 64   | local, | mark   | retains | cycle  | sockaddr for the      | free   |
 *   | bits of IPv6        | kind,  |        |         |        | kernel, prebuilt      |        |
 *   |                     | port   |        |         |        |                       |        |
 *   +----------+----------+--------+--------+---------+--------+-----------------------+--------+
 * </pre>
 * A link-local address holds its interface, as {@link AddressScope} draws it: what comes in on another interface is
 * another address, so nothing that a stranger there sends changes where a peer is spoken to.
 * Likewise which of our own addresses a datagram came to, where {@link LocalDatagramIo} can tell, is a part of where it
 * came from: what is sent there leaves from that address. In the canonical form it is not, so whoever is dialled is
 * spoken to from the address that the kernel chooses, local number 0, until it has answered.
 * <p>
 * The mark is a number that the transport of that kind of address keeps for itself.
 * <p>
 * An index by open addressing finds them, hashed under a random key so that nobody can choose addresses that collide.
 * Memory is fixed: where there is no room left, the address that went unseen for longest among those nobody retains
 * gives way, so a flood of forged sources recycles itself and nothing else. What was seen in the current duty cycle
 * stays until {@link #nextCycle()}.
 * <p>
 * Interning takes constant time and allocates nothing, except for addresses given as {@link InetSocketAddress}. Only
 * unicast addresses with a port are taken: 0.0.0.0/8, ::, multicast and 240.0.0.0/4 are not, nor is IPv6 on a socket
 * that speaks IPv4 only, nor a link-local address of IPv6 without its interface. Not thread-safe.
 */
public final class AddressTable implements Addresses, AutoCloseable
{
    /**
     * Most addresses that one table can hold.
     */
    public static final int MAX_CAPACITY = 1 << 24;

    /**
     * Datagrams that go one by one to an address before the kernel is asked again whether it cuts for that address.
     */
    static final int FIRST_SINGLES = 1 << 10;

    /**
     * Most of them: each refusal in a row doubles the number up to this.
     */
    static final int MAX_SINGLES = 1 << 20;

    /**
     * Greatest number of an address of our own; 0 is that of whichever the kernel chooses.
     */
    static final int MAX_LOCAL = 63;

    private static final int ENTRY_LENGTH = 64;
    private static final int HIGH_OFFSET = 0;
    private static final int LOW_OFFSET = 8;
    private static final int PORT = 16;
    private static final int MARK_OFFSET = 20;
    private static final int RETAINS_OFFSET = 24;
    private static final int CYCLE_OFFSET = 28;
    private static final int SOCKADDR_OFFSET = 32;
    private static final int MAX_PORT = 0xFFFF;
    private static final int KIND_MASK = 0xFF;
    private static final int LOCAL_SHIFT = 24;
    /* The mark of an address of UDP: doublings in the high bits, singles that are left in the low ones. */
    private static final int SINGLES_BITS = 24;
    private static final int SINGLES_MASK = (1 << SINGLES_BITS) - 1;
    private static final int MAX_DOUBLINGS = Integer.numberOfTrailingZeros(MAX_SINGLES / FIRST_SINGLES);

    private final int capacity;
    private final boolean ipv6;
    private final SockaddrFormat format;
    private final int sockaddrLength;
    private final UnsafeBuffer entries;
    private final InetSocketAddress[] sockets;
    private final AddressIndex index;
    private final HostHash hosts;
    /* Addresses nobody retains, least recently seen first: a ring through the extra element at [capacity]. */
    private final int[] older;
    private final int[] newer;
    private int size;
    private int cycle;
    private int latest;
    private int kinds = 1 << AddressKind.UDP;

    /**
     * An empty table.
     *
     * @param capacity most addresses at a time, 1 to {@link #MAX_CAPACITY}.
     * @param ipv6     true for a socket of the IPv6 family, false for one that speaks IPv4 only.
     * @param key0     half of the random key of the hash.
     * @param key1     the other half.
     */
    public AddressTable(final int capacity, final boolean ipv6, final long key0, final long key1)
    {
        this(capacity, ipv6, null, key0, key1);
    }

    AddressTable(
        final int capacity, final boolean ipv6, final SockaddrFormat format, final long key0, final long key1)
    {
        if (capacity < 1 || capacity > MAX_CAPACITY)
        {
            throw new TransportException(TransportException.Reason.CONFIGURATION,
                "capacity of the address table must be 1 to " + MAX_CAPACITY + ": " + capacity);
        }
        this.capacity = capacity;
        this.ipv6 = ipv6;
        this.format = format;
        sockaddrLength = null == format ? 0 : format.length();
        entries = OffHeap.allocate(capacity * ENTRY_LENGTH);
        sockets = new InetSocketAddress[capacity];
        index = new AddressIndex(capacity, key0, key1);
        // Of both halves, so that it tells neither.
        hosts = new HostHash(key0 ^ Long.rotateLeft(key1, Integer.SIZE));
        older = new int[capacity + 1];
        newer = new int[capacity + 1];
        older[capacity] = capacity;
        newer[capacity] = capacity;
    }

    /** {@return what hosts and networks of its addresses are known by} */
    public HostHash hosts()
    {
        return hosts;
    }

    /**
     * Say which kinds of address there are sockets for. The others are refused when they are interned.
     *
     * @param value one bit for each of {@link AddressKind}; of UDP only, where this is not called.
     * @return this.
     */
    public AddressTable kinds(final int value)
    {
        kinds = value;
        return this;
    }

    /**
     * Give the memory back: no socket uses the table any more, nor does anybody else.
     */
    @Override
    public void close()
    {
        OffHeap.free(entries);
    }

    /**
     * Most addresses at a time.
     *
     * @return most addresses at a time.
     */
    public int capacity()
    {
        return capacity;
    }

    /**
     * Addresses in the table, retained or not. Never shrinks: room is recycled, not given back.
     *
     * @return addresses in the table.
     */
    public int size()
    {
        return size;
    }

    /**
     * End the duty cycle: what was seen until now and is not retained may be recycled from now on.
     */
    public void nextCycle()
    {
        cycle++;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int intern(final DirectBuffer buffer, final int offset)
    {
        final int kind = buffer.getByte(offset + KIND_OFFSET);
        return AddressKind.isDialable(kind) ? intern(
            buffer.getLong(offset, ByteOrder.BIG_ENDIAN),
            buffer.getLong(offset + 8, ByteOrder.BIG_ENDIAN),
            kindAndPort(kind, buffer.getShort(offset + PORT_OFFSET, ByteOrder.BIG_ENDIAN) & MAX_PORT)) : NULL_ID;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int kind(final int addressId)
    {
        return PathId.kind(addressId);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int path(final int addressId, final int ttl)
    {
        return AddressKind.UDP == PathId.kind(addressId) ? PathId.withTtl(addressId, ttl) : addressId;
    }

    /**
     * Find or add an address of UDP. Does not retain it. May allocate.
     *
     * @param address resolved address.
     * @return its id, or {@link #NULL_ID} where the table is full or the address can not be sent to.
     */
    public int intern(final InetSocketAddress address)
    {
        return intern(AddressKind.UDP, address);
    }

    /**
     * Find or add an address. Does not retain it. May allocate.
     *
     * @param kind    one of {@link AddressKind}.
     * @param address resolved address.
     * @return its id, or {@link #NULL_ID} where the table is full or the address can not be sent to.
     */
    public int intern(final int kind, final InetSocketAddress address)
    {
        return intern(kindAndPort(kind, address.getPort()), address.getAddress());
    }

    /**
     * Find or add the source of a datagram of UDP. Does not retain it. May allocate.
     *
     * @param address source.
     * @param local   number of the address of ours that it came to.
     * @return its id, or {@link #NULL_ID} where the table is full or the address can not be sent to.
     */
    int internSource(final InetSocketAddress address, final int local)
    {
        return intern(local << LOCAL_SHIFT | kindAndPort(AddressKind.UDP, address.getPort()), address.getAddress());
    }

    private int intern(final int port, final InetAddress host)
    {
        if (null == host)
        {
            return NULL_ID;
        }
        final UnsafeBuffer bytes = new UnsafeBuffer(host.getAddress());
        if (4 == bytes.capacity())
        {
            final long ipv4 = bytes.getInt(0, ByteOrder.BIG_ENDIAN) & 0xFFFF_FFFFL;
            return intern(0, SockaddrFormat.IPV4_MAPPED | ipv4, port);
        }
        final long high = scoped(bytes.getLong(0, ByteOrder.BIG_ENDIAN), ((Inet6Address)host).getScopeId());
        return intern(high, bytes.getLong(8, ByteOrder.BIG_ENDIAN), port);
    }

    int internSockaddr(final DirectBuffer buffer, final int offset, final int local)
    {
        assert local >= 0 && local <= MAX_LOCAL;
        return format.accepts(buffer, offset) ?
            intern(
                scoped(format.high(buffer, offset), format.scope(buffer, offset)),
                format.low(buffer, offset),
                local << LOCAL_SHIFT | format.port(buffer, offset)) :
            NULL_ID;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void copyTo(final int addressId, final MutableDirectBuffer buffer, final int offset)
    {
        final int entry = entry(addressId);
        buffer.putLong(offset, entries.getLong(entry + HIGH_OFFSET), ByteOrder.BIG_ENDIAN);
        buffer.putLong(offset + 8, entries.getLong(entry + LOW_OFFSET), ByteOrder.BIG_ENDIAN);
        buffer.putShort(offset + PORT_OFFSET, (short)entries.getInt(entry + PORT), ByteOrder.BIG_ENDIAN);
        buffer.putByte(offset + KIND_OFFSET, (byte)(entries.getInt(entry + PORT) >>> Short.SIZE));
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void retain(final int addressId)
    {
        final int entry = entry(addressId);
        final int retains = entries.getInt(entry + RETAINS_OFFSET);
        entries.putInt(entry + RETAINS_OFFSET, retains + 1);
        if (0 == retains)
        {
            unlink(PathId.slot(addressId));
        }
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void release(final int addressId)
    {
        final int entry = entry(addressId);
        final int retains = entries.getInt(entry + RETAINS_OFFSET);
        if (retains <= 0)
        {
            throw new IllegalStateException("address " + addressId + " is not retained");
        }
        entries.putInt(entry + RETAINS_OFFSET, retains - 1);
        if (1 == retains)
        {
            entries.putInt(entry + CYCLE_OFFSET, cycle);
            append(PathId.slot(addressId));
        }
    }

    /**
     * How often an address is retained.
     *
     * @param addressId which.
     * @return retained so many times more than released.
     */
    public int retains(final int addressId)
    {
        return entries.getInt(entry(addressId) + RETAINS_OFFSET);
    }

    /**
     * An address as the public API of Java knows it. Allocates the first time.
     *
     * @param addressId which.
     * @return the address, the same object as long as the id is kept.
     */
    public InetSocketAddress socketAddress(final int addressId)
    {
        final int slot = PathId.slot(addressId);
        InetSocketAddress address = sockets[slot];
        if (null == address)
        {
            final int entry = entry(addressId);
            address = AddressText.toSocketAddress(
                entries.getLong(entry + HIGH_OFFSET),
                entries.getLong(entry + LOW_OFFSET),
                entries.getInt(entry + PORT) & MAX_PORT);
            sockets[slot] = address;
        }
        return address;
    }

    long sockaddrAddress(final int addressId)
    {
        return entries.addressOffset() + entry(addressId) + SOCKADDR_OFFSET;
    }

    /**
     * What the transport of this kind of address noted of it.
     *
     * @param addressId which.
     * @return 0 where nothing was noted since the address was added.
     */
    public int mark(final int addressId)
    {
        return entries.getInt(entry(addressId) + MARK_OFFSET);
    }

    /**
     * For the transport of this kind of address, to note something of it until it is recycled.
     *
     * @param addressId which.
     * @param value     any number.
     */
    public void mark(final int addressId, final int value)
    {
        entries.putInt(entry(addressId) + MARK_OFFSET, value);
    }

    /**
     * Which of our addresses an address of UDP is spoken to from.
     *
     * @return 0 where the kernel chooses.
     */
    int local(final int addressId)
    {
        return entries.getInt(entry(addressId) + PORT) >>> LOCAL_SHIFT;
    }

    boolean isIpv6()
    {
        return ipv6;
    }

    /**
     * On the way to this address of UDP each datagram needs a call of its own for now: the kernel refused to cut.
     */
    boolean isSingle(final int addressId)
    {
        return 0 != (mark(addressId) & SINGLES_MASK);
    }

    /**
     * The kernel refused to cut for this address: singles, twice as many as after the refusal before.
     */
    void setSingle(final int addressId)
    {
        final int doublings = mark(addressId) >>> SINGLES_BITS;
        final int singles = Math.min(MAX_SINGLES, FIRST_SINGLES << doublings);
        mark(addressId, Math.min(MAX_DOUBLINGS, doublings + 1) << SINGLES_BITS | singles);
    }

    /**
     * One of those singles left.
     */
    void countSingle(final int addressId)
    {
        assert isSingle(addressId) : "none left to count";
        mark(addressId, mark(addressId) - 1);
    }

    /**
     * The kernel cut for this address.
     */
    void clearSingle(final int addressId)
    {
        if (0 != mark(addressId))
        {
            mark(addressId, 0);
        }
    }

    int sockaddrLength()
    {
        return sockaddrLength;
    }

    private static int kindAndPort(final int kind, final int port)
    {
        return kind << Short.SIZE | port;
    }

    private static int id(final int kindAndPort, final int slot)
    {
        return PathId.of(kindAndPort >>> Short.SIZE & KIND_MASK, slot);
    }

    private static long scoped(final long high, final int interfaceIndex)
    {
        return AddressScope.isLinkLocal(high) ? AddressScope.withInterface(high, interfaceIndex) : high;
    }

    private int intern(final long high, final long low, final int port)
    {
        // Mostly it is who was heard last, and found without a hash.
        if (latest >= size || !holds(latest, high, low, port))
        {
            final int hash = index.hash(high, low, port);
            int slot = index.home(hash);
            int id = index.id(slot);
            while (NULL_ID != id && !holds(id, high, low, port))
            {
                slot = index.next(slot);
                id = index.id(slot);
            }
            if (NULL_ID == id)
            {
                return canBeSentTo(high, low, port) ? add(hash, high, low, port) : NULL_ID;
            }
            latest = id;
        }
        seen(latest, latest * ENTRY_LENGTH);
        return id(port, latest);
    }

    private boolean canBeSentTo(final long high, final long low, final int port)
    {
        return 0 != (kinds & 1 << (port >>> Short.SIZE & KIND_MASK)) &&
            SockaddrFormat.canBeSentTo(high, low, port & MAX_PORT, ipv6);
    }

    private boolean holds(final int id, final long high, final long low, final int port)
    {
        final int entry = id * ENTRY_LENGTH;
        return entries.getLong(entry + LOW_OFFSET) == low &&
            entries.getInt(entry + PORT) == port &&
            entries.getLong(entry + HIGH_OFFSET) == high;
    }

    private void seen(final int id, final int entry)
    {
        if (0 == entries.getInt(entry + RETAINS_OFFSET))
        {
            entries.putInt(entry + CYCLE_OFFSET, cycle);
            unlink(id);
            append(id);
        }
    }

    private int add(final int hash, final long high, final long low, final int port)
    {
        final int id = size < capacity ? size++ : recycle();
        if (NULL_ID != id)
        {
            final int entry = id * ENTRY_LENGTH;
            entries.putInt(entry + RETAINS_OFFSET, 0);
            entries.putInt(entry + CYCLE_OFFSET, cycle);
            entries.putInt(entry + MARK_OFFSET, 0);
            write(id, high, low, port);
            append(id);
            index.insert(hash, id);
            return id(port, id);
        }
        return NULL_ID;
    }

    private void write(final int id, final long high, final long low, final int port)
    {
        final int entry = id * ENTRY_LENGTH;
        entries.putLong(entry + HIGH_OFFSET, high);
        entries.putLong(entry + LOW_OFFSET, low);
        entries.putInt(entry + PORT, port);
        if (null != format)
        {
            format.encode(
                entries,
                entry + SOCKADDR_OFFSET,
                AddressScope.withoutInterface(high),
                low,
                port & MAX_PORT,
                AddressScope.interfaceOf(high));
        }
        sockets[id] = null;
    }

    private int recycle()
    {
        final int oldest = newer[capacity];
        if (oldest == capacity || entries.getInt(oldest * ENTRY_LENGTH + CYCLE_OFFSET) == cycle)
        {
            return NULL_ID;
        }
        assert 0 == entries.getInt(oldest * ENTRY_LENGTH + RETAINS_OFFSET) : "who is retained stays";
        unlink(oldest);
        index.remove(oldest);
        return oldest;
    }

    private void append(final int id)
    {
        final int last = older[capacity];
        older[id] = last;
        newer[id] = capacity;
        newer[last] = id;
        older[capacity] = id;
    }

    private void unlink(final int id)
    {
        assert newer[older[id]] == id && older[newer[id]] == id : "who is not retained is in the ring";
        newer[older[id]] = newer[id];
        older[newer[id]] = older[id];
    }

    private int entry(final int addressId)
    {
        final int slot = PathId.slot(addressId);
        if (addressId < 0 || slot >= size)
        {
            throw new IllegalArgumentException("no such address: " + addressId);
        }
        assert PathId.kind(addressId) == (entries.getInt(slot * ENTRY_LENGTH + PORT) >>> Short.SIZE & KIND_MASK) :
            "address " + addressId + " was recycled for one of another kind";
        return slot * ENTRY_LENGTH;
    }
}
