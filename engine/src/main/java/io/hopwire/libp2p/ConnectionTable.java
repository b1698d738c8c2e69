package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The connections of a host, from the first word on: by address, and by the number that the worker knows them by; how
 * many there are of each sort, their deadlines, and which of them have something to write.
 */
final class ConnectionTable implements Timers.Handler
{
    private static final int FIRST_LENGTH = 16;
    private static final int IP4_OFFSET = 12;
    /** What an address of IPv4 begins with in canonical form. */
    private static final byte[] IP4_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    private static final int PORT_MASK = 0xFFFF;
    private static final int MAX_ROUNDS = 4;

    private final HostContext host;
    private final Timers timers;
    private final Int2ObjectHashMap<NetConnection> byAddress = new Int2ObjectHashMap<>();
    private final UnsafeBuffer canonical = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private NetConnection[] slots = new NetConnection[FIRST_LENGTH];
    private int[] generations = new int[FIRST_LENGTH];
    private int[] freeSlots = new int[FIRST_LENGTH];
    private int freeCount;
    private int slotsEnd;
    private int inbound;
    private int open;
    private int inboundOpen;
    private NetConnection dirty;

    ConnectionTable(final HostContext host)
    {
        this.host = host;
        timers = host.timers.register(this);
    }

    /**
     * We want to dial one more, for which a connection of a peer that has not said who it is makes room.
     *
     * @return false where as many are there as may be.
     */
    boolean makeRoomToDial()
    {
        if (size() - inbound - (open - inboundOpen) >= host.limits.transientConnections)
        {
            return false;
        }
        final NetConnection oldest = size() < host.limits.connections ? null : host.networks.oldestHalfOpen();
        if (null != oldest)
        {
            oldest.end(HostFault.DISPLACED);
        }
        return size() < host.limits.connections;
    }

    /**
     * Somebody has opened a connection to us. Where as many are there as may be another one makes room, of which it is
     * not known either who is there; those that carry streams make room only for who has said who he is.
     *
     * @return why it is not wanted, or null.
     */
    HostFault refusal(final int addressId, final Multiaddr address)
    {
        if (host.networks.isFull(addressId))
        {
            return HostFault.NETWORK_LIMIT;
        }
        final boolean isFull = size() >= host.limits.connections ||
            inbound - inboundOpen >= host.limits.transientConnections;
        final NetConnection least = isFull ? host.networks.leastPromising(addressId, host.nowNs) : null;
        if (isFull && null == least || 0 == host.limits.inboundConnections)
        {
            return HostFault.CONNECTION_LIMIT;
        }
        if (!host.gater.mayAccept(address))
        {
            return HostFault.GATED;
        }
        if (isFull)
        {
            least.end(HostFault.DISPLACED);
        }
        return null;
    }

    /** {@return whether a connection is one of those that may carry streams without another one making room for it} */
    boolean isRoomToOpen(final NetConnection connection, final NetConnection surplusOrNull)
    {
        return connection.isDialled() || inboundOpen < host.limits.inboundConnections ||
            null != surplusOrNull && !surplusOrNull.isDialled();
    }

    NetConnection add(final int addressId, final boolean isDialled, final Multiaddr address)
    {
        final int slot = takeSlot();
        final long handle = (long)generations[slot] << Integer.SIZE | slot;
        final NetConnection connection = new NetConnection(host, addressId, isDialled, address, handle);
        host.networks.add(connection, host.nowNs);
        slots[slot] = connection;
        byAddress.put(addressId, connection);
        inbound += isDialled ? 0 : 1;
        connection.schedule(host.nowNs + host.limits.upgradeNs);
        return connection;
    }

    /** Those that were dialled before the first input have not waited yet. */
    void onFirstTime()
    {
        for (int slot = 0; slot < slotsEnd; slot++)
        {
            if (null != slots[slot])
            {
                slots[slot].schedule(host.nowNs + host.limits.upgradeNs);
            }
        }
    }

    void remove(final NetConnection connection, final NetConnection.Stage was)
    {
        timers.cancel(connection.slot);
        slots[connection.slot] = null;
        generations[connection.slot] = generations[connection.slot] + 1 & Integer.MAX_VALUE;
        freeSlots[freeCount++] = connection.slot;
        byAddress.remove(connection.addressId);
        inbound -= connection.isDialled() ? 0 : 1;
        host.networks.remove(connection, NetConnection.Stage.OPEN == was);
        if (NetConnection.Stage.OPEN == was)
        {
            open--;
            inboundOpen -= connection.isDialled() ? 0 : 1;
            host.counters.set(SystemCounter.LIBP2P_CONNECTIONS_OPEN, open);
        }
    }

