package io.hopwire;

import org.agrona.DirectBuffer;

/**
 * Receives messages in place: no object and no copy is made for them.
 */
@FunctionalInterface
public interface SessionMessageHandler
{
    /**
     * One message. The buffer is lent for the call only.
     *
     * @param session on which it came; offer on it to answer.
     * @param buffer  holds the message.
     * @param offset  its first byte.
     * @param length  its bytes, 0 or more.
     */
    void onMessage(Session session, DirectBuffer buffer, int offset, int length);
}
