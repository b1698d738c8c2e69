package io.hopwire.component.discovery;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.Services;

import java.util.function.IntPredicate;

/**
 * Where discovery works: who the node is, whom it knows and how it talks to them.
 *
 * @param own       who the node is.
 * @param role      of the node, one of {@link io.hopwire.link.LinkRole}.
 * @param services  what the node lends.
 * @param messages  to say something to a neighbour.
 * @param linkInUse whether the link of that id carries, or is about to carry, a circuit.
 * @param table     of contacts; discovery is its one writer.
 * @param memory    of look-ups, which nodes may share.
 */
public record Neighbourhood(
    OwnAddress own, byte role, Services services, MessageBatch messages, IntPredicate linkInUse, RoutingTable table,
    LookupMemory memory)
{
    LinkTable links()
    {
        return messages.links();
    }
}