    void onOpen(final NetConnection connection)
    {
        open++;
        inboundOpen += connection.isDialled() ? 0 : 1;
        host.networks.onOpen(connection, host.nowNs);
        host.counters.set(SystemCounter.LIBP2P_CONNECTIONS_OPEN, open);
        host.counters.increment(SystemCounter.LIBP2P_CONNECTIONS_UPGRADED);
    }

    /** {@return the connection, or null} */
    NetConnection byAddress(final int addressId)
    {
        return byAddress.get(addressId);
    }

    /** {@return the connection, or null where it is gone} */
    NetConnection byHandle(final long handle)
    {
        final int slot = (int)handle;
        final NetConnection connection = slot >= 0 && slot < slotsEnd ? slots[slot] : null;
        return null != connection && connection.handle == handle ? connection : null;
    }

    /** For walking over all: null where a slot is free. */
    NetConnection bySlot(final int slot)
    {
        return slots[slot];
    }

    int slotsEnd()
    {
        return slotsEnd;
    }

    int size()
    {
        return byAddress.size();
    }

    int open()
    {
        return open;
    }

    /** {@return the same, counted one by one} */
    int countOpen()
    {
        int count = 0;
        for (int slot = 0; slot < slotsEnd; slot++)
        {
            count += null != slots[slot] && NetConnection.Stage.OPEN == slots[slot].stage ? 1 : 0;
        }
        return count;
    }

    /** {@return those that peers opened and that carry streams} */
    int inboundOpen()
    {
        return inboundOpen;
    }

    /** {@return those that peers opened and of which it is not known yet who is there} */
    int inboundHalfOpen()
    {
        return inbound - inboundOpen;
    }

    void schedule(final int slot, final long deadlineNs)
    {
        timers.schedule(slot, deadlineNs);
    }

    @Override
    public void onTimer(final int slot, final long nowNs)
    {
        slots[slot].onTimer(nowNs);
    }

    void touch(final NetConnection connection)
    {
        if (!connection.isDirty)
        {
            connection.isDirty = true;
            connection.nextDirty = dirty;
            dirty = connection;
        }
    }

    /**
     * Handlers may touch others meanwhile, and those again others.
     *
     * @return whether somebody was touched to the end.
     */
    boolean flush(final long nowNs)
    {
        for (int round = 0; null != dirty && round < MAX_ROUNDS; round++)
        {
            NetConnection connection = dirty;
            dirty = null;
            while (null != connection)
            {
                final NetConnection next = connection.nextDirty;
                // Stays marked until it is done, for what is written meanwhile is flushed with it.
                connection.flush(nowNs);
                connection.nextDirty = null;
                connection.isDirty = false;
                connection = next;
            }
        }
        return null != dirty;
    }

    /** {@return an address of TCP} */
    Multiaddr address(final int addressId)
    {
        host.services.addresses().copyTo(addressId, canonical, 0);
        boolean isIp4 = true;
        for (int i = 0; i < IP4_PREFIX.length; i++)
        {
            isIp4 &= IP4_PREFIX[i] == canonical.getByte(i);
        }
        final int offset = isIp4 ? IP4_OFFSET : 0;
        final byte[] ip = new byte[Addresses.IP_LENGTH - offset];
        canonical.getBytes(offset, ip);
        return Multiaddr.tcp(ip, canonical.getShort(Addresses.PORT_OFFSET, ByteOrder.BIG_ENDIAN) & PORT_MASK);
    }

    /** {@return id of an address of IP and TCP, or {@link Addresses#NULL_ID}} */
    int intern(final Multiaddr address, final int kind)
    {
        final byte[] ip = address.value(0);
        canonical.setMemory(0, Addresses.LENGTH, (byte)0);
        if (Addresses.IP_LENGTH - IP4_OFFSET == ip.length)
        {
            canonical.putBytes(0, IP4_PREFIX);
        }
        canonical.putBytes(Addresses.IP_LENGTH - ip.length, ip);
        canonical.putShort(Addresses.PORT_OFFSET, (short)address.tcpPort(), ByteOrder.BIG_ENDIAN);
        canonical.putByte(Addresses.KIND_OFFSET, (byte)kind);
        return host.services.addresses().intern(canonical, 0);
    }

    private int takeSlot()
    {
        if (freeCount > 0)
        {
            return freeSlots[--freeCount];
        }
        if (slotsEnd == slots.length)
        {
            slots = Arrays.copyOf(slots, 2 * slotsEnd);
            generations = Arrays.copyOf(generations, 2 * slotsEnd);
            freeSlots = Arrays.copyOf(freeSlots, 2 * slotsEnd);
        }
        return slotsEnd++;
    }
}
