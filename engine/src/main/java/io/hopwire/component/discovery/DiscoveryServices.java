package io.hopwire.component.discovery;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Events;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;

import java.util.function.IntPredicate;

/**
 * What discovery is given.
 *
 * @param publicKey this node's address.
 * @param space     addresses of the network.
 * @param role      of this node, one of {@link io.hopwire.link.LinkRole}.
 * @param links     to neighbours.
 * @param linkInUse whether the link of that id carries, or is about to carry, a circuit.
 * @param messages  to say something to a neighbour.
 * @param table     of contacts; discovery is its one writer.
 * @param addresses of the host.
 * @param timers    of this component.
 * @param entropy   for look-up targets and jitter.
 * @param events    told what look-ups found.
 * @param counters  of the node.
 * @param memory    of look-ups, which nodes may share.
 */
public record DiscoveryServices(
    DirectBuffer publicKey, AddressSpace space, byte role, LinkTable links, IntPredicate linkInUse,
    MessageBatch messages, RoutingTable table, Addresses addresses, Timers timers, EntropySource entropy,
    Events events, Counters counters, LookupMemory memory)
{
}
