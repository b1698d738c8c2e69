package io.hopwire.link;

import io.hopwire.wire.MsgPackDecoder;
import org.agrona.DirectBuffer;

/**
 * Who an ACK or a NACK of some operation is for.
 */
@FunctionalInterface
public interface AnswerOwner
{
    /**
     * An answer came over a link.
     *
     * @param link    it came by.
     * @param isAck   true for ACK, false for NACK.
     * @param payload of the message, behind its first element, the operation that is answered.
     * @param fields  of the payload's array, that element included.
     * @param buffer  that the payload lies in.
     * @param nowNs   time of the duty cycle.
     */
    void onAnswer(Link link, boolean isAck, MsgPackDecoder payload, int fields, DirectBuffer buffer, long nowNs);
}
