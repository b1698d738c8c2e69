package io.hopwire.circuit;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;

/**
 * What circuits are given.
 *
 * @param publicKey     this node's address.
 * @param space         addresses of the network.
 * @param links         to neighbours.
 * @param messages      to say something to a neighbour.
 * @param searchTimers  one per route request.
 * @param circuitTimers one per circuit.
 * @param entropy       for generations and hash keys.
 * @param counters      of the node.
 */
public record CircuitServices(
    DirectBuffer publicKey, AddressSpace space, LinkTable links, MessageBatch messages, Timers searchTimers,
    Timers circuitTimers, EntropySource entropy, Counters counters)
{
}
