/**
 * One secured hop: handshakes, record protection, replay window, rekey, roaming, keepalive and liveness. Pure state,
 * told datagrams, results, timers and time; at most one link between two keys. Knows which link to a relay is closest
 * to a target.
 */
package io.hopwire.link;
