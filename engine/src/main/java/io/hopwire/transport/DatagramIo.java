package io.hopwire.transport;

import java.io.IOException;

/**
 * One way to make the kernel's calls. The memory to receive into and to send from is given at construction.
 */
interface DatagramIo
{
    /**
     * The kernel has nothing for us, or no room.
     */
    int UNAVAILABLE = -2;

    /**
     * Read a datagram, or several that the kernel coalesced, into the receiving slot.
     *
     * @return bytes, cut at the slot's length, or {@link #UNAVAILABLE}.
     * @throws IOException where the socket is broken.
     */
    int receive() throws IOException;

    /**
     * Intern the source of what {@link #receive()} read last.
     *
     * @return address id or {@link io.hopwire.spi.Addresses#NULL_ID}.
     */
    int internSource();

    /**
     * Send bytes of the sending slab: all of them or none.
     *
     * @param addressId to whom.
     * @param offset    first byte in the slab.
     * @param length    how many.
     * @return bytes sent or {@link #UNAVAILABLE}.
     * @throws IOException where this can not be sent; other datagrams can.
     */
    int send(int addressId, int offset, int length) throws IOException;

    /**
     * Have all that is sent from now on cut into datagrams. Only asked of a way that can.
     *
     * @param length bytes of each datagram but the last, 0 for what is sent to be one datagram.
     * @throws IOException where the socket is broken.
     */
    void segmentLength(int length) throws IOException;

    /**
     * Limit the hops of what is sent from now on to addresses without a socket of their own. Where the system has no
     * such option, nothing changes.
     *
     * @param hops 1 to {@link io.hopwire.spi.Addresses#MAX_SHORT_TTL}, 0 for the system's default.
     * @throws IOException where the socket is broken.
     */
    void ttl(int hops) throws IOException;
}
