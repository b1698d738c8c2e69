package io.hopwire.link;

import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Addresses whose port is their id, and of which each 256 are a network. Counts how often each is retained.
 */
public final class TestAddresses implements Addresses
{
    private static final int CAPACITY = 1 << 16;

    private final int[] retained = new int[CAPACITY];

    @Override
    public int intern(final DirectBuffer buffer, final int offset)
    {
        return (buffer.getByte(offset + 16) & 0xFF) << 8 | buffer.getByte(offset + 17) & 0xFF;
    }

    @Override
    public void copyTo(final int addressId, final MutableDirectBuffer buffer, final int offset)
    {
        buffer.setMemory(offset, LENGTH, (byte)0);
        buffer.putByte(offset, (byte)0x20);
        buffer.putByte(offset + 3, (byte)(addressId >>> 8));
        buffer.putByte(offset + 16, (byte)(addressId >>> 8));
        buffer.putByte(offset + 17, (byte)addressId);
    }

    @Override
    public int kind(final int addressId)
    {
        return AddressKind.UDP;
    }

    @Override
    public int path(final int addressId, final int ttl)
    {
        return addressId;
    }

    @Override
    public void retain(final int addressId)
    {
        retained[addressId]++;
    }

    @Override
    public void release(final int addressId)
    {
        if (--retained[addressId] < 0)
        {
            throw new AssertionError("address " + addressId + " released more often than retained");
        }
    }

    /**
     * How often an address is retained now.
     */
    public int retained(final int addressId)
    {
        return retained[addressId];
    }

    /**
     * How often all addresses are retained now.
     */
    public int retained()
    {
        int sum = 0;
        for (final int count : retained)
        {
            sum += count;
        }
        return sum;
    }
}
