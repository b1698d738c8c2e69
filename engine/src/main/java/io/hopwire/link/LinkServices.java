package io.hopwire.link;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Timers;

/**
 * What the host lends to a {@link LinkTable}.
 *
 * @param outbox    where datagrams are written.
 * @param requests  where key agreement is asked for.
 * @param timers    of this table alone: it owns the timer ids from 0 on.
 * @param entropy   for indexes, secrets and jitter.
 * @param addresses of the network.
 * @param counters  of the node.
 * @param memory    that several tables share, or null for a table that has its own.
 */
public record LinkServices(
    Outbox outbox, Requests requests, Timers timers, EntropySource entropy, Addresses addresses, Counters counters,
    LinkMemory memory)
{
    /**
     * For a table that shares its memory with no other.
     *
     * @param outbox    where datagrams are written.
     * @param requests  where key agreement is asked for.
     * @param timers    of this table alone: it owns the timer ids from 0 on.
     * @param entropy   for indexes, secrets and jitter.
     * @param addresses of the network.
     * @param counters  of the node.
     */
    public LinkServices(
        final Outbox outbox,
        final Requests requests,
        final Timers timers,
        final EntropySource entropy,
        final Addresses addresses,
        final Counters counters)
    {
        this(outbox, requests, timers, entropy, addresses, counters, null);
    }
}
