package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The host's table of network addresses. Protocol code knows an address as an int; where it must say one on the wire,
 * it is {@link #LENGTH} bytes: 16 of IPv6 (IPv4 as ::ffff:a.b.c.d) and the port, big endian.
 * <pre>
 *    0                                     16        18
 *   +--------------------------------------+---------+
 *   |  IPv6, or ::ffff:IPv4                |  port   |
 *   +--------------------------------------+---------+
 * </pre>
 * An id is only kept for as long as somebody retains it: the source of a stranger's datagram may be recycled after the
 * duty cycle that saw it.
 */
public interface Addresses
{
    /**
     * Bytes of an address in canonical form.
     */
    int LENGTH = 18;

    /**
     * No such address, or no room for it.
     */
    int NULL_ID = -1;

    /**
     * Find or add an address. Does not retain it.
     *
     * @param buffer holds the canonical form.
     * @param offset first byte.
     * @return its id, or {@link #NULL_ID} where the table is full or the address can not be sent to.
     */
    int intern(DirectBuffer buffer, int offset);

    /**
     * Write the canonical form of an address.
     *
     * @param addressId which.
     * @param buffer    destination.
     * @param offset    first byte; {@link #LENGTH} bytes are written.
     */
    void copyTo(int addressId, MutableDirectBuffer buffer, int offset);

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
