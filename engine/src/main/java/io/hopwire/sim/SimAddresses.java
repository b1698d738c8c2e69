package io.hopwire.sim;

import io.hopwire.spi.Addresses;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;

/**
 * Addresses of a simulated network: the id is the node's number. Each node has an IPv6 network of its own,
 * 2001:(number):: with port 4000, so that quotas per network do not see one crowd in one house.
 */
final class SimAddresses implements Addresses
{
    private static final short PREFIX = 0x2001;
    private static final short PORT = 4000;
    private static final int INDEX_OFFSET = 2;
    private static final int PORT_OFFSET = 16;

    public int intern(final DirectBuffer buffer, final int offset)
    {
        final boolean ours = buffer.getShort(offset, ByteOrder.BIG_ENDIAN) == PREFIX &&
            buffer.getShort(offset + PORT_OFFSET, ByteOrder.BIG_ENDIAN) == PORT;
        final int index = buffer.getInt(offset + INDEX_OFFSET, ByteOrder.BIG_ENDIAN);
        return ours && index >= 0 ? index : NULL_ID;
    }

    public void copyTo(final int addressId, final MutableDirectBuffer buffer, final int offset)
    {
        buffer.setMemory(offset, LENGTH, (byte)0);
        buffer.putShort(offset, PREFIX, ByteOrder.BIG_ENDIAN);
        buffer.putInt(offset + INDEX_OFFSET, addressId, ByteOrder.BIG_ENDIAN);
        buffer.putShort(offset + PORT_OFFSET, PORT, ByteOrder.BIG_ENDIAN);
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
