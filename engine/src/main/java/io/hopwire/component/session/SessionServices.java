package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.crypto.AddressSpace;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Events;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;

/**
 * What the session component is given.
 *
 * @param publicKey this node's address.
 * @param space     addresses of the network.
 * @param circuits  routes and the cells on them.
 * @param requests  sink of slow work.
 * @param timers    one per session, numbered from 0 to {@link SessionSettings#MAX_SESSIONS} - 1.
 * @param entropy   source of group ids and tokens.
 * @param events    sink of what the application is told.
 * @param counters  of the node.
 */
public record SessionServices(
    DirectBuffer publicKey, AddressSpace space, Circuits circuits, Requests requests, Timers timers,
    EntropySource entropy, Events events, Counters counters)
{
}
