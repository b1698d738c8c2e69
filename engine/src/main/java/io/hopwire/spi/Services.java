package io.hopwire.spi;

/**
 * What a node lends to each of its parts: the one set of sinks and sources, so that a part has what it may need without
 * a parameter for each. Nothing of it knows a clock; time comes with every input.
 * <p>
 * The host makes it and keeps what is behind it; the core adds the timers. Not thread-safe: used by the thread that
 * runs the core.
 *
 * @param outbox    where datagrams are written.
 * @param requests  where slow work is asked for.
 * @param results   who gets what comes of it.
 * @param events    to the application.
 * @param entropy   all randomness.
 * @param addresses of the network.
 * @param counters  of the node.
 * @param timers    where a part gets timers of its own; null until the core has added them.
 * @param streams   connections of bytes; null where the host has none.
 */
public record Services(
    Outbox outbox, Requests requests, ResultOwners results, Events events, EntropySource entropy, Addresses addresses,
    Counters counters, Timers.Registry timers, Streams streams)
{
    /**
     * What a host lends.
     *
     * @param outbox    where datagrams are written.
     * @param requests  where slow work is asked for.
     * @param events    to the application.
     * @param entropy   all randomness.
     * @param addresses of the network.
     * @param counters  of the node.
     */
    public Services(
        final Outbox outbox,
        final Requests requests,
        final Events events,
        final EntropySource entropy,
        final Addresses addresses,
        final Counters counters)
    {
        this(outbox, requests, new ResultOwners(), events, entropy, addresses, counters, null, null);
    }

    /**
     * The same, with timers.
     *
     * @param registry of the core.
     * @return what parts are given.
     */
    public Services with(final Timers.Registry registry)
    {
        return new Services(outbox, requests, results, events, entropy, addresses, counters, registry, streams);
    }

    /**
     * The same, with connections of bytes.
     *
     * @param connections of the host.
     * @return what a core that writes bytes is given.
     */
    public Services with(final Streams connections)
    {
        return new Services(
            outbox, requests, results, events, entropy, addresses, counters, timers, connections);
    }
}
