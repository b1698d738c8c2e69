package io.hopwire.transport;

import java.io.IOException;

/**
 * One way to make the kernel's two calls. The memory to receive into and to send from is given at construction.
 */
interface DatagramIo
{
    /**
     * The kernel has nothing for us, or no room.
     */
    int UNAVAILABLE = -2;

    /**
     * Read a datagram into the receiving slot.
     *
     * @return its bytes, cut at the slot's length, or {@link #UNAVAILABLE}.
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
     * Send bytes of the sending slab.
     *
     * @param addressId to whom.
     * @param offset    first byte in the slab.
     * @param length    how many.
     * @return bytes sent or {@link #UNAVAILABLE}.
     * @throws IOException where this datagram can not be sent; others can.
     */
    int send(int addressId, int offset, int length) throws IOException;
}
