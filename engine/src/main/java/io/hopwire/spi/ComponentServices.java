package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What a {@link Component} is lent. Messages of one component to the same neighbour that are sent within one duty cycle
 * share a frame, a tag and a datagram as long as they fit; nothing waits for more to come, all leaves at the end of the
 * duty cycle.
 * <p>
 * Not thread-safe: used by the thread that runs the core, from within the component's methods or, in mode
 * {@code INVOKER}, between two duty cycles.
 */
public interface ComponentServices
{
    /** No room in the outbox: try again after the next duty cycle. */
    int BACK_PRESSURED = -1;
    /** The link is down. */
    int NOT_CONNECTED = -2;
    /** Longer than {@link #maxMessageLength(Peer)}. */
    int TOO_LONG = -3;
    /** The link's key is used up; a new one is being agreed on: try again. */
    int KEY_EXHAUSTED = -4;

    /**
     * Claim room for a message, to be written in place. {@link #commit()} or {@link #abort()} must follow at once.
     *
     * @param peer   to whom.
     * @param length bytes of the message, exactly.
     * @return offset in {@link #buffer()}, or a negative code.
     */
    int tryClaim(Peer peer, int length);

    /** {@return the memory of the claim, valid between claim and commit} */
    MutableDirectBuffer buffer();

    /**
     * Send the claimed message at the end of this duty cycle.
     */
    void commit();

    /**
     * Give the claim back.
     */
    void abort();

    /**
     * Send a copy of a message.
     *
     * @param peer   to whom.
     * @param buffer holds the message.
     * @param offset first byte.
     * @param length bytes.
     * @return 0, or a negative code.
     */
    int offer(Peer peer, DirectBuffer buffer, int offset, int length);

    /**
     * Longest message that one datagram to that neighbour carries. It may change with every input, for what the path
     * carries is found by probing. A link begins with what every path carries; one round trip later it mostly has more.
     *
     * @param peer to whom.
     * @return bytes.
     */
    int maxMessageLength(Peer peer);

    /**
     * Timers of this component, numbered by itself from 0.
     *
     * @return the timers, always the same.
     */
    Timers timers();

    /**
     * Random bytes.
     *
     * @return the source, always the same.
     */
    EntropySource entropy();
}
