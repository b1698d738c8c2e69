package io.hopwire.spi;

import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * Hashes of hosts and networks, under a key of ours. A host is an IPv4 address or a /64 of IPv6, all of which one host
 * may have; a network is a /24 of IPv4 or a /48 of IPv6. Not thread-safe, without state but for the key.
 */
public final class HostHash
{
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private static final int IPV4_NETWORK_SHIFT = 8;
    private static final int IPV6_NETWORK_SHIFT = 16;

    private final long key;

    /**
     * Hashes under a key.
     *
     * @param key secret.
     */
    public HostHash(final long key)
    {
        this.key = key;
    }

    /**
     * Whose machine it is.
     *
     * @param address holds an address in canonical form.
     * @param offset  its first byte.
     * @return the same for all addresses and ports of one host.
     */
    public long host(final DirectBuffer address, final int offset)
    {
        final long high = address.getLong(offset, ByteOrder.BIG_ENDIAN);
        return mix(high, 0 == high ? address.getLong(offset + Long.BYTES, ByteOrder.BIG_ENDIAN) : 0);
    }

    /**
     * Which network it is in.
     *
     * @param address holds an address in canonical form.
     * @param offset  its first byte.
     * @return the same for all hosts of one network.
     */
    public long network(final DirectBuffer address, final int offset)
    {
        final long high = address.getLong(offset, ByteOrder.BIG_ENDIAN);
        return ~mix(
            high >>> IPV6_NETWORK_SHIFT,
            0 == high ? address.getLong(offset + Long.BYTES, ByteOrder.BIG_ENDIAN) >>> IPV4_NETWORK_SHIFT : 0);
    }

    /**
     * Whoever speaks for himself: a host; on this one, where there may be many, also by his port.
     *
     * @param address holds an address in canonical form.
     * @param offset  its first byte.
     * @return the same for all that one may say.
     */
    public long speaker(final DirectBuffer address, final int offset)
    {
        final boolean isHere = AddressScope.LOOPBACK == AddressScope.of(address, offset);
        return isHere ? mix(host(address, offset), address.getShort(offset + Addresses.PORT_OFFSET)) :
            host(address, offset);
    }

    /**
     * Those who share in what a network may have: a network, or where the address is one that only this host or its own
     * site can have, a speaker.
     *
     * @param address holds an address in canonical form.
     * @param offset  its first byte.
     * @return the same for all of them.
     */
    public long sharer(final DirectBuffer address, final int offset)
    {
        return NetworkPrefix.EXEMPT == NetworkPrefix.of(address, offset) ?
            speaker(address, offset) : network(address, offset);
    }

    private long mix(final long first, final long second)
    {
        return mix(mix(key ^ first) ^ second);
    }

    private static long mix(final long value)
    {
        final long mixed = (value ^ value >>> 32) * MULTIPLIER;
        return mixed ^ mixed >>> 29;
    }
}
