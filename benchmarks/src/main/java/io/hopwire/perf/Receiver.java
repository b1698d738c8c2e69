package io.hopwire.perf;

import org.agrona.DirectBuffer;

/**
 * Told of each message that arrives at an {@link End}.
 */
@FunctionalInterface
interface Receiver
{
    /**
     * A message arrived.
     *
     * @param buffer holds it, lent for the call.
     * @param offset first byte.
     * @param length bytes.
     */
    void onMessage(DirectBuffer buffer, int offset, int length);
}
