package io.hopwire.spi;

import org.agrona.MutableDirectBuffer;

/**
 * Where the core writes datagrams. The memory is lent by the host: a slot is claimed, filled in place and committed, so
 * a datagram is written once. At most one claim is open at a time.
 * <p>
 * The host reserves {@link Limits#MAX_DATAGRAMS_PER_INPUT} slots before it hands the core an input, so within that
 * bound a claim succeeds. Beyond it a claim may answer {@link #BACK_PRESSURED}; the caller counts
 * {@link SystemCounter#OUTBOX_FULL} and treats the datagram as lost on the network, which every protocol here survives.
 * <p>
 * Not thread-safe: used by the thread that runs the core.
 */
public interface Outbox
{
    /**
     * No slot is free.
     */
    int BACK_PRESSURED = -1;

    /**
     * Claim a slot.
     *
     * @param maxLength most bytes that will be written, at most the network's MTU.
     * @return the offset in {@link #buffer()} at which the datagram begins, or {@link #BACK_PRESSURED}.
     */
    int tryClaim(int maxLength);

    /**
     * The memory that holds the claimed slot. Only valid between a claim and its commit or abort.
     *
     * @return the memory of the claimed slot.
     */
    MutableDirectBuffer buffer();

    /**
     * Send the claimed slot at the end of this duty cycle.
     *
     * @param pathId to whom and how: an address id, which means the usual way there, or what
     *               {@link Addresses#path(int, int)} answers.
     * @param length bytes written from the claimed offset.
     */
    void commit(int pathId, int length);

    /**
     * Give the claimed slot back unsent.
     */
    void abort();
}
