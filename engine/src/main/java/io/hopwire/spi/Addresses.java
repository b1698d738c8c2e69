package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The host's table of network addresses. Protocol code knows an address as an int. Its canonical form is
 * {@link #LENGTH} bytes: 16 of IPv6 (IPv4 as ::ffff:a.b.c.d; a link-local address with its interface, as
 * {@link AddressScope} draws it), the port, big endian, and one of {@link AddressKind}.
 * <pre>
 *    0                                     16        18     19
 *   +--------------------------------------+---------+------+
 *   |  IPv6, or ::ffff:IPv4                |  port   | kind |
 *   +--------------------------------------+---------+------+
 * </pre>
 * An id is only kept for as long as somebody retains it: the source of a stranger's datagram may be recycled after the
 * duty cycle that saw it.
 */
public interface Addresses
{
    /**
     * Bytes of an address in canonical form.
     */
    int LENGTH = 19;

    /**
     * Bytes of the IP address that the canonical form begins with.
     */
    int IP_LENGTH = 16;

    /**
     * Offset of the port in the canonical form, 2 bytes, big endian.
     */
    int PORT_OFFSET = 16;

    /**
     * Offset of the kind in the canonical form, 1 byte.
     */
    int KIND_OFFSET = 18;

    /**
     * No such address, or no room for it.
     */
    int NULL_ID = -1;

    /**
     * Most hops that a path can be limited to.
     */
    int MAX_SHORT_TTL = 15;

    /**
     * Find or add an address. Does not retain it.
     *
     * @param buffer holds the canonical form.
     * @param offset first byte.
     * @return its id, or {@link #NULL_ID} where the table is full or the address can not be sent to from here, be it
     * for its kind or for what it says.
     */
    int intern(DirectBuffer buffer, int offset);

    /**
     * How an address is spoken to.
     *
     * @param addressId which.
     * @return one of {@link AddressKind}.
     */
    int kind(int addressId);

    /**
     * The way to an address on which routers count down from fewer hops than usual. What it carries can open a door in
     * the NAT in front of us and die before the one in front of the peer.
     *
     * @param addressId which.
     * @param ttl       hops, 1 to {@link #MAX_SHORT_TTL}; 0 for the system's default.
     * @return path id for {@link Outbox#commit(int, int)}, good as long as the address id is; the address id itself
     * where the host can not limit the hops of this kind of address.
     */
    int path(int addressId, int ttl);

    /**
     * Write the canonical form of an address.
     *
     * @param addressId which.
     * @param buffer    destination.
     * @param offset    first byte; {@link #LENGTH} bytes are written.
     */
    void copyTo(int addressId, MutableDirectBuffer buffer, int offset);

    /**
     * Whether two addresses are the same, both in canonical form.
     *
     * @param a       holds one.
     * @param aOffset its first byte.
     * @param b       holds the other.
     * @param bOffset its first byte.
     * @return true only where IP, port and kind are.
     */
    static boolean areSame(final DirectBuffer a, final int aOffset, final DirectBuffer b, final int bOffset)
    {
        int same = 0;
        while (same < LENGTH && a.getByte(aOffset + same) == b.getByte(bOffset + same))
        {
            same++;
        }
        return LENGTH == same;
    }

    /**
     * Keep an id until it is released as often.
     *
     * @param addressId which.
     */
    void retain(int addressId);

    /**
     * Undo one {@link #retain(int)}.
     *
     * @param addressId which.
     */
    void release(int addressId);
}
