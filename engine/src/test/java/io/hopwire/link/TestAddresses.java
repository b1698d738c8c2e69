package io.hopwire.link;

import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2LongHashMap;

import java.nio.ByteOrder;

/**
 * Addresses whose port is their id, and of which each 256 are a network where nothing else is said. Counts how often
 * each is retained.
 */
public final class TestAddresses implements Addresses
{
    private static final int CAPACITY = 1 << 16;

    private static final long HOST = 0x2000_0000_0000_0000L;

    private final int[] retained = new int[CAPACITY];
    /** Where those are that are not where they usually are; no host is 0. */
    private final Long2LongHashMap hosts = new Long2LongHashMap(0);

    /**
     * An address is somewhere else.
     *
     * @param network its /48, from 0 on.
     * @param host    its /64 there.
     */
    public void place(final int addressId, final int network, final int host)
    {
        hosts.put(addressId, HOST | (long)network << Short.SIZE | host);
    }

    @Override
    public int intern(final DirectBuffer buffer, final int offset)
    {
        return (buffer.getByte(offset + 16) & 0xFF) << 8 | buffer.getByte(offset + 17) & 0xFF;
    }

    @Override
    public void copyTo(final int addressId, final MutableDirectBuffer buffer, final int offset)
    {
        buffer.setMemory(offset, LENGTH, (byte)0);
        final long usual = HOST | (addressId >>> Byte.SIZE & 0xFFL) << Integer.SIZE;
        buffer.putLong(offset, hosts.getOrDefault((long)addressId, usual), ByteOrder.BIG_ENDIAN);
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
