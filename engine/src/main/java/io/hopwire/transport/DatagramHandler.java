package io.hopwire.transport;

import org.agrona.MutableDirectBuffer;

/**
 * Told every datagram that arrived whole from a source that can be answered.
 */
@FunctionalInterface
public interface DatagramHandler
{
    /**
     * A datagram. Its memory is the handler's until it returns: it may decrypt in place.
     *
     * @param addressId source; kept at least until the end of this duty cycle, longer if retained.
     * @param buffer    holds the datagram.
     * @param offset    its first byte.
     * @param length    its bytes, 0 to the MTU.
     */
    void onDatagram(int addressId, MutableDirectBuffer buffer, int offset, int length);
}
