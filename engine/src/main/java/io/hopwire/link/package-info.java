/**
 * One secured hop: handshakes, record protection, replay window, rekey, roaming, keepalive and liveness. Pure state,
 * told datagrams, results, timers and time; at most one link between two keys. Knows which link to a relay is closest
 * to a target.
 * <p>
 * {@link io.hopwire.link.LinkTable} is what the layers above see. {@link io.hopwire.link.SealedLinks} is what is behind
 * it everywhere but in a bare network, where {@link io.hopwire.link.BareLinks} speaks seed 004's transmissions without
 * frames. These carry their length as frames do: so a connection is cut into them where it is into frames, and nothing
 * between socket and core knows the one from the other.
 */
package io.hopwire.link;
