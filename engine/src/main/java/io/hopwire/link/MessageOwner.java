package io.hopwire.link;

import io.hopwire.wire.MsgPackDecoder;
import org.agrona.DirectBuffer;

/**
 * Who a message of some operation is for.
 */
@FunctionalInterface
public interface MessageOwner
{
    /**
     * A message came over a link.
     *
     * @param link     it came by.
     * @param buffer   holds the transmission that it is of.
     * @param toOffset first byte of the address that the message is for.
     * @param payload  of the message, from its first element, in the same buffer.
     * @param nowNs    time of the duty cycle.
     */
    void onMessage(Link link, DirectBuffer buffer, int toOffset, MsgPackDecoder payload, long nowNs);
}
