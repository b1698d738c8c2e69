package io.hopwire.sim;

import io.hopwire.sim.nat.SimAddress;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;

/**
 * Addresses of a simulated network: the id is a {@link SimAddress}. Each host, node or NAT, has an IPv6 network of its
 * own, 2001:(host):: with port 4000 + slot, so that quotas per network do not see one crowd in one house.
 */
final class SimAddresses implements Addresses
{
    private final SimSockets sockets;

    private static final short PREFIX = 0x2001;
    private static final int PORT = 4000;
    private static final int HOST_OFFSET = 2;

    /**
     * Of a node.
     *
     * @param sockets whose kinds of addresses it knows.
     */
    SimAddresses(final SimSockets sockets)
    {
        this.sockets = sockets;
    }

    public int intern(final DirectBuffer buffer, final int offset)
    {
        final int host = buffer.getInt(offset + HOST_OFFSET, ByteOrder.BIG_ENDIAN);
        final int slot = (buffer.getShort(offset + PORT_OFFSET, ByteOrder.BIG_ENDIAN) & 0xFFFF) - PORT;
        final int kind = buffer.getByte(offset + KIND_OFFSET);
        if (buffer.getShort(offset, ByteOrder.BIG_ENDIAN) != PREFIX || kind < 0 || !sockets.speaks(kind))
        {
            return NULL_ID;
        }
        if (AddressKind.TCP == kind)
        {
            return 0 == slot && host >= 0 && host < SimAddress.MAX_NATS ? SimAddress.ofTcp(host, 0) : NULL_ID;
        }
        final boolean ours = slot >= 0 && slot <= SimAddress.MAX_SLOT && host >= 0 && host < 2 * SimAddress.MAX_NODES;
        return ours ? SimAddress.of(host, slot) : NULL_ID;
    }

    public void copyTo(final int addressId, final MutableDirectBuffer buffer, final int offset)
    {
        buffer.setMemory(offset, LENGTH, (byte)0);
        buffer.putShort(offset, PREFIX, ByteOrder.BIG_ENDIAN);
        final boolean isTcp = SimAddress.isTcp(addressId);
        final int host = isTcp ? SimAddress.tcpNode(addressId) : SimAddress.host(addressId);
        buffer.putInt(offset + HOST_OFFSET, host, ByteOrder.BIG_ENDIAN);
        buffer.putByte(offset + KIND_OFFSET, (byte)kind(addressId));
        buffer.putShort(offset + PORT_OFFSET, (short)(PORT + SimAddress.slot(addressId)), ByteOrder.BIG_ENDIAN);
    }

    public int kind(final int addressId)
    {
        return !SimAddress.isTcp(addressId) ? AddressKind.UDP :
            0 == SimAddress.slot(addressId) ? AddressKind.TCP : AddressKind.TCP_ACCEPTED;
    }

    public int path(final int addressId, final int ttl)
    {
        return addressId;
    }

    public void retain(final int addressId)
    {
        // a number needs no keeping
    }

    public void release(final int addressId)
    {
        // a number needs no keeping
    }
}
