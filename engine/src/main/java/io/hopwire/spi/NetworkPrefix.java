package io.hopwire.spi;

import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * The network that an address belongs to, as far as quotas are concerned: /24 of IPv4, /48 of IPv6.
 */
public final class NetworkPrefix
{
    /**
     * No network: the address is one that only this host or its own site can have.
     */
    public static final long EXEMPT = 0;

    private static final long IPV4_MAPPED = 0x0000_FFFFL;
    private static final long IPV4_MARK = 1L << 48;
    private static final long IPV6_MARK = 1L << 49;

    private NetworkPrefix()
    {
    }

    /**
     * Network of an address, below 2^50.
     *
     * @param buffer holds the address in canonical form.
     * @param offset its first byte.
     * @return network, or {@link #EXEMPT}.
     */
    public static long of(final DirectBuffer buffer, final int offset)
    {
        final long high = buffer.getLong(offset, ByteOrder.BIG_ENDIAN);
        final long low = buffer.getLong(offset + Long.BYTES, ByteOrder.BIG_ENDIAN);
        if (0 == high && IPV4_MAPPED == low >>> 32)
        {
            final int ip = (int)low;
            return isSiteIpv4(ip) ? EXEMPT : IPV4_MARK | (ip >>> 8);
        }
        return isSiteIpv6(high, low) ? EXEMPT : IPV6_MARK | (high >>> 16);
    }

    /** Loopback 127/8; private 10/8, 172.16/12, 192.168/16 (RFC 1918); link-local 169.254/16 (RFC 3927). */
    private static boolean isSiteIpv4(final int ip)
    {
        return 127 == ip >>> 24 || 10 == ip >>> 24 || 0xAC1 == ip >>> 20 || 0xC0A8 == ip >>> 16 || 0xA9FE == ip >>> 16;
    }

    /** Loopback ::1; unique local fc00::/7 (RFC 4193); link-local fe80::/10 (RFC 4291). */
    private static boolean isSiteIpv6(final long high, final long low)
    {
        return (0 == high && 1 == low) || 0x7E == high >>> 57 || 0x3FA == high >>> 54;
    }
}
