package io.hopwire.component.discovery;

import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;

/**
 * What discovery is given.
 *
 * @param publicKey of this node, 32 bytes.
 * @param links     to neighbours.
 * @param messages  to say something to a neighbour.
 * @param table     of contacts; discovery is its one writer.
 * @param addresses of the host.
 * @param timers    of this component.
 * @param entropy   for look-up targets and jitter.
 * @param counters  of the node.
 */
public record DiscoveryServices(
    DirectBuffer publicKey, LinkTable links, MessageBatch messages, RoutingTable table, Addresses addresses,
    Timers timers, EntropySource entropy, Counters counters)
{
}
