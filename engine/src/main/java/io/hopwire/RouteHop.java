package io.hopwire;

/**
 * One node on the route of a session.
 *
 * @param hop   1 for the first relay; the last one is the peer itself.
 * @param key   public key of the node.
 * @param rttNs time from here to that node and back, in nanoseconds.
 */
public record RouteHop(int hop, PublicKey key, long rttNs)
{
}
