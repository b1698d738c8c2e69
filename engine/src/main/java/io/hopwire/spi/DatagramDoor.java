package io.hopwire.spi;

import org.agrona.MutableDirectBuffer;

/**
 * Whoever waits for datagrams that are no frames of ours: answers of STUN (RFC 8489), NAT-PMP (RFC 6886) and PCP
 * (RFC 6887), which come to the socket that asked, and that is the one of the links.
 * <p>
 * Asked about a datagram whose first header is none of a frame. Its first byte alone does not tell: a STUN response
 * begins with 1, a PCP message with 2, as frames do.
 */
@FunctionalInterface
public interface DatagramDoor
{
    /**
     * A datagram that is no frame.
     *
     * @param addressId from where.
     * @param buffer    holds it, for the time of this call.
     * @param offset    first byte.
     * @param length    bytes, may be 0.
     * @param nowNs     time of the duty cycle.
     * @return false where nobody here waits for it, and it is to be rejected.
     */
    boolean onDatagram(int addressId, MutableDirectBuffer buffer, int offset, int length, long nowNs);
}
