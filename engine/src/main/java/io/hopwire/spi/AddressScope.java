package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;

/**
 * How far an address reaches, and which interface a link-local one belongs to (RFC 4007). The same link-local address
 * may be another node on each interface, so the interface is a part of the address: its index lies in bits that are
 * zero in every such address, and so no comparison, hash or copy can forget it.
 * <pre>
 *    0      2      4                8                          16
 *   +------+------+----------------+---------------------------+
 *   | fe80 |  0   |  index of the  |  id of the peer's         |
 *   |      |      |  interface     |  interface                |
 *   +------+------+----------------+---------------------------+
 * </pre>
 * The index means something on this host only: {@link #copyOut} takes it away from what leaves the host, and
 * {@link #copyNamed} adds it to what comes in.
 * <p>
 * Addresses are in canonical form, as {@link Addresses} draws it. Thread-safe, without state.
 */
public final class AddressScope
{
    /** Anywhere, or anywhere in a site: nobody can tell from the address. */
    public static final int GLOBAL = 0;
    /** On the same network, of one interface: 169.254/16 (RFC 3927), fe80::/10 (RFC 4291). */
    public static final int LINK_LOCAL = 1;
    /** On the same host: 127/8, ::1. */
    public static final int LOOPBACK = 2;
    /** Nowhere: 0/8, ::. */
    public static final int UNSPECIFIED = 3;

    private static final int LINK_LOCAL_BITS = 10;
    private static final int LINK_LOCAL_PREFIX = 0xFE80 >>> Short.SIZE - LINK_LOCAL_BITS;
    private static final long MAPPED = 0xFFFF;
    private static final long NOWHERE = -1;
    private static final long INTERFACE_MASK = 0xFFFF_FFFFL;

    private AddressScope()
    {
    }

    /**
     * How far an address reaches.
     *
     * @param buffer holds the address.
     * @param offset its first byte.
     * @return one of the constants.
     */
    public static int of(final DirectBuffer buffer, final int offset)
    {
        final long high = high(buffer, offset);
        final long low = low(buffer, offset);
        if (0 != high)
        {
            return isLinkLocal(high) ? LINK_LOCAL : GLOBAL;
        }
        return MAPPED == low >>> Integer.SIZE ? ofIpv4((int)low) :
            1 == low ? LOOPBACK : 0 == low ? UNSPECIFIED : GLOBAL;
    }

    /**
     * Whether somebody who is spoken to at one address may be expected to reach another: where that is link-local or
     * loopback, only who is so near himself.
     *
     * @param named       holds the address in question.
     * @param namedOffset its first byte.
     * @param near        holds the address of the one who names it, or who is told of it.
     * @param nearOffset  its first byte.
     * @return false where the address means nothing to him, or to us from him.
     */
    public static boolean isShared(
        final DirectBuffer named, final int namedOffset, final DirectBuffer near, final int nearOffset)
    {
        final int scope = of(named, namedOffset);
        if (GLOBAL == scope || UNSPECIFIED == scope || scope != of(near, nearOffset))
        {
            return GLOBAL == scope;
        }
        return interfaceOf(high(named, namedOffset)) == interfaceOf(high(near, nearOffset));
    }

    /**
     * Copy the 16 bytes of an address that a peer has named. Where that is link-local, the interface that the peer
     * itself is spoken to at is meant.
     *
     * @param named        holds what the peer sent.
     * @param namedOffset  its first byte.
     * @param near         holds the peer's own address.
     * @param nearOffset   its first byte.
     * @param buffer       destination.
     * @param bufferOffset its first byte.
     */
    public static void copyNamed(
        final DirectBuffer named,
        final int namedOffset,
        final DirectBuffer near,
        final int nearOffset,
        final MutableDirectBuffer buffer,
        final int bufferOffset)
    {
        copyOut(named, namedOffset, buffer, bufferOffset);
        final long high = high(buffer, bufferOffset);
        if (isLinkLocal(high))
        {
            final int index = interfaceOf(high(near, nearOffset));
            buffer.putLong(bufferOffset, withInterface(high, index), ByteOrder.BIG_ENDIAN);
        }
    }

    /**
     * Copy the 16 bytes of an address as they leave this host, without its interface.
     *
     * @param address       holds the address.
     * @param addressOffset its first byte.
     * @param buffer        destination.
     * @param bufferOffset  its first byte.
     */
    public static void copyOut(
        final DirectBuffer address, final int addressOffset, final MutableDirectBuffer buffer, final int bufferOffset)
    {
        buffer.putLong(bufferOffset, withoutInterface(high(address, addressOffset)), ByteOrder.BIG_ENDIAN);
        buffer.putLong(bufferOffset + Long.BYTES, low(address, addressOffset), ByteOrder.BIG_ENDIAN);
    }

    /**
     * Whether that is an IPv6 address of one interface only.
     *
     * @param high first 8 bytes of the address.
     * @return true for fe80::/10.
     */
    public static boolean isLinkLocal(final long high)
    {
        return LINK_LOCAL_PREFIX == high >>> Long.SIZE - LINK_LOCAL_BITS;
    }

    /**
     * Add the interface to a link-local address, as it is on the wire.
     *
     * @param high  first 8 bytes of a link-local address.
     * @param index of the interface, 0 where it is not known.
     * @return first 8 bytes of the canonical form; those of an address that nothing is sent to, ffff:…, where bits are
     * used that every such address has zero.
     */
    public static long withInterface(final long high, final int index)
    {
        final boolean isFree = 0 == high << LINK_LOCAL_BITS;
        return isFree ? high | index & INTERFACE_MASK : NOWHERE;
    }

    /**
     * Index of the interface of a link-local address.
     *
     * @param high first 8 bytes of the canonical form.
     * @return index, or 0 where it is not known or the address is of another kind.
     */
    public static int interfaceOf(final long high)
    {
        return isLinkLocal(high) ? (int)high : 0;
    }

    /**
     * An address as it is on the wire.
     *
     * @param high first 8 bytes of the canonical form.
     * @return the same without the interface.
     */
    public static long withoutInterface(final long high)
    {
        return isLinkLocal(high) ? high & ~INTERFACE_MASK : high;
    }

    private static int ofIpv4(final int ip)
    {
        return 127 == ip >>> 24 ? LOOPBACK :
            0xA9FE == ip >>> 16 ? LINK_LOCAL :
            0 == ip >>> 24 ? UNSPECIFIED : GLOBAL;
    }

    private static long high(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset, ByteOrder.BIG_ENDIAN);
    }

    private static long low(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + Long.BYTES, ByteOrder.BIG_ENDIAN);
    }
}
