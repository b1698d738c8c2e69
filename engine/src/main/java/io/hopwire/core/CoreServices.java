package io.hopwire.core;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Events;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.Requests;

/**
 * What a host lends to a {@link NodeCore}.
 *
 * @param outbox    where datagrams are written.
 * @param requests  where slow work is asked for.
 * @param events    to the application.
 * @param entropy   all randomness.
 * @param addresses of the network.
 * @param counters  of the node.
 * @param memory    that nodes share, or null for a node that has its own.
 */
public record CoreServices(
    Outbox outbox, Requests requests, Events events, EntropySource entropy, Addresses addresses, Counters counters,
    CoreMemory memory)
{
    /**
     * For a node that shares its memory with no other.
     *
     * @param outbox    where datagrams are written.
     * @param requests  where slow work is asked for.
     * @param events    to the application.
     * @param entropy   all randomness.
     * @param addresses of the network.
     * @param counters  of the node.
     */
    public CoreServices(
        final Outbox outbox,
        final Requests requests,
        final Events events,
        final EntropySource entropy,
        final Addresses addresses,
        final Counters counters)
    {
        this(outbox, requests, events, entropy, addresses, counters, null);
    }
}
