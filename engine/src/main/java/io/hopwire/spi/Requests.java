package io.hopwire.spi;

import org.agrona.MutableDirectBuffer;

/**
 * Where the core writes slow work (key agreement) that must never run on the duty cycle. The host executes it, at once
 * or on another thread, and the result comes back as an input of a later duty cycle. Same discipline as {@link Outbox}.
 */
public interface Requests
{
    /**
     * The queue of slow work is full.
     */
    int BACK_PRESSURED = -1;

    /**
     * Claim room for one request.
     *
     * @param length bytes of the request, exactly.
     * @return the offset in {@link #buffer()} or {@link #BACK_PRESSURED}.
     */
    int tryClaim(int length);

    /** {@return the memory that holds the claim} */
    MutableDirectBuffer buffer();

    /**
     * Hand the claimed request over.
     */
    void commit();

    /**
     * Give the claim back.
     */
    void abort();

    /**
     * Requests handed over and not yet answered: the load that decides when cookies are demanded.
     *
     * @return requests in flight.
     */
    int inFlight();
}
